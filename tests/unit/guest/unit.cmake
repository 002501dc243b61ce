target_link_libraries(unit_guest PRIVATE anc3p::png)
target_sources(unit_guest PRIVATE ${CMAKE_SOURCE_DIR}/tests/unit/apk/packages.cpp)
target_link_libraries(unit_guest PRIVATE anc3p::z)
