target_link_libraries(anc_dbus PRIVATE anc3p::dbus)
# The interface's description lies as it gets installed, and is what Introspect answers.
set(dbus_xml ${CMAKE_SOURCE_DIR}/internal/dbus/org.ancloud.Session1.xml)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${dbus_xml})
file(READ ${dbus_xml} DBUS_XML)
configure_file(${CMAKE_SOURCE_DIR}/internal/dbus/introspection.h.in
  ${CMAKE_BINARY_DIR}/gen/dbus/introspection.h @ONLY)
include(GNUInstallDirs)
install(FILES ${dbus_xml} DESTINATION ${CMAKE_INSTALL_DATADIR}/dbus-1/interfaces)
