target_link_libraries(anc_session PRIVATE anc3p::png)
