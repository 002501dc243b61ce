target_link_libraries(anc_image PRIVATE anc3p::squashfuse anc3p::fuse)
if(ANC_LZO)
  target_compile_definitions(anc_image PUBLIC ANC_LZO)
endif()
