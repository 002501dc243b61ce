# Tiny images in which the kernel's compressors are tried.
set(tiny_images ${CMAKE_BINARY_DIR}/gen/doctor/tiny_images.h)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/gen/doctor)
add_custom_command(
  OUTPUT ${tiny_images}
  COMMAND ${CMAKE_SOURCE_DIR}/internal/doctor/make_tiny_images ${tiny_images}
  DEPENDS ${CMAKE_SOURCE_DIR}/internal/doctor/make_tiny_images
  COMMENT "Packing tiny images for the doctor"
  VERBATIM)
target_sources(anc_doctor PRIVATE ${tiny_images})
