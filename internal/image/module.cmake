target_link_libraries(anc_image PRIVATE anc3p::squashfuse anc3p::fuse)
