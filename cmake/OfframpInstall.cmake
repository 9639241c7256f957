# SPDX-License-Identifier: Apache-2.0
# find_package(offramp) gives offramp::engine and offramp::analysis.
include(CMakePackageConfigHelpers)
get_property(modules GLOBAL PROPERTY OFFRAMP_MODULES)
set(libraries ${modules} offramp_engine offramp_analysis)
list(REMOVE_DUPLICATES libraries)
install(TARGETS ${libraries} EXPORT offrampTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/offramp)
install(TARGETS offramp RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/offramp)
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(EXPORT offrampTargets NAMESPACE offramp:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/offramp)
configure_package_config_file(cmake/offrampConfig.cmake.in ${PROJECT_BINARY_DIR}/offrampConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/offramp)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/offrampConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/offrampConfig.cmake ${PROJECT_BINARY_DIR}/offrampConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/offramp)
