# What benches compare with.
add_executable(bare_egl bench/bare_egl.cpp)
target_link_libraries(bare_egl PRIVATE anc_flags EGL GLESv2)
set_target_properties(bare_egl PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
