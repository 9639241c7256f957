// SPDX-License-Identifier: Apache-2.0
// Running a sweep into its store from the program: progress, Ctrl-C, and what is said of an incomplete one.
#pragma once

#include <filesystem>

#include "analysis/sweep/run_sweep.hpp"

namespace offramp::cli {

/// What was interrupted is reported on standard error.
SweepRun run_with_progress(const Sweep& sweep, const std::filesystem::path& store, int threads,
                           Shard shard = {});

}  // namespace offramp::cli
