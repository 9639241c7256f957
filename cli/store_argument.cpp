// SPDX-License-Identifier: Apache-2.0
#include "cli/store_argument.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/arguments.hpp"
#include "cli/sweep_run.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {

void add_store_argument(CLI::App& command, StoreArgument& argument) {
    command.add_option("STORE", argument.file, "store of a sweep, or a sweep file to run first")->required();
    command.add_option("-o,--output", argument.store,
                       "with a sweep file: its store; what it holds already is not simulated again");
    command
        .add_option("-j,--jobs", argument.jobs, "threads that a sweep runs on; they do not change the result")
        ->check(whole_number(1, 1024))
        ->capture_default_str();
}

std::string store_of(const StoreArgument& argument) {
    const Location where{argument.file};
    const std::string extension = std::filesystem::path(argument.file).extension().string();
    if (extension != ".yaml" && extension != ".yml") {
        if (argument.store.empty()) return argument.file;
        throw InputError(where, "--output is where to run a sweep file, and this is none",
                         "a sweep file ends in .yaml or .yml");
    }
    if (argument.store.empty()) {
        const std::string name = std::filesystem::path(argument.file).stem().string();
        throw InputError(where, "is a sweep file, which is run into a store first: say where",
                         fmt::format("-o {}.sqlite", name));
    }
    const Sweep sweep = load_sweep(argument.file);
    return run_with_progress(sweep, argument.store, argument.jobs).complete() ? argument.store : "";
}

}  // namespace offramp::cli
