# A GL driver that draws nothing: tests/fake_gl/README.md. One library by all three names.
file(GLOB fake_gl_sources CONFIGURE_DEPENDS fake_gl/*.cpp)
set(fake_gl_dir ${CMAKE_BINARY_DIR}/tests/fake_gl)
add_library(fake_gl SHARED ${fake_gl_sources})
add_dependencies(fake_gl anc_wire)  # generated lists
target_link_libraries(fake_gl PRIVATE anc_flags anc3p::egl_headers ${CMAKE_DL_LIBS})
set_target_properties(fake_gl PROPERTIES OUTPUT_NAME EGL SUFFIX .so.1 NO_SONAME ON
  LIBRARY_OUTPUT_DIRECTORY ${fake_gl_dir})
add_custom_command(TARGET fake_gl POST_BUILD
  COMMAND ${CMAKE_COMMAND} -E create_symlink libEGL.so.1 ${fake_gl_dir}/libGLESv2.so.2
  COMMAND ${CMAKE_COMMAND} -E create_symlink libEGL.so.1 ${fake_gl_dir}/libGLESv1_CM.so.1
  VERBATIM)
