target_link_libraries(anc_http PRIVATE anc3p::boost anc3p::ssl)
if(ANC_SANITIZE MATCHES thread)
  # As in net: Asio has fences beside its mutexes, which TSan does not understand.
  target_compile_options(anc_http PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
