# SPDX-License-Identifier: Apache-2.0
# Writes the source FILE with the commit that SOURCE stands at, empty where that is not known; only where it changes.
#   cmake -DSOURCE=... -DFILE=... -P write_commit.cmake
set(commit "")
if(EXISTS ${SOURCE}/.git)  # not that of a repository around an unpacked archive
  execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(commit "")
  endif()
endif()
file(CONFIGURE OUTPUT ${FILE} CONTENT
  "#include \"cli/build_facts.hpp\"\n\nstd::string_view offramp::cli::commit_built() {\n    return \"${commit}\";\n}\n" @ONLY)
