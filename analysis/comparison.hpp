// SPDX-License-Identifier: Apache-2.0
// Differences between policies that were simulated on the same campaigns, outcome by outcome.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outcomes.hpp"
#include "analysis/paired_batch.hpp"
#include "analysis/paired_interval.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

struct Difference {
    std::string policy;
    std::string baseline;
    OutcomeDefinition outcome;
    Estimate of_policy;
    Estimate of_baseline;
    Estimate difference;  ///< policy - baseline, with the paired 95 % interval
    /// Ends of the interval that holds together with all others of the comparison at 95 %. Empty for tail
    /// means.
    std::optional<double> simultaneous_low;
    std::optional<double> simultaneous_high;
    Estimate ratio;  ///< policy / baseline, where both are positive and a zero means something
    /// Variance of the difference with independent campaigns over the variance with paired ones; empty where
    /// the latter is zero or unknown.
    std::optional<double> variance_reduction;
    /// The most that any way of pairing could bring, for proportions of campaigns: where the less frequent
    /// event happens only together with the other.
    std::optional<double> variance_reduction_limit;
    /// Between what a campaign adds to the outcome under the policy and under the baseline; empty where one
    /// of them does not vary.
    std::optional<double> correlation;
    std::optional<DiscordantPairs> discordant;  ///< of proportions of campaigns
    bool paired = true;      ///< false: the interval holds for any dependence between the policies
    bool tie = false;        ///< the outcome was the same under both in every campaign
    bool identical = false;  ///< the two policies gave the same summaries in every campaign
};

struct Comparison {
    std::vector<Difference> differences;  ///< by policy, then in the order of outcomes_of()
    double critical_value = kNormal975;   ///< of the simultaneous intervals
    std::size_t family = 0;               ///< how many of them there are
    bool censored = false;  ///< campaigns failed: those that are left say nothing of differences
};

/// Every policy against the baseline (the first), in every outcome but maxima. `policies`: their names.
///
/// Proportions of campaigns have Tango's score interval on the discordant pairs; other ratios and means
/// Student's on the paired campaigns, widened by what may not have been seen where few campaigns differ (see
/// ratio()); ratios the delta method's on the logarithm. Tail means have the sum of the two half-widths,
/// which holds however the policies depend on each other. Simultaneous intervals use the 95 % quantile of the
/// largest |z| under the joint covariance of the differences of a policy (max-t). Those that do not vary, and
/// those of other policies, count as independent, by which all hold together with at least 95 % (Royen 2014).
/// No interval where campaigns failed under a policy.
Comparison compare(const PairedTotals& totals, std::span<const std::string> policies, const Names& names);

/// Those that are ratios of sums: neither a maximum nor the mean of a tail.
bool has_paired_interval(const OutcomeDefinition& outcome);

/// The difference in one outcome alone, without regard to whether the policies are identical.
Estimate paired_difference(const PairedTotals& totals, std::size_t policy, const OutcomeDefinition& outcome);

/// The outcomes to read first: of the highest rung 6 (or the top, on a shorter ladder), p_war,
/// cooperation_kept and both payoffs.
std::vector<std::string> headline_outcomes(const Names& names, int war_rung);

void to_json(nlohmann::ordered_json& json, const Difference& difference);

}  // namespace offramp
