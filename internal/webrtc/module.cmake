# In C, and apart: libre's headers redefine bool, true and false.
add_library(anc_webrtc_re STATIC internal/webrtc/srtp_re.c)
target_include_directories(anc_webrtc_re PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_options(anc_webrtc_re PRIVATE -Wall -Wextra)
target_link_libraries(anc_webrtc_re PRIVATE anc3p::re)
target_link_libraries(anc_webrtc PRIVATE anc_webrtc_re anc3p::ssl anc3p::usrsctp)
