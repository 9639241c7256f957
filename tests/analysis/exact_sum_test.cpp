// SPDX-License-Identifier: Apache-2.0
#include "analysis/exact_sum.hpp"

#include <limits>

#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("values are rounded to the nearest multiple of 2^-32") {
    CHECK(to_fixed(1.0) == Fixed{1} << 32);
    CHECK(to_fixed(-0.5) == -(Fixed{1} << 31));
    CHECK(from_fixed(to_fixed(0.1)) == Approx(0.1).margin(0x1p-33));
}

TEST_CASE("a value that does not fit is an error, not a clamp") {
    CHECK_THROWS_AS(to_fixed(0x1p31), RuntimeFailure);
    CHECK_THROWS_AS(to_fixed(-0x1p31), RuntimeFailure);
    CHECK_THROWS_AS(to_fixed(std::numeric_limits<double>::quiet_NaN()), RuntimeFailure);
    CHECK_THROWS_AS(to_fixed(std::numeric_limits<double>::infinity()), RuntimeFailure);
}

TEST_CASE("sums of large and small values lose nothing") {
    ExactSum sum;
    sum.add(to_fixed(2e9));
    for (int i = 0; i < 1000; ++i) sum.add(to_fixed(0x1p-32));
    sum.add(to_fixed(-2e9));
    CHECK(static_cast<double>(sum.value()) == 1000 * 0x1p-32);
    ExactProductSum squares;
    squares.add(to_fixed(0x1p-32), to_fixed(0x1p-32));
    CHECK(static_cast<double>(squares.value()) == 0x1p-64);
}

TEST_CASE("sums of products hold any number of the largest values, of both signs") {
    const Fixed large = to_fixed(0x1p30);
    ExactProductSum squares;
    for (int i = 0; i < 1000; ++i) squares.add(large, large);
    CHECK(static_cast<double>(squares.value()) == 1000 * 0x1p60);
    squares.add(to_fixed(0x1p-32), to_fixed(-0x1p-32));
    ExactProductSum less;
    for (int i = 0; i < 1000; ++i) less.add(large, -large);
    CHECK(static_cast<double>(less.value()) == -1000 * 0x1p60);
    squares.merge(less);
    CHECK(static_cast<double>(squares.value()) == -0x1p-64);
    ExactProductSum none;
    none.add(large, 1);
    none.add(-large, 1);
    CHECK(none == ExactProductSum{});
}
