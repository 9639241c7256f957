// SPDX-License-Identifier: Apache-2.0
#include "analysis/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "analysis/estimate_json.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// A linear combination of a campaign's numbers that sums to 0 over the campaigns: what an estimate takes
/// from a campaign, to first order (its influence).
struct Term {
    std::size_t place = 0;
    long double weight = 0;
};
using Influence = std::vector<Term>;

/// Of the means of two influences over `campaigns` (at least 2).
long double covariance(const JointSums& joint, const Influence& a, const Influence& b,
                       std::uint64_t campaigns) {
    long double sum = 0;
    for (const Term& s : a) {
        for (const Term& t : b) sum += s.weight * t.weight * joint.product(s.place, t.place);
    }
    const auto n = static_cast<long double>(campaigns);
    return sum / (n * (n - 1));
}

long double variance(const JointSums& joint, const Influence& a, std::uint64_t campaigns) {
    return std::max(0.0L, covariance(joint, a, a, campaigns));
}

/// a + scale * b.
Influence combined(Influence a, long double scale, const Influence& b) {
    for (const Term& term : b) a.push_back({term.place, scale * term.weight});
    return a;
}

/// A ratio of sums under one policy.
struct Arm {
    long double numerator = 0;
    long double denominator = 0;
    long double value = 0;
    Influence influence;
};

Arm arm_of(const PairedTotals& totals, std::size_t policy, const OutcomeDefinition& outcome) {
    const std::size_t numerator = totals.place(policy, outcome.numerator);
    const std::size_t denominator = totals.place(policy, outcome.denominator);
    Arm arm{totals.joint().sum(numerator), totals.joint().sum(denominator), 0, {}};
    if (arm.denominator == 0) return arm;
    arm.value = arm.numerator / arm.denominator;
    const long double scale = static_cast<long double>(totals.campaigns()) / arm.denominator;
    arm.influence = {{numerator, scale}, {denominator, -arm.value * scale}};
    return arm;
}

bool is_share_of_campaigns(const OutcomeDefinition& outcome) {
    return outcome.kind == OutcomeKind::kProportion && outcome.denominator == kEveryCampaign;
}

DiscordantPairs discordant_pairs(const PairedTotals& totals, std::size_t policy,
                                 const OutcomeDefinition& outcome) {
    const std::size_t mine = totals.place(policy, outcome.numerator);
    const std::size_t baseline = totals.place(0, outcome.numerator);
    const long double both = totals.joint().product(mine, baseline);
    const auto count = [](long double events) { return static_cast<std::uint64_t>(std::llround(events)); };
    return {count(totals.joint().sum(mine) - both), count(totals.joint().sum(baseline) - both),
            totals.campaigns()};
}

/// Events that are expected where none is seen with the chance that z leaves on one side.
double unseen_events(double z) {
    return -std::log(0.5 * std::erfc(z / std::numbers::sqrt2));
}

Estimate difference_of_ratios(const PairedTotals& totals, const OutcomeDefinition& outcome, const Arm& policy,
                              const Arm& baseline, double z) {
    Estimate estimate;
    estimate.sample_size = totals.campaigns();
    if (policy.denominator == 0 || baseline.denominator == 0) return estimate;
    const auto difference = static_cast<double>(policy.value - baseline.value);
    estimate.value = difference;
    if (totals.campaigns() < 2) return estimate;
    const Influence influence = combined(policy.influence, -1, baseline.influence);
    const auto half =
        z * static_cast<double>(std::sqrt(variance(totals.joint(), influence, totals.campaigns())));
    double low = difference - half;
    double high = difference + half;
    // Where one side saw no event (or nothing else), its part of the error is not in the delta method's.
    const auto widen = [&](const Arm& arm, double& towards_more, double& towards_less, double sign) {
        const double unseen = unseen_events(z) / static_cast<double>(arm.denominator);
        if (arm.numerator == 0) towards_more += sign * unseen;
        if (outcome.kind != OutcomeKind::kRate && arm.numerator == arm.denominator)
            towards_less -= sign * unseen;
    };
    if (outcome.kind == OutcomeKind::kRate || outcome.kind == OutcomeKind::kShare ||
        outcome.kind == OutcomeKind::kProportion) {
        widen(policy, high, low, 1.0);
        widen(baseline, low, high, -1.0);
    }
    if (outcome.kind == OutcomeKind::kShare || outcome.kind == OutcomeKind::kProportion) {
        low = std::max(low, -1.0);
        high = std::min(high, 1.0);
    }
    estimate.low = low;
    estimate.high = high;
    return estimate;
}

Estimate difference_at(const PairedTotals& totals, std::size_t policy, const OutcomeDefinition& outcome,
                       double z) {
    if (is_share_of_campaigns(outcome))
        return paired_proportions(discordant_pairs(totals, policy, outcome), z);
    return difference_of_ratios(totals, outcome, arm_of(totals, policy, outcome), arm_of(totals, 0, outcome),
                                z);
}

Estimate ratio_of(const PairedTotals& totals, const OutcomeDefinition& outcome, const Arm& policy,
                  const Arm& baseline) {
    Estimate estimate;
    estimate.sample_size = totals.campaigns();
    if (outcome.kind == OutcomeKind::kPayoff || baseline.value <= 0 || policy.value < 0) return estimate;
    const long double ratio = policy.value / baseline.value;
    estimate.value = static_cast<double>(ratio);
    if (policy.value == 0 || totals.campaigns() < 2) return estimate;
    const Influence of_log =
        combined(combined({}, 1 / policy.value, policy.influence), -1 / baseline.value, baseline.influence);
    const long double half = kNormal975 * std::sqrt(variance(totals.joint(), of_log, totals.campaigns()));
    if (half == 0) return estimate;  // equal in every campaign that was seen says little about the others
    estimate.low = static_cast<double>(ratio * std::exp(-half));
    estimate.high = static_cast<double>(ratio * std::exp(half));
    return estimate;
}

/// However two estimates depend on each other, the standard error of their difference is at most the sum of
/// theirs.
Estimate difference_of_any(const Estimate& policy, const Estimate& baseline) {
    Estimate estimate;
    estimate.sample_size = policy.sample_size;
    if (!policy.value || !baseline.value) return estimate;
    estimate.value = *policy.value - *baseline.value;
    if (!policy.low || !policy.high || !baseline.low || !baseline.high) return estimate;
    estimate.low = *policy.low - *baseline.high;
    estimate.high = *policy.high - *baseline.low;
    return estimate;
}

/// Over campaigns, of what an outcome takes from a campaign under a policy and under the baseline; empty
/// where one of them does not vary. For at least 2 campaigns.
std::optional<double> paired_correlation(const PairedTotals& totals, std::size_t policy,
                                         const OutcomeDefinition& outcome) {
    const Influence a = arm_of(totals, policy, outcome).influence;
    const Influence b = arm_of(totals, 0, outcome).influence;
    const std::uint64_t n = totals.campaigns();
    const long double spread = std::sqrt(variance(totals.joint(), a, n) * variance(totals.joint(), b, n));
    if (spread <= 0) return std::nullopt;
    return static_cast<double>(covariance(totals.joint(), a, b, n) / spread);
}

Difference difference_in(const PairedTotals& totals, std::size_t policy, const OutcomeDefinition& outcome) {
    Difference result;
    result.outcome = outcome;
    if (!has_paired_interval(outcome)) return result;
    const Arm mine = arm_of(totals, policy, outcome);
    const Arm baseline = arm_of(totals, 0, outcome);
    result.difference = difference_at(totals, policy, outcome, kNormal975);
    if (is_share_of_campaigns(outcome)) result.discordant = discordant_pairs(totals, policy, outcome);
    if (!result.difference.low) return result;
    result.ratio = ratio_of(totals, outcome, mine, baseline);
    const std::uint64_t n = totals.campaigns();
    if (n < 2) return result;
    const long double paired = variance(totals.joint(), combined(mine.influence, -1, baseline.influence), n);
    const long double unpaired =
        variance(totals.joint(), mine.influence, n) + variance(totals.joint(), baseline.influence, n);
    if (paired > 0) result.variance_reduction = static_cast<double>(unpaired / paired);
    const auto difference = std::abs(mine.value - baseline.value);
    if (is_share_of_campaigns(outcome) && difference > 0 && difference < 1) {
        result.variance_reduction_limit =
            static_cast<double>(unpaired * static_cast<long double>(n - 1) / (difference * (1 - difference)));
    }
    result.correlation = paired_correlation(totals, policy, outcome);
    return result;
}

void set_identical(Difference& difference) {
    const auto exactly = [](Estimate& estimate, double value) {
        if (estimate.value) estimate.value = estimate.low = estimate.high = value;
    };
    exactly(difference.difference, 0.0);
    exactly(difference.ratio, 1.0);
    difference.variance_reduction.reset();
    difference.variance_reduction_limit.reset();
    difference.paired = true;
    difference.identical = true;
}

/// Critical value for all the differences at once.
double simultaneous_critical_value(const PairedTotals& totals, const std::vector<Influence>& influences) {
    std::vector<const Influence*> varying;
    std::vector<long double> errors;
    for (const Influence& influence : influences) {
        const long double error = std::sqrt(variance(totals.joint(), influence, totals.campaigns()));
        if (error <= 0) continue;
        varying.push_back(&influence);
        errors.push_back(error);
    }
    const std::size_t m = varying.size();
    std::vector<double> correlations(m * m);
    for (std::size_t a = 0; a < m; ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
            const long double covary =
                covariance(totals.joint(), *varying[a], *varying[b], totals.campaigns());
            correlations[a * m + b] = correlations[b * m + a] =
                a == b ? 1.0 : static_cast<double>(covary / (errors[a] * errors[b]));
        }
    }
    return largest_of_normals_95(correlations, m);
}

}  // namespace

Comparison compare(const PairedTotals& totals, std::span<const std::string> policies, const Names& names) {
    ensure(policies.size() == totals.policies(), "every policy has a name");
    Comparison result;
    const std::vector<OutcomeDefinition> definitions = outcome_definitions(names, totals.war_rung());
    const std::vector<Outcome> of_baseline = outcomes_of(totals.totals(0), names);
    std::vector<Influence> influences;
    for (std::size_t p = 1; p < policies.size(); ++p) {
        const std::vector<Outcome> of_policy = outcomes_of(totals.totals(p), names);
        for (std::size_t k = 0; k < definitions.size(); ++k) {
            if (definitions[k].kind == OutcomeKind::kMaximum) continue;
            Difference difference = difference_in(totals, p, definitions[k]);
            difference.policy = policies[p];
            difference.baseline = policies[0];
            difference.of_policy = of_policy[k].estimate;
            difference.of_baseline = of_baseline[k].estimate;
            if (!has_paired_interval(definitions[k])) {
                difference.difference = difference_of_any(difference.of_policy, difference.of_baseline);
                difference.paired = false;
            } else if (difference.difference.low) {
                influences.push_back(combined(arm_of(totals, p, definitions[k]).influence, -1,
                                              arm_of(totals, 0, definitions[k]).influence));
            }
            result.differences.push_back(std::move(difference));
        }
    }
    result.family = influences.size();
    if (totals.campaigns() >= 2) result.critical_value = simultaneous_critical_value(totals, influences);
    auto next = result.differences.begin();
    for (std::size_t p = 1; p < policies.size(); ++p) {
        const bool identical = totals.campaigns() > 0 && totals.differing(p) == 0;
        for (; next != result.differences.end() && next->policy == policies[p]; ++next) {
            if (next->paired && next->difference.low) {
                const Estimate wide = difference_at(totals, p, next->outcome, result.critical_value);
                next->simultaneous_low = identical ? 0.0 : wide.low;
                next->simultaneous_high = identical ? 0.0 : wide.high;
            }
            if (identical) set_identical(*next);
        }
    }
    return result;
}

bool has_paired_interval(const OutcomeDefinition& outcome) {
    return outcome.kind != OutcomeKind::kTailMean && outcome.kind != OutcomeKind::kMaximum;
}

Estimate paired_difference(const PairedTotals& totals, std::size_t policy, const OutcomeDefinition& outcome) {
    ensure(has_paired_interval(outcome), "the outcome has a paired interval");
    return difference_at(totals, policy, outcome, kNormal975);
}

std::vector<std::string> headline_outcomes(const Names& names, int war_rung) {
    return {"p_max_rung_ge_" + std::to_string(std::min(6, war_rung)), "p_war", "cooperation_kept",
            "value_" + names.actors.at(0), "value_" + names.actors.at(1)};
}

void to_json(nlohmann::ordered_json& json, const Difference& d) {
    json = {{"policy", d.policy},
            {"baseline", d.baseline},
            {"name", d.outcome.name},
            {"unit", d.outcome.unit},
            {"estimate", d.difference.value},
            {"low", d.difference.low},
            {"high", d.difference.high},
            {"simultaneous_low", d.simultaneous_low},
            {"simultaneous_high", d.simultaneous_high},
            {"variance_reduction", d.variance_reduction},
            {"variance_reduction_limit", d.variance_reduction_limit},
            {"correlation", d.correlation},
            {"paired", d.paired},
            {"identical", d.identical},
            {"ratio", d.ratio.value},
            {"ratio_low", d.ratio.low},
            {"ratio_high", d.ratio.high},
            {"policy_estimate", d.of_policy.value},
            {"baseline_estimate", d.of_baseline.value},
            {"n", d.difference.sample_size}};
    if (d.discordant) {
        json["discordant"] = {{"policy_only", d.discordant->policy_only},
                              {"baseline_only", d.discordant->baseline_only}};
    }
}

}  // namespace offramp
