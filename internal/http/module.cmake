target_link_libraries(anc_http PRIVATE anc3p::boost anc3p::ssl)
if(ANC_SANITIZE)
  # With their checks in the code, g++ 12 takes an empty boost::optional of Beast's for a full one.
  target_compile_options(anc_http PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(ANC_SANITIZE MATCHES thread)
  # As in net: Asio has fences beside its mutexes, which TSan does not understand.
  target_compile_options(anc_http PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
