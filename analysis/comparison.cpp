// SPDX-License-Identifier: Apache-2.0
#include "analysis/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "analysis/exact_sum.hpp"
#include "engine/base/elementary.hpp"
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

/// Variances that are smaller than this, relative to the terms that they are the sum of, are rounding.
constexpr long double kRounding = 1e-15L;
/// So are differences between values that do not vary: times are differences of hours since the start.
constexpr long double kSameValue = 1e-9L;

long double variance(const JointSums& joint, const Influence& a, std::uint64_t campaigns) {
    long double terms = 0;
    long double units = 0;  // by which a campaign's sum may be off, as its numbers are whole units
    for (const Term& term : a) {
        terms += term.weight * term.weight * joint.product(term.place, term.place);
        units += std::abs(term.weight) * kFixedUnit;
    }
    const auto n = static_cast<long double>(campaigns);
    const long double variance = covariance(joint, a, a, campaigns);
    return variance > std::max(kRounding * terms, n * units * units) / (n * (n - 1)) ? variance : 0;
}

/// a + scale * b.
Influence combined(Influence a, long double scale, const Influence& b) {
    for (const Term& term : b) a.push_back({term.place, scale * term.weight});
    return a;
}

/// A policy beside the baseline: numbers and sums of campaigns under both.
class Contrast {
  public:
    Contrast(const PairedTotals& totals, std::size_t policy)
        : totals_(&totals), policy_(policy), numbers_(campaign_numbers(totals.war_rung())) {}

    enum class Which : std::uint8_t { kPolicy, kBaseline };

    const JointSums& joint() const { return totals_->joint(policy_); }
    std::size_t place(Which side, std::size_t number) const {
        return side == Which::kPolicy ? number : numbers_ + number;
    }
    const OutcomeTotals& totals(Which side) const {
        return totals_->totals(side == Which::kPolicy ? policy_ : 0);
    }
    std::uint64_t campaigns() const { return totals_->campaigns(); }

    /// How many campaigns count in the number (not negative), the fewer of both sides.
    double effective(std::size_t number) const {
        const auto of = [&](std::size_t at) { return Amounts{joint().sum(at), joint().product(at, at)}; };
        return static_cast<double>(std::min(of(place(Which::kPolicy, number)).effective(),
                                            of(place(Which::kBaseline, number)).effective()));
    }

    /// The number under both, multiplied and summed over the campaigns.
    long double both(std::size_t number) const {
        return joint().product(place(Which::kPolicy, number), place(Which::kBaseline, number));
    }

    /// By how much the number is another than under the baseline, summed over the campaigns without its sign.
    long double change(std::size_t number) const { return totals_->change(policy_, number); }

    /// Whether the outcome is the same under both in every campaign.
    bool is_tie(const OutcomeDefinition& outcome) const {
        return totals_->changed(policy_, outcome.numerator) == 0 &&
               totals_->changed(policy_, outcome.denominator) == 0;
    }

  private:
    const PairedTotals* totals_;
    std::size_t policy_;
    std::size_t numbers_;
};
using Which = Contrast::Which;

/// A ratio of sums on one side.
struct Arm {
    long double numerator = 0;
    long double denominator = 0;
    long double value = 0;
    Influence influence;
};

Arm arm_of(const Contrast& contrast, Which side, const OutcomeDefinition& outcome) {
    const std::size_t numerator = contrast.place(side, outcome.numerator);
    const std::size_t denominator = contrast.place(side, outcome.denominator);
    Arm arm{contrast.joint().sum(numerator), contrast.joint().sum(denominator), 0, {}};
    if (arm.denominator == 0) return arm;
    arm.value = arm.numerator / arm.denominator;
    const long double scale = static_cast<long double>(contrast.campaigns()) / arm.denominator;
    arm.influence = {{numerator, scale}, {denominator, -arm.value * scale}};
    return arm;
}

bool is_share_of_campaigns(const OutcomeDefinition& outcome) {
    return outcome.kind == OutcomeKind::kProportion && outcome.denominator == kEveryCampaign;
}

DiscordantPairs discordant_pairs(const Contrast& contrast, std::size_t event) {
    const long double both = contrast.both(event);
    const auto alone = [&](Which side) {
        return static_cast<std::uint64_t>(
            std::llround(contrast.joint().sum(contrast.place(side, event)) - both));
    };
    return {alone(Which::kPolicy), alone(Which::kBaseline), contrast.campaigns()};
}

/// Wars on one side and not on the other, as they move the payoff.
RareEvent wars_of_one_side(const Contrast& contrast, Which side, const OutcomeDefinition& outcome) {
    RareEvent event = contrast.totals(side).war_of(outcome.numerator - place_of(&CampaignSummary::value));
    event.seen -= static_cast<double>(contrast.both(place_of(&CampaignSummary::war)));
    return event;
}

/// Campaigns in which the numerator is another under the policy.
Amounts changes_in(const Contrast& contrast, std::size_t number) {
    const std::size_t mine = contrast.place(Which::kPolicy, number);
    const std::size_t baseline = contrast.place(Which::kBaseline, number);
    const JointSums& joint = contrast.joint();
    return {contrast.change(number), joint.product(mine, mine) - 2 * joint.product(mine, baseline) +
                                         joint.product(baseline, baseline)};
}

/// Whether the outcome is the same under both in every campaign, or but for rounding the same number in all.
bool is_tie(const Contrast& contrast, const OutcomeDefinition& outcome, const Arm& mine,
            const Arm& baseline) {
    if (contrast.is_tie(outcome)) return true;
    const long double larger = std::max(std::abs(mine.value), std::abs(baseline.value));
    if (contrast.campaigns() < 2 || larger == 0) return false;
    return std::abs(mine.value - baseline.value) <= kSameValue * larger &&
           variance(contrast.joint(), combined(mine.influence, -1, baseline.influence),
                    contrast.campaigns()) == 0;
}

Estimate difference_of_ratios(const Contrast& contrast, const OutcomeDefinition& outcome, double z) {
    const Arm mine = arm_of(contrast, Which::kPolicy, outcome);
    const Arm baseline = arm_of(contrast, Which::kBaseline, outcome);
    Estimate estimate;
    estimate.sample_size = contrast.campaigns();
    if (mine.denominator == 0 || baseline.denominator == 0) return estimate;
    const bool tie = is_tie(contrast, outcome, mine, baseline);
    estimate.value = tie ? 0.0 : static_cast<double>(mine.value - baseline.value);
    const double campaigns = contrast.effective(outcome.denominator);
    if (contrast.campaigns() < 2 || campaigns < 1.5) return without_interval(estimate, NoInterval::kTooFew);
    const Influence influence = combined(mine.influence, -1, baseline.influence);
    const auto error =
        tie ? 0.0
            : static_cast<double>(std::sqrt(variance(contrast.joint(), influence, contrast.campaigns())));
    const double width = outcome.range.high - outcome.range.low;
    const RareEvent change = rare_event(changes_in(contrast, outcome.numerator), campaigns,
                                        std::min(mine.denominator, baseline.denominator), width);
    double above = unseen_squared(change, campaigns, z);
    double below = above;
    if (outcome.kind == OutcomeKind::kPayoff) {
        below += unseen_squared(wars_of_one_side(contrast, Which::kPolicy, outcome), campaigns, z);
        above += unseen_squared(wars_of_one_side(contrast, Which::kBaseline, outcome), campaigns, z);
    }
    estimate = student_interval(*estimate.value, error, campaigns, above, below, z);
    estimate.sample_size = contrast.campaigns();
    if (!estimate.low) {
        const bool none_seen = mine.numerator == 0 && baseline.numerator == 0 && outcome.range.low == 0.0;
        return without_interval(estimate, none_seen ? NoInterval::kNoneSeen
                                          : tie     ? NoInterval::kSame
                                                    : NoInterval::kSeldomSeen);
    }
    estimate.low = std::max(*estimate.low, -width);
    estimate.high = std::min(*estimate.high, width);
    return estimate;
}

/// Of proportions of something else than campaigns, as of wars: from the intervals of both, as if they were
/// independent (Zou, Donner 2008).
Estimate difference_of_proportions(const Estimate& mine, const Estimate& baseline) {
    Estimate estimate;
    estimate.sample_size = std::min(mine.sample_size, baseline.sample_size);
    if (!mine.low || !baseline.low) return estimate;
    // NOLINTBEGIN(bugprone-unchecked-optional-access)
    const double here = mine.value.value();
    const double there = baseline.value.value();
    const double below = std::hypot(here - *mine.low, baseline.high.value() - there);
    const double above = std::hypot(mine.high.value() - here, there - *baseline.low);
    // NOLINTEND(bugprone-unchecked-optional-access)
    estimate.value = here - there;
    estimate.low = here - there - below;
    estimate.high = here - there + above;
    return estimate;
}

Estimate difference_at(const Contrast& contrast, const OutcomeDefinition& outcome, double z) {
    if (is_share_of_campaigns(outcome))
        return paired_proportions(discordant_pairs(contrast, outcome.numerator), z);
    if (outcome.kind == OutcomeKind::kProportion) {
        const auto proportion = [&](Which side) {
            return exact_proportion(contrast.totals(side).events(outcome.numerator),
                                    contrast.totals(side).events(outcome.denominator), z);
        };
        return difference_of_proportions(proportion(Which::kPolicy), proportion(Which::kBaseline));
    }
    return difference_of_ratios(contrast, outcome, z);
}

Estimate ratio_of(const Contrast& contrast, const OutcomeDefinition& outcome, const Arm& policy,
                  const Arm& baseline) {
    Estimate estimate;
    estimate.sample_size = contrast.campaigns();
    if (outcome.kind == OutcomeKind::kPayoff || baseline.value <= 0 || policy.value < 0) return estimate;
    const long double ratio = policy.value / baseline.value;
    estimate.value = static_cast<double>(ratio);
    const double campaigns = contrast.effective(outcome.denominator);
    if (contrast.effective(outcome.numerator) < kFewEvents || campaigns < 2.0)
        return without_interval(estimate, NoInterval::kSeldomSeen);
    const Influence of_log =
        combined(combined({}, 1 / policy.value, policy.influence), -1 / baseline.value, baseline.influence);
    const auto half =
        static_cast<double>(student_quantile(campaigns - 1.0, kNormal975) *
                            std::sqrt(variance(contrast.joint(), of_log, contrast.campaigns())));
    // Equal in every campaign that was seen says little about the others.
    if (half == 0) return without_interval(estimate, NoInterval::kSame);
    estimate.low = static_cast<double>(ratio * elementary::exp(-half));
    estimate.high = static_cast<double>(ratio * elementary::exp(half));
    return estimate;
}

/// However two estimates depend on each other, the standard error of their difference is at most the sum of
/// theirs.
Estimate difference_of_any(const Estimate& policy, const Estimate& baseline) {
    Estimate estimate;
    estimate.sample_size = policy.sample_size;
    if (!policy.value || !baseline.value) return estimate;
    estimate.value = *policy.value - *baseline.value;
    if (!policy.low || !baseline.low) {
        estimate.reason = policy.reason ? policy.reason : baseline.reason;
        return estimate;
    }
    // NOLINTBEGIN(bugprone-unchecked-optional-access)
    estimate.low = *policy.low - baseline.high.value();
    estimate.high = policy.high.value() - *baseline.low;
    // NOLINTEND(bugprone-unchecked-optional-access)
    return estimate;
}

/// Over campaigns, of what an outcome takes from a campaign under a policy and under the baseline; empty
/// where one of them does not vary. For at least 2 campaigns.
std::optional<double> paired_correlation(const Contrast& contrast, const Influence& a, const Influence& b) {
    const JointSums& joint = contrast.joint();
    const std::uint64_t n = contrast.campaigns();
    const long double spread = std::sqrt(variance(joint, a, n) * variance(joint, b, n));
    if (spread <= 0) return std::nullopt;
    return static_cast<double>(covariance(joint, a, b, n) / spread);
}

Difference difference_in(const Contrast& contrast, const OutcomeDefinition& outcome) {
    Difference result;
    result.outcome = outcome;
    if (!has_paired_interval(outcome)) return result;
    result.difference = difference_at(contrast, outcome, kNormal975);
    if (is_share_of_campaigns(outcome)) result.discordant = discordant_pairs(contrast, outcome.numerator);
    if (!result.difference.value) return result;
    const Arm mine = arm_of(contrast, Which::kPolicy, outcome);
    const Arm baseline = arm_of(contrast, Which::kBaseline, outcome);
    result.tie = is_tie(contrast, outcome, mine, baseline);
    result.ratio = ratio_of(contrast, outcome, mine, baseline);
    const std::uint64_t n = contrast.campaigns();
    if (n < 2 || result.tie) return result;
    const JointSums& joint = contrast.joint();
    const long double paired = variance(joint, combined(mine.influence, -1, baseline.influence), n);
    const long double unpaired = variance(joint, mine.influence, n) + variance(joint, baseline.influence, n);
    if (paired > 0) result.variance_reduction = static_cast<double>(unpaired / paired);
    const auto difference = std::abs(mine.value - baseline.value);
    if (is_share_of_campaigns(outcome) && difference > 0 && difference < 1) {
        result.variance_reduction_limit =
            static_cast<double>(unpaired * static_cast<long double>(n - 1) / (difference * (1 - difference)));
    }
    result.correlation = paired_correlation(contrast, mine.influence, baseline.influence);
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

/// Of the differences under one policy. Those that did not vary have no correlation with others that the
/// campaigns could tell: they count as independent.
Correlations correlations_of(const Contrast& contrast, const std::vector<Influence>& influences) {
    std::vector<long double> errors;
    for (const Influence& influence : influences)
        errors.push_back(std::sqrt(variance(contrast.joint(), influence, contrast.campaigns())));
    Correlations result(influences.size());
    for (std::size_t a = 0; a < result.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (errors[a] <= 0 || errors[b] <= 0) continue;
            const long double covary =
                covariance(contrast.joint(), influences[a], influences[b], contrast.campaigns());
            result.set(a, b, static_cast<double>(covary / (errors[a] * errors[b])));
        }
    }
    return result;
}

/// From how many campaigns on those that were alike in all of them say that policies are identical: at most
/// 5 % of others may then differ.
constexpr std::uint64_t kEnoughAlike = 73;

/// Nothing is said of differences where campaigns are missing.
void censor(Comparison& comparison) {
    comparison.family = 0;
    comparison.censored = true;
    for (Difference& d : comparison.differences) {
        d.difference = without_interval(d.difference, NoInterval::kFailed);
        d.ratio = without_interval(d.ratio, NoInterval::kFailed);
        d.simultaneous_low.reset();
        d.simultaneous_high.reset();
        d.identical = d.tie = false;
    }
}

}  // namespace

Comparison compare(const PairedTotals& totals, std::span<const std::string> policies, const Names& names) {
    ensure(policies.size() == totals.policies(), "every policy has a name");
    Comparison result;
    const std::vector<OutcomeDefinition> definitions = outcome_definitions(names, totals.war_rung());
    const std::vector<Outcome> of_baseline = outcomes_of(totals.totals(0), names);
    std::vector<Correlations> correlations;
    for (std::size_t p = 1; p < policies.size(); ++p) {
        const Contrast contrast(totals, p);
        const std::vector<Outcome> of_policy = outcomes_of(totals.totals(p), names);
        std::vector<Influence> influences;
        for (std::size_t k = 0; k < definitions.size(); ++k) {
            if (definitions[k].kind == OutcomeKind::kMaximum) continue;
            Difference difference = difference_in(contrast, definitions[k]);
            difference.policy = policies[p];
            difference.baseline = policies[0];
            difference.of_policy = of_policy[k].estimate;
            difference.of_baseline = of_baseline[k].estimate;
            if (!has_paired_interval(definitions[k])) {
                difference.difference = difference_of_any(difference.of_policy, difference.of_baseline);
                difference.paired = false;
            } else if (difference.difference.low) {
                influences.push_back(combined(arm_of(contrast, Which::kPolicy, definitions[k]).influence, -1,
                                              arm_of(contrast, Which::kBaseline, definitions[k]).influence));
            }
            result.differences.push_back(std::move(difference));
        }
        result.family += influences.size();
        if (totals.campaigns() >= 2) correlations.push_back(correlations_of(contrast, influences));
    }
    result.critical_value = largest_of_normals_95(correlations);
    auto next = result.differences.begin();
    for (std::size_t p = 1; p < policies.size(); ++p) {
        const bool identical = totals.campaigns() >= kEnoughAlike && totals.differing(p) == 0;
        for (; next != result.differences.end() && next->policy == policies[p]; ++next) {
            if (next->paired && next->difference.low) {
                const Estimate wide =
                    difference_at(Contrast(totals, p), next->outcome, result.critical_value);
                next->simultaneous_low = identical ? 0.0 : wide.low;
                next->simultaneous_high = identical ? 0.0 : wide.high;
            }
            if (identical) set_identical(*next);
        }
    }
    if (totals.totals(0).censored()) censor(result);
    return result;
}

bool has_paired_interval(const OutcomeDefinition& outcome) {
    return outcome.kind != OutcomeKind::kTailMean && outcome.kind != OutcomeKind::kMaximum;
}

Estimate paired_difference(const PairedTotals& totals, std::size_t policy, const OutcomeDefinition& outcome) {
    ensure(has_paired_interval(outcome), "the outcome has a paired interval");
    const Estimate difference = difference_at(Contrast(totals, policy), outcome, kNormal975);
    return totals.totals(0).censored() ? without_interval(difference, NoInterval::kFailed) : difference;
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
            {"note", note_or_null(d.difference)},
            {"tie", d.tie},
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
