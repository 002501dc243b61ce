target_link_libraries(anc_apk PRIVATE anc3p::z)
