// SPDX-License-Identifier: Apache-2.0
// Hours of a campaign as dates of the calendar.
#pragma once

#include <string>

#include "engine/base/quantity.hpp"

namespace offramp {

/// A moment split into the fields of the proleptic Gregorian calendar (UTC), cut to the minute.
struct CalendarTime {
    int year = 1970;
    unsigned month = 1;  ///< 1 to 12
    unsigned day = 1;    ///< 1 to 31
    int hour = 0;        ///< 0 to 23
    int minute = 0;      ///< 0 to 59
};

CalendarTime calendar_time(Date start, double hours_later);

std::string iso_date(const CalendarTime& time);    ///< "2026-03-04"
std::string iso_minute(const CalendarTime& time);  ///< "2026-03-04T10:15"

}  // namespace offramp
