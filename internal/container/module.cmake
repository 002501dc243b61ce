target_link_libraries(anc_container PRIVATE anc3p::lxc)
if(ANC_LXC_LINKAGE MATCHES "^static")  # see guest_filter.h
  target_compile_definitions(anc_container PRIVATE ANC_FILTER_BY_MONITOR)
  target_link_options(anc_container INTERFACE LINKER:--wrap=seccomp_load)
endif()
