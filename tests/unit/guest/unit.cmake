target_link_libraries(unit_guest PRIVATE anc3p::png)
