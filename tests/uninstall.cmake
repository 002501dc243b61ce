# Removes what `make install` put in place: the manifest of the build, honouring DESTDIR.
file(STRINGS ${BUILD}/install_manifest.txt files)
foreach(file IN LISTS files)
  file(REMOVE "$ENV{DESTDIR}${file}")
  message(STATUS "removed $ENV{DESTDIR}${file}")
endforeach()
