# Decoders, to hear and see what was encoded.
target_link_libraries(unit_stream PRIVATE anc3p::openh264 anc3p::vpx anc3p::opus)
