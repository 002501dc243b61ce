target_link_libraries(anc_stream PRIVATE anc3p::openh264 anc3p::vpx anc3p::yuv anc3p::opus anc3p::speexdsp)
