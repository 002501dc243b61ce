target_link_libraries(anc_net PRIVATE anc3p::boost)
if(ANC_SANITIZE MATCHES thread)
  # Asio has fences beside its mutexes; g++ says that TSan does not understand the fences.
  target_compile_options(anc_net PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
