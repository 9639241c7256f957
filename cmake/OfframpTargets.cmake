# SPDX-License-Identifier: Apache-2.0
# What every target of this project shares: warnings, sanitizers, include root.
add_library(offramp_build_flags INTERFACE)
target_compile_options(offramp_build_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion)
# A product and a sum stay two roundings on every processor: results are the same bits (docs/verification.md).
target_compile_options(offramp_build_flags INTERFACE -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 at -O2 and above reports these inside std::string and std::vector where there is nothing wrong.
  target_compile_options(offramp_build_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Clang reports this inside std::stable_sort of GCC 12 where there is nothing wrong.
  target_compile_options(offramp_build_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(OFFRAMP_WERROR)
  target_compile_options(offramp_build_flags INTERFACE -Werror)
endif()
if(OFFRAMP_SANITIZE)
  target_compile_options(offramp_build_flags INTERFACE
    -fsanitize=${OFFRAMP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(offramp_build_flags INTERFACE -fsanitize=${OFFRAMP_SANITIZE})
endif()
if(OFFRAMP_FUZZ)
  # Counts which edges an input takes. What is linked with the fuzzer itself is in tests/fuzz.
  target_compile_options(offramp_build_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

option(CMAKE_VERIFY_INTERFACE_HEADER_SETS
  "Compile every public header also alone, by the target all_verify_interface_header_sets" ON)

# Code that reads and prints is never hot. With the checks of the sanitizers in it, optimising it costs more than
# it gains: it is compiled without.
function(offramp_never_hot target)
  if(OFFRAMP_SANITIZE AND NOT OFFRAMP_FUZZ)  # a fuzzer does nothing but read
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# offramp_module(name SOURCES a.cpp ... DEPENDS other modules and libraries ... [PRIVATE_DEPENDS ...]
#                [PRIVATE_HEADERS b.hpp ...])
# One static library a module, called offramp_<name>, with headers included from the project root. The headers of
# its folder are public and get installed, except those named private.
function(offramp_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS;PRIVATE_HEADERS" ${ARGN})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.hpp)
  list(REMOVE_ITEM headers ${ARG_PRIVATE_HEADERS})
  add_library(offramp_${name} STATIC ${ARG_SOURCES})
  target_sources(offramp_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
  target_include_directories(offramp_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/offramp>)
  target_compile_features(offramp_${name} PUBLIC cxx_std_20)
  target_link_libraries(offramp_${name}
    PUBLIC ${ARG_DEPENDS}
    PRIVATE $<BUILD_INTERFACE:offramp_build_flags> ${ARG_PRIVATE_DEPENDS})
  if(NOT OFFRAMP_SANITIZE)
    # One compile serves the programs and the Python module (docs/performance.md says what that costs them).
    set_target_properties(offramp_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(offramp_${name} PRIVATE -fno-semantic-interposition)
  endif()
  set_property(GLOBAL APPEND PROPERTY OFFRAMP_MODULES offramp_${name})
endfunction()
