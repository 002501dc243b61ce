# anc_protobuf(TARGET FILES...): adds the lite code of .proto files to a target, made at build time.
# FILES are relative to the caller; "internal/proto/x.proto" is included as "internal/proto/x.pb.h".
function(anc_protobuf target)
  set(out ${CMAKE_BINARY_DIR}/gen-proto)
  foreach(file IN LISTS ARGN)
    get_filename_component(source ${file} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_LIST_DIR})
    if(NOT EXISTS ${source})
      get_filename_component(source ${file} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
    endif()
    file(RELATIVE_PATH relative ${CMAKE_SOURCE_DIR} ${source})
    string(REGEX REPLACE "\\.proto$" ".pb" stem ${out}/${relative})
    add_custom_command(OUTPUT ${stem}.cc ${stem}.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
      COMMAND ${ANC3P_PROTOC} -I ${CMAKE_SOURCE_DIR} --cpp_out=lite:${out} ${source}
      DEPENDS ${source} COMMENT "protoc ${relative}" VERBATIM)
    set_source_files_properties(${stem}.cc PROPERTIES COMPILE_OPTIONS -w)  # not our code
    target_sources(${target} PRIVATE ${stem}.cc ${stem}.h)
  endforeach()
  target_include_directories(${target} SYSTEM PUBLIC ${out})
  target_link_libraries(${target} PUBLIC anc3p::protobuf)
endfunction()
