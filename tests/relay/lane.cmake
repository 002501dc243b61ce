# A bad network for tests: udp_relay, and the same in a test's own process.
add_library(udp_relay_lib STATIC relay/relay.cpp)
target_link_libraries(udp_relay_lib PUBLIC anc_flags anc_core)
add_executable(udp_relay relay/udp_relay.cpp)
target_link_libraries(udp_relay PRIVATE udp_relay_lib)
set_target_properties(udp_relay PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
