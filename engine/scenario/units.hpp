// SPDX-License-Identifier: Apache-2.0
// Numbers, durations, rates and dates as they are written in a scenario file, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/quantity.hpp"

namespace offramp {

/// What a text says, or why it says nothing.
template <class T>
struct Parsed {
    std::optional<T> value;
    std::string problem;  ///< empty if there is a value
    std::string hint;     ///< an example of what is expected
};

/// A finite decimal number: `0.5`, `-3`, `1e-4`.
Parsed<double> parse_number(std::string_view text);

/// A whole number that fits an int: `3`, `-1`.
Parsed<int> parse_integer(std::string_view text);

/// `true` or `false`.
Parsed<bool> parse_truth(std::string_view text);

/// A number and a unit of time: `30min`, `6h`, `7d`, `2w`, `1.5y` (a year is 365.25 days).
Parsed<Hours> parse_duration(std::string_view text);

/// A number for each unit of time: `0.03/day`, `12/year`, `1/h`, `3/week`.
Parsed<PerHour> parse_rate(std::string_view text);

/// A date of the Gregorian calendar from year 1 to 9999, UTC: `2023-02-04` (midnight), `2023-02-04T14:39`.
Parsed<Date> parse_date(std::string_view text);

/// The shortest text that reads back as exactly the same value (dates: to the minute).
std::string format_number(double value);
std::string format_duration(Hours value);  ///< in hours: `6h`
std::string format_rate(PerHour value);    ///< an hour: `0.00125/h`
std::string format_date(Date value);

}  // namespace offramp
