target_link_libraries(anc_core PUBLIC anc3p::expected anc3p::json PRIVATE anc3p::spdlog)
find_package(Threads REQUIRED)
target_link_libraries(anc_core PUBLIC Threads::Threads)
