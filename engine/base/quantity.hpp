// SPDX-License-Identifier: Apache-2.0
// Quantities whose unit is part of their type. Inside the engine time is counted in hours.
#pragma once

#include <compare>

namespace offramp {

inline constexpr double kHoursPerDay = 24.0;
inline constexpr double kHoursPerYear = 365.25 * kHoursPerDay;

/// A length of time, in hours.
struct Hours {
    double value = 0.0;
    friend auto operator<=>(const Hours&, const Hours&) = default;
};

/// A frequency or a flow, per hour.
struct PerHour {
    double value = 0.0;
    friend auto operator<=>(const PerHour&, const PerHour&) = default;
};

/// A moment of the proleptic Gregorian calendar, as hours since 1970-01-01T00:00 (UTC, no leap seconds).
struct Date {
    double hours = 0.0;
    friend auto operator<=>(const Date&, const Date&) = default;
};

}  // namespace offramp
