// SPDX-License-Identifier: Apache-2.0
#include "cli/sweep_run.hpp"

#include <fmt/format.h>

#include <optional>

#include "analysis/file_kind.hpp"
#include "analysis/text_layout.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

/// "point 12/64, p_max_rung_ge_6: no-guardrails 0.52, guardrails 0.17".
std::string note_of(const SweepProgress& now, const Sweep& sweep, const std::string& headline) {
    std::string note = fmt::format("point {}/{}", now.points, now.points_wanted);
    std::string levels;
    for (std::size_t p = 0; p < now.headline.size(); ++p) {
        const std::optional<double>& level = now.headline[p];
        if (!level) continue;
        levels +=
            fmt::format("{} {} {}", levels.empty() ? ":" : ",", sweep.policies[p].name, number_text(*level));
    }
    return levels.empty() ? note : note + ", " + headline + levels;
}

}  // namespace

SweepRun run_with_progress(const Sweep& sweep, const std::filesystem::path& store, int threads, Shard shard) {
    SweepRun run;
    {
        const Interrupt interrupt;
        std::optional<Progress> progress(std::in_place, 0);
        SweepOptions options{.threads = threads, .shard = shard, .cancel = interrupt.token()};
        options.checking = [&](std::uint64_t done, std::uint64_t total) {
            progress->update(done, total, "checking the points");
            if (done == total) progress.emplace(0);  // whose clock is that of the campaigns
        };
        const std::string headline = headline_of(sweep);
        options.progress = [&](const SweepProgress& now) {
            progress->update(now.campaigns, now.campaigns_wanted, note_of(now, sweep, headline));
        };
        run = run_sweep(sweep, store, options);
    }
    if (!run.begun) {
        complain("offramp: interrupted while the points were checked: nothing was written\n");
    } else if (!run.complete()) {
        complain(
            fmt::format("offramp: interrupted: {} of {} points are in the store; the same command goes on\n",
                        run.points_stored, run.points_wanted));
    }
    return run;
}

void add_store_argument(CLI::App& command, StoreArgument& argument) {
    command.add_option("STORE", argument.file, "store of a sweep, or a sweep file to run first")->required();
    add_output_option(command, "-o,--output", argument.store,
                      "with a sweep file: its store; what it holds already is not simulated again");
    add_threads_option(command, argument.threads, "threads that a sweep runs on");
}

std::string store_of(const StoreArgument& argument) {
    const Location where{argument.file};
    expect_kind(argument.file, {FileKind::kStore, FileKind::kSweep}, "this command");
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
    return run_with_progress(sweep, argument.store, argument.threads).complete() ? argument.store : "";
}

}  // namespace offramp::cli
