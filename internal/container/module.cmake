target_link_libraries(anc_container PRIVATE anc3p::lxc)
