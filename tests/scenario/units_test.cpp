// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/units.hpp"

#include <fmt/format.h>

#include <cmath>

#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("durations are read in every unit") {
    CHECK(parse_duration("30min").value->value == 0.5);
    CHECK(parse_duration("6h").value->value == 6);
    CHECK(parse_duration("1 hour").value->value == 1);
    CHECK(parse_duration("7d").value->value == 168);
    CHECK(parse_duration("2w").value->value == 336);
    CHECK(parse_duration("1.5y").value->value == 1.5 * 365.25 * 24);
    CHECK(parse_duration("0h").value->value == 0);
}

TEST_CASE("rates are read per unit of time") {
    CHECK(parse_rate("0.03/day").value->value == 0.03 / 24);
    CHECK(parse_rate("12/year").value->value == 12 / (365.25 * 24));
    CHECK(parse_rate("1/h").value->value == 1);
    CHECK(parse_rate("3 / week").value->value == 3.0 / 168);
    CHECK(std::abs(parse_rate("-1e-2/min").value->value + 0.6) < 1e-15);
}

TEST_CASE("a missing, wrong or variable unit is refused with an example") {
    CHECK(parse_duration("6").problem == "the duration '6' has no unit");
    CHECK_THAT(parse_duration("6").hint, contains("30min"));
    CHECK(parse_duration("6 fortnights").problem == "unknown unit 'fortnights'");
    CHECK_THAT(parse_duration("3months").hint, contains("30d"));
    CHECK(parse_duration("h").problem == "'h' is not a number");
    CHECK(parse_duration("1e308y").problem == "'1e308y' is too long");
    CHECK(parse_rate("0.03").problem == "the rate '0.03' has no unit");
    CHECK_THAT(parse_rate("0.03").hint, contains("0.03/day"));
    CHECK(parse_rate("3 day").problem == "'3 day' is not a rate");
    CHECK(parse_rate("3/").problem == "unknown unit ''");
}

TEST_CASE("only finite decimal numbers are numbers") {
    CHECK(*parse_number("-0.25").value == -0.25);
    CHECK(*parse_number("+1e3").value == 1000);
    CHECK(format_number(*parse_number("-0").value) == "0");
    for (const char* text :
         {".inf", "-.inf", ".nan", "inf", "nan", "1e999", "1e-999", "0x10", "1,5", "5%", "", "~", "1 2"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_number(text).value);
        CHECK_FALSE(parse_number(text).problem.empty());
    }
    CHECK(*parse_integer("-3").value == -3);
    CHECK_FALSE(parse_integer("3.0").value);
    CHECK_FALSE(parse_integer("99999999999").value);
    CHECK_FALSE(parse_truth("yes").value);
}

TEST_CASE("numbers that others read in base eight are refused") {
    for (const char* text : {"010", "-010", "+08", "00"}) {
        CAPTURE(text);
        CHECK(parse_number(text).problem == fmt::format("'{}' begins with a 0", text));
        CHECK(parse_integer(text).problem == fmt::format("'{}' begins with a 0", text));
    }
    CHECK_FALSE(parse_duration("090d").value);
    CHECK_FALSE(parse_rate("06/year").value);
    CHECK(*parse_number("0.5").value == 0.5);
    CHECK(*parse_number("-0.5").value == -0.5);
    CHECK(*parse_integer("0").value == 0);
    CHECK(*parse_duration("0d").value == Hours{0});
}

TEST_CASE("dates follow the calendar") {
    CHECK(parse_date("1970-01-01").value->hours == 0);
    CHECK(parse_date("1969-12-31T23:00").value->hours == -1);
    CHECK(parse_date("2023-02-04T14:39").value->hours == 465422 + 39 / 60.0);
    CHECK(parse_date("2023-02-04T14:39Z").value == parse_date("2023-02-04 14:39").value);
    CHECK(parse_date("2024-02-29").value.has_value());
    for (const char* text :
         {"2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "0000-01-01"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text).value);
    }
    for (const char* text : {"2023-2-4", "04.02.2023", "2023-02-04T24:00", "2023-02-04T14:60",
                             "2023-02-04T14", "today", "2023-02-04T14:39+01:00"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text).value);
        CHECK_THAT(parse_date(text).hint, contains("2023-02-04"));
    }
}

TEST_CASE("what is written reads back as exactly the same value") {
    for (const double value : {0.1, 1.0 / 3, 1e-300, 123456789.123, 5e-324 * 1e20, 24 / 7.0}) {
        CHECK(*parse_number(format_number(value)).value == value);
        CHECK(parse_duration(format_duration({value})).value->value == value);
        CHECK(parse_rate(format_rate({value})).value->value == value);
    }
    for (const char* text :
         {"2023-02-04", "2023-02-04T14:39", "1969-12-31T23:59", "0001-01-01", "9999-12-31T23:59"}) {
        CHECK(format_date(*parse_date(text).value) == text);
    }
}
