// SPDX-License-Identifier: Apache-2.0
// Runs the built program as a user would, through a shell.
#pragma once

#include <optional>
#include <string>

#include "tests/support/temporary_directory.hpp"

namespace offramp::testing {

struct ProgramResult {
    int code = 0;  ///< exit status; 128 + n where signal n ended the shell's command
    std::string out;
    std::string err;
};

/// Runs "offramp ARGUMENTS" (shell syntax). `before` goes in front of the program, for example "env A=b";
/// `after` behind it, for example "| head -1" (the exit status is then that of the last command).
ProgramResult run_offramp(const std::string& arguments, const std::string& before = "",
                          const std::string& after = "");

/// What to put before the program for permissions to bind it: nothing, or, for root, a command that gives up
/// the right to pass them over. Empty where that cannot be done.
std::optional<std::string> bound_by_permissions();

/// A file beside these tests.
std::string test_file(const std::string& name);

}  // namespace offramp::testing
