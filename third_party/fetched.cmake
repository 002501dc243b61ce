# Libraries that Debian 12 has no usable archive of: third_party/fetch has them, else shared ones.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_SOURCE_DIR}/pins ${CMAKE_CURRENT_SOURCE_DIR}/fetch)

# Defines anc3p::NAME from the archive FETCH gives, else from pkg-config's MODULE; sets
# ANC_<VARIABLE>_LINKAGE to "static VERSION" or "shared VERSION", for `ancloud version`.
function(anc3p_fetched name archive module variable)
  set(linkage "")
  if(ANC_FETCH)
    execute_process(COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fetch ${name}
      RESULT_VARIABLE failed OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(failed STREQUAL "0" AND answer MATCHES "([^\n]+) ([0-9]+:)?([^ \n]+)$")
      set(prefix "${CMAKE_MATCH_1}")
      set(version "${CMAKE_MATCH_3}")  # without the epoch
      add_library(anc3p::${name} STATIC IMPORTED GLOBAL)
      set_target_properties(anc3p::${name} PROPERTIES
        IMPORTED_LOCATION "${prefix}/lib/${archive}"
        INTERFACE_INCLUDE_DIRECTORIES "${prefix}/include")
      set(linkage "static ${version}")
    endif()
  endif()
  if(NOT linkage)
    pkg_check_modules(ANC3P_${variable} ${module})
    if(NOT ANC3P_${variable}_FOUND)
      message(FATAL_ERROR "${name}: no archive (see above), no shared library either (`make deps`)")
    endif()
    add_library(anc3p::${name} INTERFACE IMPORTED GLOBAL)
    set_target_properties(anc3p::${name} PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${ANC3P_${variable}_INCLUDEDIR}"
      INTERFACE_LINK_LIBRARIES "${ANC3P_${variable}_LINK_LIBRARIES}")
    set(linkage "shared ${ANC3P_${variable}_VERSION}")
    message(WARNING "${name} is linked as a shared library: this binary needs it on every host it "
      "runs on. The reason is in the lines above, or ANC_FETCH is OFF.")
  endif()
  message(STATUS "${name}: ${linkage}")
  set(ANC_${variable}_LINKAGE "${linkage}" PARENT_SCOPE)
endfunction()

# ANC_<VARIABLE>_TREE: a folder with the files of NAME's packages, for an image; empty where they are
# not to be had, which leaves OUT out of it.
function(anc3p_fetched_tree name variable out)
  set(tree "")
  if(ANC_FETCH)
    execute_process(COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fetch ${name}
      RESULT_VARIABLE failed OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(failed STREQUAL "0" AND answer MATCHES "([^\n]+) [^ \n]+$")
      set(tree "${CMAKE_MATCH_1}")
    endif()
  endif()
  if(NOT tree)
    message(WARNING "${name} cannot be fetched: ${out}. The reason is in the lines above, or "
      "ANC_FETCH is OFF.")
  endif()
  set(ANC_${variable}_TREE "${tree}" CACHE INTERNAL "files of ${name}")
endfunction()
