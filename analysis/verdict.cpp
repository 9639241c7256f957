// SPDX-License-Identifier: Apache-2.0
#include "analysis/verdict.hpp"

#include <fmt/format.h>

#include <cmath>

#include "analysis/narration.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

std::string signed_text(double value) {
    return (value > 0 ? "+" : "") + number_text(value);
}

bool excludes_zero(const std::optional<double>& low, const std::optional<double>& high) {
    return low && high && (*low > 0 || *high < 0);
}

Strength strength_of(const Difference& d) {
    if (d.identical) return Strength::kIdentical;
    if (d.tie) return Strength::kTie;
    if (!excludes_zero(d.difference.low, d.difference.high)) return Strength::kOpen;
    return excludes_zero(d.simultaneous_low, d.simultaneous_high) ? Strength::kClear : Strength::kLikely;
}

/// "35 fewer in 100 campaigns": in the smallest power of ten, from 100, that makes a whole campaign of it.
std::string in_campaigns(double difference) {
    double campaigns = 100;
    while (std::abs(difference) * campaigns < 0.95 && campaigns < 1e9) campaigns *= 10;
    return fmt::format(": {:.0f} {} in {:.0f} campaigns", std::abs(difference) * campaigns,
                       difference < 0 ? "fewer" : "more", campaigns);
}

double known(const std::optional<double>& value) {
    ensure(value.has_value(), "a verdict is given only where the outcome is known");
    return value.value_or(0.0);
}

std::string text_of(const Difference& d, const std::string& subject, Strength strength, std::size_t family) {
    const std::string after = number_text(known(d.of_policy.value));
    if (strength == Strength::kIdentical) {
        return fmt::format("{} and {} give the same {} of {} in every campaign: identical", d.policy,
                           d.baseline, subject, after);
    }
    if (strength == Strength::kTie) {
        const std::string bounds = d.difference.low
                                       ? fmt::format(" (95 % {} to {})", signed_text(*d.difference.low),
                                                     signed_text(known(d.difference.high)))
                                       : "";
        return fmt::format("{} and {} tie in {}: {} under both, the same in each of {} campaigns{}", d.policy,
                           d.baseline, subject, after, d.difference.sample_size, bounds);
    }
    const double difference = known(d.difference.value);
    if (!d.difference.low) {
        return fmt::format("{} may or may not change {}, from {} to {} ({}, {}): open", d.policy, subject,
                           number_text(known(d.of_baseline.value)), after, signed_text(difference),
                           note_of(d.difference));
    }
    const std::string levels = fmt::format(
        "from {} to {} ({}, 95 % {} to {})", number_text(known(d.of_baseline.value)), after,
        signed_text(difference), signed_text(known(d.difference.low)), signed_text(known(d.difference.high)));
    if (strength == Strength::kOpen) {
        return fmt::format("{} may or may not change {}, {}: open", d.policy, subject, levels);
    }
    const char* const direction = difference < 0 ? "lower" : "raise";
    const std::string count = d.discordant ? in_campaigns(difference) : "";
    if (strength == Strength::kClear) {
        return fmt::format("{} {}s {} {}{}; clear", d.policy, direction, subject, levels, count);
    }
    return fmt::format(
        "{} seems to {} {} {}{}; likely, but chance alone may bring one such among {} differences", d.policy,
        direction, subject, levels, count, family);
}

}  // namespace

std::string subject_of(std::string_view outcome, const Names& names) {
    const std::string rung_prefix = "p_max_rung_ge_";
    if (outcome == "p_war") return "P(war)";
    if (outcome.starts_with(rung_prefix))
        return "P(highest rung >= " + std::string(outcome.substr(rung_prefix.size())) + ")";
    for (int i = 0; i < 2; ++i) {
        const std::string suffix = '_' + names.actors.at(static_cast<std::size_t>(i));
        if (!outcome.ends_with(suffix)) continue;
        const std::string_view what = outcome.substr(0, outcome.size() - suffix.size());
        return (what == "value" ? "the payoff" : spoken(what)) + " of " + title_of(i, names);
    }
    return spoken(outcome);
}

std::string_view to_string(Strength strength) {
    constexpr std::string_view kNames[] = {"identical", "clear", "likely", "open", "tie"};
    return name_in(kNames, strength);
}

std::vector<Verdict> verdicts_of(const Comparison& comparison, std::span<const std::string> outcomes,
                                 const Names& names) {
    std::vector<Verdict> verdicts;
    if (comparison.censored) return verdicts;
    for (std::size_t begin = 0; begin < comparison.differences.size();) {
        std::size_t end = begin;
        const std::string& policy = comparison.differences[begin].policy;
        while (end < comparison.differences.size() && comparison.differences[end].policy == policy) ++end;
        for (const std::string& outcome : outcomes) {
            for (std::size_t k = begin; k < end; ++k) {
                const Difference& d = comparison.differences[k];
                if (d.outcome.name != outcome || !d.difference.value) continue;
                const Strength strength = strength_of(d);
                verdicts.push_back({d.policy, outcome, strength,
                                    text_of(d, subject_of(outcome, names), strength, comparison.family)});
            }
        }
        begin = end;
    }
    return verdicts;
}

}  // namespace offramp
