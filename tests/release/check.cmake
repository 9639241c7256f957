# SPDX-License-Identifier: Apache-2.0
# CITATION.cff has the VERSION of the build and the date that CHANGELOG.md has for it.
file(STRINGS ${ROOT}/CITATION.cff cited REGEX "^version: ")
if(NOT cited STREQUAL "version: ${VERSION}")
  message(FATAL_ERROR "CITATION.cff has '${cited}', and CMakeLists.txt version ${VERSION}")
endif()
file(STRINGS ${ROOT}/CITATION.cff released REGEX "^date-released: ")
string(REPLACE "date-released: " "" date "${released}")
file(STRINGS ${ROOT}/CHANGELOG.md entries REGEX "^- \\*\\*[0-9]+\\.[0-9]+\\.[0-9]+\\*\\* \\(")
list(GET entries 0 newest)
if(NOT newest MATCHES "^- \\*\\*${VERSION}\\*\\* \\(${date}\\)")
  message(FATAL_ERROR "The newest version of CHANGELOG.md is '${newest}', not ${VERSION} of ${date}")
endif()
