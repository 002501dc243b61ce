target_link_libraries(anc_confine PRIVATE anc3p::seccomp)
