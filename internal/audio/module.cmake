target_link_libraries(anc_audio PRIVATE anc3p::sdl2)
