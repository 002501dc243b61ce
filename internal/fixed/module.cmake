#The names of GLES 1.1; no GL library is linked.
target_link_libraries(anc_fixed PUBLIC anc3p::egl_headers)
