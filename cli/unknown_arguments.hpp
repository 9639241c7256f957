// SPDX-License-Identifier: Apache-2.0
// "Did you mean" for commands and options.
#pragma once

#include <CLI/CLI.hpp>

namespace offramp::cli {

/// To be called where parsing failed. Throws InputError where a command or options are not known, each with
/// the nearest name, and for arguments that are too many; all at once. `help_asked`: only commands, as
/// whoever asks for help wants to hear of the rest there.
void refuse_unknown_arguments(const CLI::App& program, bool help_asked);

}  // namespace offramp::cli
