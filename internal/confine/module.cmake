# The filters are compiled while building, by libseccomp, from the lists of syscalls.cpp.
add_executable(confine_filters internal/confine/generate/filters.cpp internal/confine/syscalls.cpp)
target_link_libraries(confine_filters PRIVATE anc_flags anc_core anc3p::seccomp)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/gen/confine)
set(filters ${CMAKE_BINARY_DIR}/gen/confine/filters.inc)
add_custom_command(OUTPUT ${filters}
  COMMAND confine_filters > ${filters}.new && ${CMAKE_COMMAND} -E rename ${filters}.new ${filters}
  DEPENDS confine_filters
  COMMENT "Compiling the filters of system calls"
  VERBATIM)
target_sources(anc_confine PRIVATE ${filters})
