target_link_libraries(unit_http PRIVATE anc_access anc3p::ssl)  # certificates, and a client
