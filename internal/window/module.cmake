target_link_libraries(anc_window PRIVATE anc3p::sdl2)
