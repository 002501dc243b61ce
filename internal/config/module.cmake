target_link_libraries(anc_config PRIVATE anc3p::tomlplusplus)
