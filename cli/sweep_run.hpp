// SPDX-License-Identifier: Apache-2.0
// Running a sweep into its store from the program: progress, Ctrl-C, and what is said of an incomplete one.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "analysis/sweep/run_sweep.hpp"
#include "cli/arguments.hpp"

namespace offramp::cli {

/// What was interrupted is reported on standard error.
SweepRun run_with_progress(const Sweep& sweep, const std::filesystem::path& store, int threads,
                           Shard shard = {});

/// What commands that analyse a sweep take: its store, or the sweep file and where to keep its store.
struct StoreArgument {
    std::string file;   ///< store or sweep
    std::string store;  ///< for a sweep
    int threads = usual_threads();
};

void add_store_argument(CLI::App& command, StoreArgument& argument);

/// The store, once a sweep has been run into it as far as it was not; empty where that was interrupted.
/// Throws InputError for a sweep without a place for its store, and the reverse.
std::string store_of(const StoreArgument& argument);

}  // namespace offramp::cli
