# A wall clock that jumps, for tests: preloaded.
add_library(other_time MODULE clock/other_time.c)
set_target_properties(other_time PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests PREFIX "")
