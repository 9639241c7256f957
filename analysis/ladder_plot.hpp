// SPDX-License-Identifier: Apache-2.0
// Small plots in characters: the ladder of a crisis by round, and a campaign by month.
#pragma once

#include <span>
#include <string>

#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

struct PlotStyle {
    int width = 100;      ///< columns
    bool unicode = true;  ///< false: ASCII only
};

/// Both sides' rungs when the crisis opens and after each of its rounds. `crisis`: its events, in order.
std::string ladder_plot(std::span<const Event> crisis, const Names& names, PlotStyle style);

/// The highest rung and the mean tension of each month of the campaign.
std::string overview_strip(std::span<const Event> events, const Names& names, PlotStyle style);

}  // namespace offramp
