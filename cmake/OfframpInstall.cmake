# SPDX-License-Identifier: Apache-2.0
# What is installed: the program with what it needs (component program), and the library (component development), for
# which find_package(offramp) gives offramp::engine and offramp::analysis.
include(CMakePackageConfigHelpers)
get_property(modules GLOBAL PROPERTY OFFRAMP_MODULES)
set(libraries ${modules} offramp_engine offramp_analysis)
list(REMOVE_DUPLICATES libraries)
install(TARGETS ${libraries} EXPORT offrampTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/offramp COMPONENT development)
install(EXPORT offrampTargets NAMESPACE offramp:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/offramp COMPONENT development)
configure_package_config_file(cmake/offrampConfig.cmake.in ${PROJECT_BINARY_DIR}/offrampConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/offramp)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/offrampConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/offrampConfig.cmake ${PROJECT_BINARY_DIR}/offrampConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/offramp COMPONENT development)

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)
install(TARGETS offramp RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/offramp)
install(FILES LICENSE NOTICE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
get_property(generated GLOBAL PROPERTY OFFRAMP_GENERATED)
install(DIRECTORY ${generated}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY ${generated}/bash/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(DIRECTORY ${generated}/zsh/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(DIRECTORY ${generated}/fish/ DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# `cpack` in the build folder makes a Debian package of the program, which declares the libraries that it is linked with.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME offramp)
set(CPACK_PACKAGE_VENDOR "The Offramp authors")
set(CPACK_PACKAGE_CONTACT "The Offramp authors <offramp@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
  "Decision agents for two powers respond to incidents, climb, hold, step down or call;\nbatches of simulated campaigns compare policies with and without guardrails.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME offramp)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
include(CPack)
