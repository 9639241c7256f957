// SPDX-License-Identifier: Apache-2.0
#include "analysis/rare_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/chunks.hpp"
#include "analysis/estimate_json.hpp"
#include "analysis/replicated_interval.hpp"

namespace offramp {
namespace {

/// -ln(0.025): none is seen with probability 2.5 % where this many are expected.
constexpr double kNoneSeen = 3.6888794541139363;

std::vector<double> replicated(const SplittingRun& run, int rung, std::size_t replications) {
    std::vector<double> x;
    for (std::size_t r = 0; r < replications; ++r) {
        x.push_back(run.replications[r].probability[static_cast<std::size_t>(rung)]);
    }
    return x;
}

/// Campaigns that were started from the last level that was reached, in all replications.
double started_at_last(const SplittingRun& run) {
    std::size_t most = 0;
    for (const SplittingReplication& r : run.replications) most = std::max(most, r.passed.size());
    double started = 0.0;
    for (const SplittingReplication& r : run.replications)
        started += r.passed.size() == most ? run.effort : 0;
    return started;
}

RareOutcome outcome_of(const SplittingRun& run, int rung, const RareOutcome* below) {
    RareOutcome outcome;
    outcome.name = rung == run.levels.back() ? "p_war" : "p_max_rung_ge_" + std::to_string(rung);
    outcome.rung = rung;
    const std::vector<double> x = replicated(run, rung, run.replications.size());
    outcome.estimate = replicated_positive_mean(x);
    if (x.size() < 2) return outcome;
    const double p = outcome.estimate.value.value_or(0.0);
    if (p == 0.0) {
        outcome.estimate.low = 0.0;
        const double seen = below == nullptr ? 1.0 : below->estimate.high.value_or(1.0);
        const bool first = below == nullptr || below->estimate.value.value_or(0.0) > 0.0;
        outcome.estimate.high = first ? seen * std::min(1.0, kNoneSeen / started_at_last(run)) : seen;
        return outcome;
    }
    const double variance = sample_variance(x);
    outcome.standard_error = std::sqrt(variance / static_cast<double>(x.size()));
    double steps = 0.0;
    for (const SplittingReplication& r : run.replications) steps += static_cast<double>(r.steps);
    steps /= static_cast<double>(x.size());
    if (variance > 0.0) {
        outcome.relative_efficiency = p * (1.0 - p) * run.steps_of_campaign / (variance * steps);
    }
    return outcome;
}

RarePolicy policy_of(const Model& model, const SplittingRun& run) {
    RarePolicy policy{model.policy_name, run.levels, 0, 0.0, rare_outcomes(run)};
    for (const SplittingReplication& r : run.replications) policy.steps += r.steps;
    policy.campaign_equivalents = static_cast<double>(policy.steps) / run.steps_of_campaign;
    return policy;
}

}  // namespace

std::vector<RareOutcome> rare_outcomes(const SplittingRun& run) {
    std::vector<RareOutcome> outcomes;
    for (int rung = 1; rung <= run.levels.back(); ++rung) {
        outcomes.push_back(outcome_of(run, rung, outcomes.empty() ? nullptr : &outcomes.back()));
    }
    return outcomes;
}

RareComparison compare_rare(std::span<const Model* const> models, const SplittingOptions& options) {
    RareComparison comparison;
    comparison.effort = options.effort;
    comparison.complete = true;
    std::vector<SplittingRun> runs;
    std::size_t paired = static_cast<std::size_t>(options.replications);
    for (const Model* model : models) {
        SplittingOptions own = options;
        own.progress = counting_from(static_cast<int>(runs.size()) * options.replications, options.progress);
        runs.push_back(split_campaigns(*model, own));
        paired = std::min(paired, runs.back().replications.size());
        comparison.complete = comparison.complete && runs.back().complete;
        comparison.policies.push_back(policy_of(*model, runs.back()));
    }
    comparison.replications = static_cast<int>(paired);
    const std::vector<RareOutcome>& named = comparison.policies.front().outcomes;
    for (std::size_t p = 1; p < runs.size(); ++p) {
        for (const RareOutcome& outcome : named) {
            const std::vector<double> ours = replicated(runs[p], outcome.rung, paired);
            const std::vector<double> theirs = replicated(runs.front(), outcome.rung, paired);
            std::vector<double> differences;
            for (std::size_t r = 0; r < paired; ++r) differences.push_back(ours[r] - theirs[r]);
            comparison.differences.push_back({comparison.policies[p].name, comparison.policies.front().name,
                                              outcome.name, replicated_mean(differences),
                                              replicated_ratio(ours, theirs)});
        }
    }
    return comparison;
}

static void to_json(nlohmann::ordered_json& json, const RareOutcome& outcome) {
    json = {{"name", outcome.name},
            {"estimate", outcome.estimate.value},
            {"low", outcome.estimate.low},
            {"high", outcome.estimate.high},
            {"standard_error", outcome.standard_error},
            {"relative_efficiency", outcome.relative_efficiency}};
}

static void to_json(nlohmann::ordered_json& json, const RarePolicy& policy) {
    json = {{"name", policy.name},
            {"levels", policy.levels},
            {"events", policy.steps},
            {"campaign_equivalents", policy.campaign_equivalents},
            {"outcomes", policy.outcomes}};
}

static void to_json(nlohmann::ordered_json& json, const RareDifference& d) {
    json = {{"policy", d.policy},
            {"baseline", d.baseline},
            {"name", d.name},
            {"estimate", d.difference.value},
            {"low", d.difference.low},
            {"high", d.difference.high},
            {"ratio", d.ratio.value},
            {"ratio_low", d.ratio.low},
            {"ratio_high", d.ratio.high}};
}

nlohmann::ordered_json to_json(const RareComparison& comparison) {
    return {{"method", "fixed-effort multilevel splitting on the highest rung"},
            {"effort", comparison.effort},
            {"replications", comparison.replications},
            {"complete", comparison.complete},
            {"policies", comparison.policies},
            {"differences", comparison.differences}};
}

}  // namespace offramp
