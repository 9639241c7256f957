// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/calendar.hpp"

#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("hours since the start become calendar dates") {
    const Date start{19723.0 * 24.0};  // 2024-01-01, a leap year
    CHECK(iso_minute(calendar_time(start, 0.0)) == "2024-01-01T00:00");
    CHECK(iso_date(calendar_time(start, 59.0 * 24.0)) == "2024-02-29");
    CHECK(iso_minute(calendar_time(start, 366.0 * 24.0 - 1.0 / 60.0)) == "2024-12-31T23:59");
    CHECK(iso_minute(calendar_time(Date{0.0}, -0.5)) == "1969-12-31T23:30");
}

TEST_CASE("a minute that rounding left a hair short is that minute") {
    double hours = 0.0;
    for (int i = 0; i < 600; ++i) hours += 0.1;
    CHECK(iso_minute(calendar_time(Date{0.0}, hours)) == "1970-01-03T12:00");
}
