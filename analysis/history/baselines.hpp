// SPDX-License-Identifier: Apache-2.0
// Forecasts of an incident that know nothing of the model.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analysis/history/crisis_course.hpp"
#include "analysis/history/hindcast.hpp"

namespace offramp {

/// What happened: a category, and where the forecast of it ends.
struct Observation {
    std::size_t observed = 0;
    std::size_t last = 0;
};

/// Empty where it is not known, or can still change: the severities while the tense phase goes on. A senior
/// contact is watched for until the matter is settled, and what is still open until the last day that is
/// known of it. Where the record has such matters, nothing is watched for beyond `followed_until`: the window
/// of an incident then depends on its date alone, and not on how it went, which keeps the scores proper.
std::optional<Observation> observe(const HistoricalIncident& incident, HindcastTarget target);

/// Sets `followed_until` of all, if any of them is still open: to the last day that they tell of.
void mark_followed(std::vector<HistoricalIncident>& incidents);

/// The category that a simulated crisis came to.
std::size_t category_of(const CrisisCourse& course, HindcastTarget target);

/// Probabilities over 0, ..., last_category(target) from `size` cases, each as heavy as the lightest of them.
struct BaselineForecast {
    std::vector<double> probabilities;
    double size = 0.0;
};

/// From all incidents but the one at `left_out`. Highest severity: their responses, and at least its trigger.
/// Without any other all severities are alike, and nothing ever comes.
BaselineForecast climatology(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                             HindcastTarget target);

/// The posterior mean of the distribution among the others of its trigger class, with the climatology as the
/// mean of a Dirichlet prior that counts as one incident. Of days that are not seen to the end, Kaplan and
/// Meier's estimate with those weights. An incident that is alone in its class is given the climatology.
BaselineForecast class_frequencies(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                                   HindcastTarget target);

/// What a rule of thumb says of the two severities, as sure of itself as it has been right: its severity has
/// the share (hits + q) / (n + 1) among the n others, where q is the climatology's of that severity, and the
/// rest is spread as the climatology has it. Empty for days.
std::optional<BaselineForecast> rule_forecast(const RuleOfThumb& rule,
                                              std::span<const HistoricalIncident> incidents,
                                              std::size_t left_out, HindcastTarget target);

/// Of highest severity (at least the trigger's) and days to settlement; empty for the others.
std::optional<BaselineForecast> base_rate_forecast(const BaseRate& rate, const HistoricalIncident& incident,
                                                   HindcastTarget target);

}  // namespace offramp
