// SPDX-License-Identifier: Apache-2.0
// Where the program keeps what it may lose.
#pragma once

#include <filesystem>

namespace offramp::cli {

/// For solved crises: $OFFRAMP_CACHE, else $XDG_CACHE_HOME/offramp, else ~/.cache/offramp; empty where none
/// of these is set, so that nothing is kept.
std::filesystem::path cache_directory();

}  // namespace offramp::cli
