// SPDX-License-Identifier: Apache-2.0
// What this program was built from, and how.
#pragma once

#include <string>
#include <string_view>

namespace offramp::cli {

/// "offramp 0.1.0", then a line each on the commit (where it is known), the compiler and the kind of build,
/// and the libraries whose licences bind whoever passes the program on.
std::string build_facts();

/// Of the sources, with "-dirty" where they were changed since; empty where it is not known. The build writes
/// it (cmake/write_commit.cmake).
std::string_view commit_built();

}  // namespace offramp::cli
