target_sources(unit_wire PRIVATE ${CMAKE_SOURCE_DIR}/tests/recording/recording.cpp)
