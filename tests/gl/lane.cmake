# gl: recorded sessions replayed to pictures, on whatever GL the host has.
add_executable(gl_host gl/gl_host.cpp)
set_target_properties(gl_host PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(gl_host PRIVATE anc_flags anc_gles)

add_executable(frames_check gl/frames_check.cpp)
set_target_properties(frames_check PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(frames_check PRIVATE anc_flags anc_gles)
