# Decoders, encoders and the run-time table are made from gles.table while building.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(wire_gen ${CMAKE_BINARY_DIR}/gen/wire)
set(wire_made ${wire_gen}/opcodes.h ${wire_gen}/functions.cpp)
foreach(api gles1 gles2 rc)
  list(APPEND wire_made ${wire_gen}/${api}_functions.h ${wire_gen}/${api}_decoder.h
       ${wire_gen}/${api}_encoder.h ${wire_gen}/${api}_encoder.cpp)
endforeach()
add_custom_command(
  OUTPUT ${wire_made}
  COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/internal/wire/generate
          ${CMAKE_SOURCE_DIR}/internal/wire/gles.table ${wire_gen}
  DEPENDS ${CMAKE_SOURCE_DIR}/internal/wire/generate ${CMAKE_SOURCE_DIR}/internal/wire/gles.table
  COMMENT "Generating the GL wire protocol"
  VERBATIM)
target_sources(anc_wire PRIVATE ${wire_made})
