target_link_libraries(anc_net PRIVATE anc3p::boost)
