# One program per parser that reads untrusted bytes: tests/fuzz/fuzz_NAME.cpp with the seeds and past
# findings in tests/fuzz/corpus/NAME/. With ANC_FUZZ (clang) it is a libFuzzer program, otherwise it
# only runs its corpus; both are tested on the corpus.
add_custom_target(fuzz_targets)
function(anc_fuzz name)
  set(here ${CMAKE_SOURCE_DIR}/tests/fuzz)
  add_executable(fuzz_${name} ${here}/fuzz_${name}.cpp)
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(fuzz_${name} PRIVATE anc_flags ${ARGN})
  add_dependencies(fuzz_targets fuzz_${name})
  if(ANC_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} -runs=0 ${here}/corpus/${name})
  else()
    target_sources(fuzz_${name} PRIVATE ${here}/corpus_main.cpp)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${here}/corpus/${name})
  endif()
endfunction()

anc_fuzz(gles_wire anc_wire)
anc_fuzz(session_framing anc_pipe anc_bridge)
anc_fuzz(bridge_messages anc_bridge anc_app)
anc_fuzz(container_control anc_manager)
anc_fuzz(journal anc_host)
anc_fuzz(superblock anc_image)
anc_fuzz(input_event anc_input)
anc_fuzz(apk anc_apk)

# Over the driver that draws nothing, which the program finds before the host's.
anc_fuzz(gles_session anc_gles)
target_sources(fuzz_gles_session PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/reading_gl.cpp)
set_target_properties(fuzz_gles_session PROPERTIES BUILD_RPATH ${CMAKE_BINARY_DIR}/tests/fake_gl)
add_dependencies(fuzz_gles_session fake_gl)
if(ANC_FUZZ)  # there one function stands for all that have no answer
  foreach(target anc_gles fuzz_gles_session)
    target_compile_options(${target} PRIVATE -fno-sanitize=function)
  endforeach()
endif()
anc_fuzz(guest_devices anc_pipe anc_location)
anc_fuzz(task_windows anc_session)
anc_fuzz(control_request anc_session)
anc_fuzz(audio_socket anc_audio)
<<<<<<< HEAD
anc_fuzz(control_channel anc_remote)
anc_fuzz(media_piece anc_stream)
=======
anc_fuzz(stun anc_webrtc)
anc_fuzz(sctp anc_webrtc)
>>>>>>> wt-t
anc_fuzz(sdp anc_webrtc)
anc_fuzz(rtp anc_webrtc)
anc_fuzz(rtcp anc_webrtc)
