// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/over_draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/comparison.hpp"
#include "analysis/estimate_json.hpp"
#include "analysis/posterior/draws.hpp"
#include "analysis/replicated_interval.hpp"
#include "analysis/sweep/simulate_points.hpp"
#include "analysis/verdict.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {
namespace {

/// What a draw says of an outcome and a policy.
struct DrawnValues {
    double baseline = 0.0;
    double policy = 0.0;
    double difference = 0.0;
    double error = 0.0;  ///< standard error of the difference
};

DrawnDifference difference_over(const std::vector<DrawnValues>& draws, double effective) {
    DrawnDifference result;
    result.draws = draws.size();
    std::vector<double> baseline;
    std::vector<double> policy;
    std::vector<double> difference;
    double lower = 0.0;
    double higher = 0.0;
    double noise = 0.0;
    for (const DrawnValues& draw : draws) {
        baseline.push_back(draw.baseline);
        policy.push_back(draw.policy);
        difference.push_back(draw.difference);
        lower += chance_below_zero(draw.difference, draw.error);
        higher += chance_below_zero(-draw.difference, draw.error);
        noise += draw.error * draw.error;
    }
    result.of_baseline = over_draws(baseline);
    result.of_policy = over_draws(policy);
    const double variance = difference.size() < 2 ? 0.0 : sample_variance(difference);
    result.difference = over_draws(std::move(difference));
    if (draws.empty()) return result;
    const auto count = static_cast<double>(draws.size());
    result.lower = wilson_of_share(lower / count, std::min(effective, count));
    result.higher = wilson_of_share(higher / count, std::min(effective, count));
    result.noise = variance > 0.0 ? std::min(1.0, noise / count / variance) : 0.0;
    return result;
}

bool failed_at(const PointResult& result) {
    return std::ranges::any_of(result.policies,
                               [](const PolicyResult& policy) { return policy.totals.failed() > 0; });
}

/// What a point says of a policy in an outcome; empty where it has no interval.
std::optional<DrawnValues> values_at(const PointResult& result, std::size_t policy, std::size_t outcome) {
    for (const PolicyDifference& one : result.differences) {
        if (one.policy != policy || one.outcome != outcome) continue;
        const Estimate& d = one.difference;
        const auto& before = result.policies.front().estimates[outcome].value;
        const auto& after = result.policies[policy].estimates[outcome].value;
        if (!d.value || !d.low || !d.high || !before || !after) return std::nullopt;
        return DrawnValues{*before, *after, *d.value, error_behind(d)};
    }
    return std::nullopt;
}

}  // namespace

Sweep load_draws_for(const std::filesystem::path& file, const DrawnPolicies& wanted) {
    if (wanted.policies.size() < 2)
        throw InputError({}, "a comparison needs two policies", "for example --policies A,B");
    std::vector<SweepPolicy> policies;
    for (const std::string& policy : wanted.policies) {
        const std::filesystem::path overlay = find_policy(wanted.scenario, policy);
        ValidatedScenario scenario = load_scenario(wanted.scenario, std::span(&overlay, 1));
        const PolicyInfo info = scenario.scenario().policy;
        policies.push_back({info.name, info.title, std::move(scenario)});
    }
    if (!wanted.baseline.empty()) {
        const std::size_t place =
            place_among(names_of(policies), wanted.baseline,
                        "the baseline '" + wanted.baseline + "' is not among the policies");
        const auto first = policies.begin();
        std::rotate(first, first + static_cast<std::ptrdiff_t>(place),
                    first + static_cast<std::ptrdiff_t>(place) + 1);
    }
    return load_draws(file, load_scenario(wanted.scenario), std::move(policies), wanted.seed);
}

DrawnComparison compare_over_draws(const Sweep& draws, const DrawnComparisonOptions& options) {
    DrawnComparison comparison;
    comparison.name = draws.name;
    comparison.title = draws.title;
    comparison.hash = draws.hash;
    comparison.draws = draws.design.size();
    comparison.campaigns = draws.campaigns;
    comparison.seed = draws.seed;
    comparison.baseline = draws.policies.front().name;
    comparison.effective = effective_draws(draws);
    const std::vector<DifferentDraw> different = different_draws(draws);
    std::vector<std::uint64_t> points;
    for (const DifferentDraw& draw : different) points.push_back(draw.point);
    if (!check_points(draws, points, {.threads = options.threads, .cancel = options.cancel}))
        return comparison;

    std::vector<PointResult> results;  // of the different draws, in their order
    simulate_points(
        draws, points, [&](std::uint64_t point) { return draws.point(point); },
        {.threads = options.threads, .cancel = options.cancel},
        [&](PointItem item) {
            auto* result = std::get_if<PointResult>(&item);
            if (result == nullptr) return;
            comparison.done += different[results.size()].times;
            results.push_back(std::move(*result));
            if (options.progress) options.progress(comparison.done, comparison.draws);
        });
    comparison.complete = comparison.done == comparison.draws;
    if (!comparison.complete) return comparison;
    for (std::size_t k = 0; k < results.size(); ++k)
        comparison.failed += failed_at(results[k]) ? different[k].times : 0;
    for (std::size_t p = 1; p < draws.policies.size(); ++p) {
        for (const std::string& outcome : headline_outcomes(draws.names, draws.war_rung)) {
            const auto o =
                static_cast<std::size_t>(std::ranges::find(draws.outcomes, outcome) - draws.outcomes.begin());
            std::vector<DrawnValues> values;
            for (std::size_t k = 0; k < results.size(); ++k) {
                if (failed_at(results[k])) continue;
                if (const auto one = values_at(results[k], p, o))
                    values.insert(values.end(), different[k].times, *one);
            }
            DrawnDifference difference = difference_over(values, comparison.effective);
            difference.policy = draws.policies[p].name;
            difference.outcome = outcome;
            difference.subject = subject_of(outcome, draws.names);
            comparison.differences.push_back(std::move(difference));
        }
    }
    return comparison;
}

std::string sentence_of(const DrawnDifference& difference) {
    if (!difference.lower.value || !difference.higher.value) {
        return fmt::format("{}: nothing can be said of {} over the draws", difference.policy,
                           difference.subject);
    }
    const double same = 1.0 - *difference.lower.value - *difference.higher.value;
    if (same > std::max(*difference.lower.value, *difference.higher.value)) {
        return fmt::format(
            "between {} and its baseline no difference in {} is seen in {:.0f} % of what the record leaves "
            "open",
            difference.policy, difference.subject, 100.0 * same);
    }
    const bool is_lower = *difference.lower.value >= *difference.higher.value;
    const Estimate& share = is_lower ? difference.lower : difference.higher;
    return fmt::format("{} {} {} in {:.0f} % ({:.0f} to {:.0f}) of what the record leaves open",
                       difference.policy, is_lower ? "lowers" : "raises", difference.subject,
                       100.0 * share.value.value_or(0.0), 100.0 * share.low.value_or(0.0),
                       100.0 * share.high.value_or(1.0));
}

static void to_json(nlohmann::ordered_json& json, const DrawnDifference& difference) {
    json = {{"policy", difference.policy},
            {"outcome", difference.outcome},
            {"of_baseline", difference.of_baseline},
            {"of_policy", difference.of_policy},
            {"difference", difference.difference},
            {"lower", difference.lower},
            {"higher", difference.higher},
            {"noise", difference.noise},
            {"draws", difference.draws}};
}

nlohmann::ordered_json to_json(const DrawnComparison& comparison) {
    nlohmann::ordered_json json = {{"name", comparison.name},
                                   {"title", comparison.title},
                                   {"hash", comparison.hash},
                                   {"seed", comparison.seed},
                                   {"campaigns", comparison.campaigns},
                                   {"draws", comparison.draws},
                                   {"effective", comparison.effective},
                                   {"done", comparison.done},
                                   {"failed", comparison.failed},
                                   {"complete", comparison.complete},
                                   {"baseline", comparison.baseline},
                                   {"differences", comparison.differences},
                                   {"sentences", nlohmann::ordered_json::array()}};
    for (const DrawnDifference& difference : comparison.differences)
        json["sentences"].push_back(sentence_of(difference));
    return json;
}

}  // namespace offramp
