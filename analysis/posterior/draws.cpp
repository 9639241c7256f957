// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "analysis/comparison.hpp"
#include "analysis/negotiation.hpp"
#include "analysis/replicated_interval.hpp"
#include "engine/base/error.hpp"

namespace offramp {

Sweep load_draws(const std::filesystem::path& file, const ValidatedScenario& scenario,
                 std::vector<SweepPolicy> policies, std::uint64_t seed) {
    Sweep sweep = load_sweep(file);
    if (!std::holds_alternative<LevelList>(sweep.settings)) {
        throw InputError(
            {file.string()},
            fmt::format("draws are a list, and '{}' is a {} design", sweep.name, to_string(sweep.settings)),
            "a file that `offramp calibrate --draws` wrote");
    }
    if (scenario.hash() != sweep.scenario_hash) {
        throw InputError(
            {file.string()},
            fmt::format("the draws are of another scenario ('{}', {}) than '{}' ({})", sweep.scenario,
                        sweep.scenario_hash, scenario.scenario().name, scenario.hash()),
            "make them anew with `offramp calibrate --draws`");
    }
    for (const SweepPolicy& policy : policies) {
        if (!is_negotiated(policy.scenario)) continue;
        throw InputError(
            {},
            fmt::format("the policy '{}' leaves adoption to the guardrail game, which is another "
                        "at each draw",
                        policy.name),
            "name the guardrails that are in force");
    }
    sweep.policies = std::move(policies);
    sweep.crossed = true;
    sweep.seed = seed;
    sweep.trajectories = {};
    const std::vector<std::string> headline = headline_outcomes(sweep.names, sweep.war_rung);
    sweep.outcomes.clear();  // in the order of outcome_definitions(), which results keep
    for (const OutcomeDefinition& outcome : outcome_definitions(sweep.names, sweep.war_rung)) {
        if (std::ranges::find(headline, outcome.name) != headline.end())
            sweep.outcomes.push_back(outcome.name);
    }
    return sweep;
}

std::vector<DifferentDraw> different_draws(const Sweep& draws) {
    std::vector<DifferentDraw> different;
    std::map<std::string, std::size_t> places;  // by the settings
    for (std::uint64_t point = 0; point < draws.design.size(); ++point) {
        std::string settings;
        for (const FactorValue& value : draws.point(point)) settings += value.text + '\n';
        const auto [place, is_new] = places.emplace(std::move(settings), different.size());
        if (is_new) different.push_back({point, 0});
        ++different[place->second].times;
    }
    return different;
}

double effective_draws(const Sweep& draws) {
    Amounts amounts;
    for (const DifferentDraw& draw : different_draws(draws)) {
        amounts.sum += static_cast<long double>(draw.times);
        amounts.squares += static_cast<long double>(draw.times * draw.times);
    }
    return static_cast<double>(amounts.effective());
}

Estimate over_draws(std::vector<double> values) {
    Estimate estimate;
    estimate.sample_size = values.size();
    if (values.empty()) return estimate;
    const auto count = static_cast<double>(values.size());
    estimate.value = std::accumulate(values.begin(), values.end(), 0.0) / count;
    std::ranges::sort(values);
    estimate.low = quantile_of(values, 0.025);
    estimate.high = quantile_of(values, 0.975);
    return estimate;
}

double chance_below_zero(double value, double error) {
    if (value == 0.0) return 0.0;
    if (error == 0.0) return value < 0.0 ? 1.0 : 0.0;
    return normal_tail(value / error);
}

double error_behind(const Estimate& estimate) {
    if (!estimate.low || !estimate.high) return 0.0;
    return (*estimate.high - *estimate.low) / (2.0 * kNormal975);
}

}  // namespace offramp
