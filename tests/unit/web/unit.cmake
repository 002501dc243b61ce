# With the sanitizers' checks in the code, g++ 12 no longer sees that std::regex sets what it moves.
if(ANC_SANITIZE)
  target_compile_options(unit_web PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
