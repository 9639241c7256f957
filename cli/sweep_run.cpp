// SPDX-License-Identifier: Apache-2.0
#include "cli/sweep_run.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "analysis/text_layout.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"

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
        std::unique_ptr<Progress> progress;
        SweepOptions options{.threads = threads, .shard = shard, .cancel = interrupt.token()};
        const std::string headline = headline_of(sweep);
        options.progress = [&](const SweepProgress& now) {
            if (!progress) progress = std::make_unique<Progress>(now.campaigns_wanted);
            progress->update(now.campaigns, note_of(now, sweep, headline));
        };
        run = run_sweep(sweep, store, options);
    }
    if (!run.complete()) {
        complain(
            fmt::format("offramp: interrupted: {} of {} points are in the store; the same command goes on\n",
                        run.points_stored, run.points_wanted));
    }
    return run;
}

}  // namespace offramp::cli
