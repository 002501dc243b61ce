target_link_libraries(unit_http PRIVATE anc3p::ssl) #a client of the tests' own
