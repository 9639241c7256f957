// SPDX-License-Identifier: Apache-2.0
// What a season is expected to be like, before what happens in it: the slow state, the calendar.
#pragma once

#include <span>

#include "engine/crisis/crisis_forecast.hpp"
#include "engine/model/model.hpp"

namespace offramp {

/// A span of a campaign, in hours since it began.
struct Span {
    double from = 0.0;
    double to = 0.0;
    double hours() const { return to - from; }
};

/// What the calendar has in a span, its end left out.
std::span<const AgendaItem> agenda_of(const Model& model, const Span& span);

/// What the planned and the random contacts of a span are expected to do, at a state of the world.
struct ContactForecast {
    SlowSteps steps;                            ///< by meetings and by what is said after them
    std::array<double, kMaxTracks> openings{};  ///< expected times that they would open each track
};

ContactForecast forecast_contacts(const Model& model, const double* features, const Span& span);

/// Moves the features that nothing in the season's games touches to their expected mean over the span:
/// third-party and economic pressures, terms of concessions that end meanwhile, the nearness of focal dates.
void look_ahead(const Model& model, const Span& span, double* features);

/// Mean over `hours` of a quantity that starts at x and moves by `rise` - `fall` * itself an hour.
double mean_of_drift(double x, double rise, double fall, double hours);

/// Rate an hour at which a process returns to its mean, from what is left of a deviation after one tick.
double relaxation_rate(double decay, double tick_hours);

}  // namespace offramp
