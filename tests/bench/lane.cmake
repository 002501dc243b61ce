# What benches compare with.
add_executable(bare_egl bench/bare_egl.cpp)
target_link_libraries(bare_egl PRIVATE anc_flags EGL GLESv2)
set_target_properties(bare_egl PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_executable(gl_speed bench/gl_speed.cpp bench/straight_list.cpp bench/trace.cpp
               bench/trace_peer.cpp)
target_link_libraries(gl_speed PRIVATE anc_flags anc_gles)
set_target_properties(gl_speed PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_executable(frame_speed bench/frame_speed.cpp)
target_link_libraries(frame_speed PRIVATE anc_flags anc_gles)
set_target_properties(frame_speed PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_executable(encode_speed bench/encode_speed.cpp)
target_link_libraries(encode_speed PRIVATE anc_flags anc_stream)
set_target_properties(encode_speed PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
