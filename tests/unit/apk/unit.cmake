target_link_libraries(unit_apk PRIVATE anc3p::z)
