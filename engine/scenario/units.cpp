// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace offramp {

namespace {

struct Unit {
    std::string_view name;
    double hours;
};

// Every spelling that is accepted, singular and plural.
constexpr std::array kUnits = {
    Unit{"min", 1.0 / 60},
    Unit{"minute", 1.0 / 60},
    Unit{"minutes", 1.0 / 60},
    Unit{"h", 1},
    Unit{"hour", 1},
    Unit{"hours", 1},
    Unit{"d", kHoursPerDay},
    Unit{"day", kHoursPerDay},
    Unit{"days", kHoursPerDay},
    Unit{"w", 7 * kHoursPerDay},
    Unit{"week", 7 * kHoursPerDay},
    Unit{"weeks", 7 * kHoursPerDay},
    Unit{"y", kHoursPerYear},
    Unit{"year", kHoursPerYear},
    Unit{"years", kHoursPerYear},
};

constexpr const char* kDurationExample = "a duration is written like 30min, 6h, 7d, 2w or 1.5y";
constexpr const char* kRateExample = "a rate is written like 0.03/day, 12/year, 1/h or 3/week";
constexpr const char* kLeadingZero = "some readers take 010 for 8: write the number without it";
constexpr const char* kDateExample = "a date is written like 2023-02-04 or 2023-02-04T14:39 (UTC)";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return "";
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// 010, which YAML 1.1 reads as 8.
bool has_leading_zero(std::string_view digits) {
    if (digits.starts_with('-')) digits.remove_prefix(1);
    return digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
}

// The number at the front of `text`, which is shortened to what follows it.
Parsed<double> take_number(std::string_view& text) {
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (has_leading_zero(digits)) return {{}, fmt::format("'{}' begins with a 0", text), kLeadingZero};
    double value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code == std::errc::invalid_argument) return {{}, fmt::format("'{}' is not a number", text), ""};
    if (code == std::errc::result_out_of_range) {
        return {{}, fmt::format("'{}' is too large or too small for a number", text), ""};
    }
    if (!std::isfinite(value)) return {{}, fmt::format("'{}' is not a finite number", text), ""};
    text = digits.substr(static_cast<std::size_t>(end - digits.data()));
    return {value + 0.0, "", ""};  // + 0.0 makes -0 the same as 0
}

Parsed<double> hours_of_unit(std::string_view name, const char* example) {
    for (const Unit& unit : kUnits) {
        if (unit.name == name) return {unit.hours, "", ""};
    }
    if (name.starts_with("month") || name == "mo" || name == "m") {
        return {{}, fmt::format("'{}' is not a fixed length of time", name), "use days, for example 30d"};
    }
    return {{}, fmt::format("unknown unit '{}'", name), example};
}

// `count` digits at `at`, or -1.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return -1;
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

Parsed<double> parse_number(std::string_view text) {
    if (text == ".inf" || text == "-.inf" || text == "+.inf" || text == ".nan") {
        return {{}, fmt::format("'{}' is not a finite number", text), ""};
    }
    std::string_view rest = text;
    Parsed<double> number = take_number(rest);
    if (number.value && !rest.empty()) {
        return {{}, fmt::format("'{}' is not a number", text), "a number without a unit is expected"};
    }
    return number;
}

Parsed<int> parse_integer(std::string_view text) {
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (has_leading_zero(digits)) return {{}, fmt::format("'{}' begins with a 0", text), kLeadingZero};
    int value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code != std::errc{} || end != digits.data() + digits.size()) {
        return {{}, fmt::format("'{}' is not a whole number", text), "a whole number like 3 is expected"};
    }
    return {value, "", ""};
}

Parsed<bool> parse_truth(std::string_view text) {
    if (text == "true") return {true, "", ""};
    if (text == "false") return {false, "", ""};
    return {{}, fmt::format("'{}' is neither true nor false", text), "write true or false"};
}

Parsed<Hours> parse_duration(std::string_view text) {
    std::string_view rest = text;
    const Parsed<double> number = take_number(rest);
    if (!number.value) return {{}, number.problem, kDurationExample};
    rest = trimmed(rest);
    if (rest.empty()) return {{}, fmt::format("the duration '{}' has no unit", text), kDurationExample};
    const Parsed<double> unit = hours_of_unit(rest, kDurationExample);
    if (!unit.value) return {{}, unit.problem, unit.hint};
    const double hours = *number.value * *unit.value;
    if (!std::isfinite(hours)) return {{}, fmt::format("'{}' is too long", text), kDurationExample};
    return {Hours{hours}, "", ""};
}

Parsed<PerHour> parse_rate(std::string_view text) {
    std::string_view rest = text;
    const Parsed<double> number = take_number(rest);
    if (!number.value) return {{}, number.problem, kRateExample};
    rest = trimmed(rest);
    if (rest.empty()) return {{}, fmt::format("the rate '{}' has no unit", text), kRateExample};
    if (!rest.starts_with('/')) return {{}, fmt::format("'{}' is not a rate", text), kRateExample};
    const Parsed<double> unit = hours_of_unit(trimmed(rest.substr(1)), kRateExample);
    if (!unit.value) return {{}, unit.problem, unit.hint};
    const double per_hour = *number.value / *unit.value;
    if (!std::isfinite(per_hour)) return {{}, fmt::format("'{}' is too large", text), kRateExample};
    return {PerHour{per_hour}, "", ""};
}

Parsed<Date> parse_date(std::string_view text) {
    const auto refuse = [&](const std::string& problem) { return Parsed<Date>{{}, problem, kDateExample}; };
    const int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
    const bool has_date = year >= 1 && month >= 0 && day >= 0 && text[4] == '-' && text[7] == '-';
    if (!has_date) return refuse(fmt::format("'{}' is not a date", text));
    int minutes = 0;
    if (text.size() != 10) {
        const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2);
        const bool ends = text.size() == 16 || (text.size() == 17 && text[16] == 'Z');
        if (!ends || (text[10] != 'T' && text[10] != ' ') || hour < 0 || minute < 0 || text[13] != ':') {
            return refuse(fmt::format("'{}' is not a date", text));
        }
        if (hour > 23 || minute > 59) return refuse(fmt::format("'{}' has no such time of day", text));
        minutes = hour * 60 + minute;
    }
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return refuse(fmt::format("the calendar has no day '{}'", text.substr(0, 10)));
    const auto days = std::chrono::sys_days{date}.time_since_epoch().count();
    return {Date{(static_cast<double>(days) * 1440 + minutes) / 60}, "", ""};
}

std::string format_number(double value) {
    const std::string text = fmt::format("{}", value + 0.0);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string format_duration(Hours value) {
    return format_number(value.value) + "h";
}

std::string format_rate(PerHour value) {
    return format_number(value.value) + "/h";
}

std::string format_date(Date value) {
    const long long minutes = std::llround(value.hours * 60);
    const long long day_number = minutes >= 0 ? minutes / 1440 : -((-minutes + 1439) / 1440);
    const long long of_day = minutes - day_number * 1440;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day_number}}};
    std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (of_day != 0) text += fmt::format("T{:02}:{:02}", of_day / 60, of_day % 60);
    return text;
}

}  // namespace offramp
