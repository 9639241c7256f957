// SPDX-License-Identifier: Apache-2.0
// Loading a scenario under policies, which is long work where guardrails are negotiated first.
#pragma once

#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"

namespace offramp::cli {

/// load_experiment() with progress, and on standard error a line for each policy whose guardrails were
/// negotiated.
inline Experiment load_with_progress(const std::string& scenario, const std::vector<std::string>& policies,
                                     int threads) {
    const auto load = [&] {
        Progress progress(0);
        progress.update(0, "loading the policies");
        return load_experiment(scenario, policies, threads, [&](std::uint64_t done, std::uint64_t expected) {
            progress.update(done, expected, "the guardrail game");
        });
    };
    Experiment experiment = load();
    complain(negotiation_lines(experiment));
    return experiment;
}

}  // namespace offramp::cli
