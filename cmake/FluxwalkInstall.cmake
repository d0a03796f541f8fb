# cmake --install: the libraries, as a package that gives fluxwalk::engine and fluxwalk::analysis to find_package.
if(NOT FLUXWALK_INSTALL)
  return()
endif()
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fluxwalk)

install(TARGETS fluxwalk_engine fluxwalk_analysis EXPORT fluxwalk
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/include/fluxwalk ${PROJECT_SOURCE_DIR}/analysis/include/fluxwalk
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.hpp)
install(EXPORT fluxwalk NAMESPACE fluxwalk:: FILE fluxwalkTargets.cmake DESTINATION ${package_dir})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/fluxwalkConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/fluxwalkConfig.cmake INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/fluxwalkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
          ${CMAKE_CURRENT_BINARY_DIR}/fluxwalkConfig.cmake
          ${CMAKE_CURRENT_BINARY_DIR}/fluxwalkConfigVersion.cmake
          ${CMAKE_CURRENT_LIST_DIR}/FindUdunits.cmake
        DESTINATION ${package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})
