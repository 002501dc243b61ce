# gl: recorded sessions replayed to pictures, on whatever GL the host has.
add_executable(gl_host gl/gl_host.cpp)
set_target_properties(gl_host PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(gl_host PRIVATE anc_flags anc_gles)
