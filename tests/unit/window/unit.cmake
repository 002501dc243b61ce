target_link_libraries(unit_window PRIVATE anc3p::sdl2)  # a test closes the window as a user does
