# libEGL and libGLESv2 are opened at run time: headers only.
target_link_libraries(anc_gles PUBLIC anc3p::egl_headers ${CMAKE_DL_LIBS})
