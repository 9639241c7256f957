// SPDX-License-Identifier: Apache-2.0
// Rare outcomes of several policies, by splitting: what `offramp compare --rare` adds.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/splitting.hpp"
#include "engine/model/model.hpp"

namespace offramp {

struct RareOutcome {
    std::string name;  ///< "p_war", or "p_max_rung_ge_K" of the rungs below it
    int rung = 0;
    /// With Student's interval on the logarithm. Where no campaign came there: 0, and as upper end that of
    /// the last level that was reached times the exact Poisson bound of 3.69 of the campaigns started there.
    Estimate estimate;
    std::optional<double> standard_error;
    /// Variance times work of plain campaigns over those of splitting, work counted in events: how many times
    /// longer plain campaigns would take for the same precision. Empty where the estimate is 0.
    std::optional<double> relative_efficiency;
};

/// Every rung from 1 to war.
std::vector<RareOutcome> rare_outcomes(const SplittingRun& run);

struct RarePolicy {
    std::string name;
    std::vector<int> levels;
    std::uint64_t steps = 0;            ///< events simulated
    double campaign_equivalents = 0.0;  ///< the same in plain campaigns
    std::vector<RareOutcome> outcomes;
};

struct RareDifference {
    std::string policy;
    std::string baseline;
    std::string name;     ///< of the outcome
    Estimate difference;  ///< policy - baseline: Student's interval over paired replications
    Estimate ratio;       ///< policy / baseline; empty where one is 0
};

struct RareComparison {
    int effort = 0;
    int replications = 0;  ///< finished by every policy
    bool complete = false;
    std::vector<RarePolicy> policies;  ///< the baseline first
    std::vector<RareDifference> differences;
};

/// Splits campaigns of each model, the baseline first. Replications pair: number r starts from the same draws
/// under every policy. Progress counts replications of all policies together.
RareComparison compare_rare(std::span<const Model* const> models, const SplittingOptions& options);

nlohmann::ordered_json to_json(const RareComparison& comparison);

}  // namespace offramp
