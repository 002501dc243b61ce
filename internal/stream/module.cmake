target_link_libraries(anc_stream PRIVATE anc3p::openh264 anc3p::vpx anc3p::yuv anc3p::opus
  anc3p::speexdsp anc3p::va anc3p::nvenc ${CMAKE_DL_LIBS})
if(ANC_X264)
  target_link_libraries(anc_stream PRIVATE anc3p::x264)
  target_compile_definitions(anc_stream PRIVATE ANC_X264)
endif()
