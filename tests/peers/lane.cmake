# Our end of the tests against other WebRTC stacks.
add_executable(peer_echo peers/peer_echo.cpp)
target_link_libraries(peer_echo PRIVATE anc_flags anc_webrtc)
set_target_properties(peer_echo PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_executable(whep_joins peers/whep_joins.cpp)
target_link_libraries(whep_joins PRIVATE anc_flags anc_http anc_webrtc)
set_target_properties(whep_joins PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
