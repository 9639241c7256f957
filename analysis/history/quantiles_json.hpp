// SPDX-License-Identifier: Apache-2.0
// Quantiles of forecasts as the hindcast's JSON has them.
#pragma once

#include <array>
#include <nlohmann/json.hpp>

#include "analysis/history/hindcast.hpp"

namespace offramp {

/// The median, and the ends of 50 and 90 % intervals.
inline constexpr std::array kForecastQuantiles = {0.05, 0.25, 0.5, 0.75, 0.95};

/// Where the last category is "so late or later, or never", a quantile in it has no value.
inline nlohmann::ordered_json quantiles_json(HindcastTarget target, CategoryForecast forecast) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const double p : kForecastQuantiles) {
        const std::size_t category = forecast_quantile(forecast, p);
        const bool is_open = is_in_days(target) && category + 1 == forecast.size();
        json.push_back(is_open ? nlohmann::ordered_json() : nlohmann::ordered_json(category));
    }
    return json;
}

}  // namespace offramp
