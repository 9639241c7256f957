# SPDX-License-Identifier: Apache-2.0
# Bundles the page of the report. Arguments: SOURCE and FOLDER (the page's sources, where to write), NPM, NODE.
#
# A machine without npm, or without a network when the packages are first fetched, builds all else: the page is then
# empty and a warning says so. A mistake in the page itself fails the build.
file(MAKE_DIRECTORY ${FOLDER})
file(REMOVE ${FOLDER}/bundled)

function(leave_out reason)
  message(WARNING "`offramp report` is left out of this build: ${reason}")
  file(WRITE ${FOLDER}/page_text.cpp
    "#include \"analysis/report/page_text.hpp\"\n\nnamespace offramp {\n\nstd::string_view report_page_text() {\n"
    "    return {};\n}\n\n}  // namespace offramp\n")
endfunction()

if(NOT NPM OR NOT NODE)
  leave_out("Node.js or npm is missing (scripts/setup installs them)")
  return()
endif()

# npm writes .package-lock.json last: where it is newer than package-lock.json, the packages are all there.
set(installed ${SOURCE}/node_modules/.package-lock.json)
if(NOT EXISTS ${installed} OR ${SOURCE}/package-lock.json IS_NEWER_THAN ${installed})
  # Without a network npm would wait for more than a minute between its tries.
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
    --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000
    WORKING_DIRECTORY ${SOURCE} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    leave_out("npm ci failed:\n${said}")
    return()
  endif()
  file(TOUCH ${installed})
endif()

execute_process(COMMAND ${NODE} build.mjs ${FOLDER} WORKING_DIRECTORY ${SOURCE} COMMAND_ERROR_IS_FATAL ANY)
file(TOUCH ${FOLDER}/bundled)
