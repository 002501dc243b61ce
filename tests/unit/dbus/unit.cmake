target_link_libraries(unit_dbus PRIVATE anc3p::dbus)
