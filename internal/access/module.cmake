target_link_libraries(anc_access PRIVATE anc3p::crypto)
