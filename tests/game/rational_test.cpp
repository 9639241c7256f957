// SPDX-License-Identifier: Apache-2.0
#include "engine/game/rational.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("numbers of game files are read exactly") {
    CHECK(*parse_rational("1/3").value * 3 == 1);
    CHECK(*parse_rational("-0.25").value == Rational(-1, 4));
    CHECK(*parse_rational(".5").value == Rational(1, 2));
    CHECK(*parse_rational("2.").value == 2);
    CHECK(*parse_rational("+1e-3").value == Rational(1, 1000));
    CHECK(*parse_rational("2.5E2").value == 250);
    CHECK(*parse_rational("-007").value == -7);
    CHECK(*parse_rational("010/4").value == Rational(5, 2));
    CHECK(to_double(*parse_rational("0.1").value) == 0.1);
    CHECK(to_double(*parse_rational("1/3").value) == 1.0 / 3);
}

TEST_CASE("what is not a finite number is refused") {
    for (const char* text : {"", "-", ".", "nan", "inf", "-inf", "1/0", "1/", "/2", "1/-2", "1.5/2", "1e",
                             "1e999", "1e99999999999", "--1", "1x", "0x10", "1 2"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_rational(text).value);
        CHECK_FALSE(parse_rational(text).problem.empty());
    }
    CHECK_FALSE(parse_rational(std::string(1000, '1')).value);
    CHECK_FALSE(parse_rational("1e350").value);
    CHECK_FALSE(parse_rational("-1.1e100").value);
    CHECK(parse_rational("1e100").value);
}

TEST_CASE("numbers are written so that they read back") {
    CHECK(to_text(Rational(1, 3)) == "1/3");
    CHECK(to_text(Rational(-1, 4)) == "-0.25");
    CHECK(to_text(Rational(7)) == "7");
    CHECK(to_text(Rational(1131, 1000)) == "1.131");
    for (const double value : {0.1, -1.0 / 3, 1e-30, 6.02e23, 0.1 + 0.2, 0.0}) {
        CHECK(to_double(to_rational(value)) == value);
        CHECK(*parse_rational(to_text(to_rational(value))).value == to_rational(value));
    }
    CHECK(to_rational(0.1) == Rational(1, 10));
}
