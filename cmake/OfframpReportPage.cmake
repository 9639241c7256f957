# SPDX-License-Identifier: Apache-2.0
# The page that `offramp report` fills with data: bundled from analysis/report/page by npm and esbuild, and compiled
# into the program as one string. Without npm the string is empty, and the program says what is missing.
find_program(OFFRAMP_NPM npm)
find_program(OFFRAMP_NODE NAMES node nodejs)

set(page_source ${PROJECT_SOURCE_DIR}/analysis/report/page)
set(page_folder ${PROJECT_BINARY_DIR}/report)
set(OFFRAMP_REPORT_PAGE ${page_folder}/page_text.cpp)  # generated
file(GLOB_RECURSE page_modules CONFIGURE_DEPENDS ${page_source}/src/*.js)
add_custom_command(
  # The second file is written only where the page could be bundled, so that the next build tries again.
  OUTPUT ${OFFRAMP_REPORT_PAGE} ${page_folder}/bundled
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${page_source} -D FOLDER=${page_folder}
          -D NPM=${OFFRAMP_NPM} -D NODE=${OFFRAMP_NODE} -P ${CMAKE_CURRENT_LIST_DIR}/BuildReportPage.cmake
  DEPENDS ${CMAKE_CURRENT_LIST_DIR}/BuildReportPage.cmake ${page_modules} ${page_source}/build.mjs
          ${page_source}/template.html ${page_source}/style.css
          ${page_source}/package.json ${page_source}/package-lock.json
  COMMENT "Bundling the page of the report" VERBATIM)
