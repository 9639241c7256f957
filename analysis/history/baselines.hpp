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

/// Empty where it is not known. A senior contact is watched for until the matter is settled.
std::optional<Observation> observe(const HistoricalIncident& incident, HindcastTarget target);

/// The category that a simulated crisis came to.
std::size_t category_of(const CrisisCourse& course, HindcastTarget target);

/// Probabilities over 0, ..., last_category(target) from `size` cases, each as heavy as the lightest of them.
struct BaselineForecast {
    std::vector<double> probabilities;
    double size = 0.0;
};

/// From all incidents but the one at `left_out`. Highest severity: their responses, and at least its trigger.
BaselineForecast climatology(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                             HindcastTarget target);

/// The posterior mean of the distribution among the others of its trigger class, with the climatology as the
/// mean of a Dirichlet prior that counts as one incident. Of days that are not seen to the end, Kaplan and
/// Meier's estimate with those weights. An incident that is alone in its class is given the climatology.
BaselineForecast class_frequencies(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                                   HindcastTarget target);

/// Of highest severity (at least the trigger's) and days to settlement; empty for the others.
std::optional<BaselineForecast> base_rate_forecast(const BaseRate& rate, const HistoricalIncident& incident,
                                                   HindcastTarget target);

}  // namespace offramp
