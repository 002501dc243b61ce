# Drivers of encoders that are not there: tests/fake_encoder/README.md. One library by both names.
set(fake_encoder_dir ${CMAKE_BINARY_DIR}/tests/fake_encoder)
function(fake_encoder name suffix source other)
  add_library(fake_${name} SHARED ${CMAKE_SOURCE_DIR}/tests/fake_encoder/${source})
  target_link_libraries(fake_${name} PRIVATE anc_flags openh264)  # the shared one
  set_target_properties(fake_${name} PROPERTIES OUTPUT_NAME ${name} SUFFIX ${suffix} NO_SONAME ON
    LIBRARY_OUTPUT_DIRECTORY ${fake_encoder_dir})
  add_custom_command(TARGET fake_${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E create_symlink lib${name}${suffix} ${fake_encoder_dir}/${other}
    VERBATIM)
endfunction()
fake_encoder(nvidia-encode .so.1 nvenc.cpp libcuda.so.1)
fake_encoder(va .so.2 vaapi.cpp libva-drm.so.2)
