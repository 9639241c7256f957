// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/calendar.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace offramp {

CalendarTime calendar_time(Date start, double hours_later) {
    // Sums of hours fall short of a full minute by rounding: less than a millisecond is given.
    constexpr double kMillisecond = 1.0 / 60000.0;
    const auto minutes =
        static_cast<long long>(std::floor((start.hours + hours_later) * 60.0 + kMillisecond));
    const auto since_epoch = std::chrono::minutes(minutes);
    const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const auto minute_of_day = static_cast<int>((since_epoch - days).count());
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()), minute_of_day / 60, minute_of_day % 60};
}

std::string iso_date(const CalendarTime& t) {
    return fmt::format("{:04}-{:02}-{:02}", t.year, t.month, t.day);
}

std::string iso_minute(const CalendarTime& t) {
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", t.year, t.month, t.day, t.hour, t.minute);
}

}  // namespace offramp
