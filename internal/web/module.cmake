# The page's files are put into the program while building.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(web_page ${CMAKE_SOURCE_DIR}/internal/web/page)
set(web_gen ${CMAKE_BINARY_DIR}/gen/web)
file(GLOB_RECURSE web_files CONFIGURE_DEPENDS ${web_page}/*)
add_custom_command(
  OUTPUT ${web_gen}/files.h ${web_gen}/bytes.S
  COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/internal/web/embed ${web_page} ${web_gen}
  DEPENDS ${CMAKE_SOURCE_DIR}/internal/web/embed ${web_files}
  COMMENT "Embedding the page"
  VERBATIM)
enable_language(ASM)
target_sources(anc_web PRIVATE ${web_gen}/files.h ${web_gen}/bytes.S)
# The assembler reads the files themselves.
set_source_files_properties(${web_gen}/bytes.S PROPERTIES OBJECT_DEPENDS "${web_files}")
