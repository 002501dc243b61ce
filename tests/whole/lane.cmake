# Installs a package by the library's own adb: `adb_install PORT TOKEN FILE`.
add_executable(adb_install ${CMAKE_SOURCE_DIR}/tests/whole/adb_install.cpp)
set_target_properties(adb_install PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(adb_install PRIVATE anc_adb)
