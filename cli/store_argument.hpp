// SPDX-License-Identifier: Apache-2.0
// Commands that analyse a sweep take its store, or the sweep file and where to keep its store.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/arguments.hpp"

namespace offramp::cli {

struct StoreArgument {
    std::string file;   ///< store or sweep
    std::string store;  ///< for a sweep
    int jobs = usual_threads();
};

void add_store_argument(CLI::App& command, StoreArgument& argument);

/// The store, once a sweep has been run into it as far as it was not; empty where that was interrupted.
/// Throws InputError for a sweep without a place for its store, and the reverse.
std::string store_of(const StoreArgument& argument);

}  // namespace offramp::cli
