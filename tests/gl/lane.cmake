# gl: recorded sessions replayed to pictures, on whatever GL the host has.
add_executable(gl_host gl/gl_host.cpp)
set_target_properties(gl_host PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(gl_host PRIVATE anc_flags anc_gles)

foreach(check frames_check contexts_check)
  add_executable(${check} gl/${check}.cpp)
  set_target_properties(${check} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${check} PRIVATE anc_flags anc_gles)
endforeach()

# Plays spoiled sessions to a host.
add_executable(gl_mutate gl/gl_mutate.cpp gl/own_sessions.cpp gl/pipe_client.cpp recording/recording.cpp)
set_target_properties(gl_mutate PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(gl_mutate PRIVATE anc_flags anc_wire)
# GLES 1 over the pipe, drawn twice by tests/gl/test_gles1.
file(GLOB gles1_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/gl/gles1/*.cpp)
add_executable(gles1_scenes ${gles1_sources})
set_target_properties(gles1_scenes PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(gles1_scenes PRIVATE anc_flags anc_wire anc3p::egl_headers)
