// SPDX-License-Identifier: Apache-2.0
// Numbers of a chart: four significant digits are more than can be seen, and keep the page small.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/base/elementary.hpp"

namespace offramp {

inline double rounded(double value, int digits = 4) {
    if (value == 0.0 || !std::isfinite(value)) return value;
    const double scale = elementary::pow(10.0, digits - 1 - std::floor(elementary::log10(std::abs(value))));
    return std::round(value * scale) / scale;
}

inline nlohmann::ordered_json rounded(const std::optional<double>& value, int digits = 4) {
    return value ? nlohmann::ordered_json(rounded(*value, digits)) : nlohmann::ordered_json(nullptr);
}

}  // namespace offramp
