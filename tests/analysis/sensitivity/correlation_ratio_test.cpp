// SPDX-License-Identifier: Apache-2.0
// First-order shares from points without a special design.
#include "analysis/sensitivity/correlation_ratio.hpp"

#include <algorithm>

#include "analysis/sensitivity/value_groups.hpp"
#include "tests/analysis/sensitivity/test_functions.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

TEST_CASE("the correlation ratio of a small table is Kelley's") {
    const std::vector<double> x = {0, 0, 0, 0, 1, 1, 1, 1};
    const std::vector<double> y = {1, 2, 3, 2, 6, 7, 8, 7};
    // Within 4, total 4 + 8 * 2.5^2 = 54: 1 - 7 / 6 * 4 / 54.
    const Estimate share = correlation_ratio(x, y);
    CHECK(*share.value == Approx(1.0 - 7.0 / 6.0 * 4.0 / 54.0));
    CHECK(*share.low > 0.5);
    CHECK(*share.high < 1.0);
}

TEST_CASE("what does not vary has no share, and what is a function of the group all of it") {
    const std::vector<double> x = {0, 1, 0, 1, 0, 1, 0, 1};
    CHECK_FALSE(correlation_ratio(x, std::vector<double>(8, 3.0)).value.has_value());
    CHECK_FALSE(correlation_ratio(std::vector<double>(8, 1.0), x).value.has_value());
    CHECK(*correlation_ratio(x, x).value == Approx(1.0));
    CHECK(*correlation_ratio(x, x).low == Approx(1.0));
}

TEST_CASE("correlation ratios of a random sample are the first-order indices of Ishigami's function") {
    constexpr double kFirst[] = {.313905, .442411, 0.0};
    constexpr std::size_t n = 4000;
    Table points(n, 3);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < 3; ++c) points(i, c) = uniform(i, c);
    }
    const Table y = evaluated(points, ishigami);
    for (std::size_t c = 0; c < 3; ++c) {
        std::vector<double> x(n);
        for (std::size_t i = 0; i < n; ++i) x[i] = points(i, c);
        const Estimate share = correlation_ratio(x, y.values);
        INFO(c);
        // Four standard errors of a squared correlation are at most 4 * 0.77 / sqrt(n); groups cost up to 2
        // %.
        CHECK(*share.value == Approx(kFirst[c]).margin(0.05));
        CHECK(*share.low <= *share.value);
        CHECK(*share.high >= *share.value);
    }
}

TEST_CASE("its interval covers as often as it says") {
    // Four groups of 25 with means 0, 1, 2, 3 and noise of variance 4: lambda / n = 1.25 / 4.
    constexpr int kRepetitions = 400;
    constexpr double kShare = 1.25 / 4.0 / (1.0 + 1.25 / 4.0);
    std::vector<double> x(100);
    std::vector<double> y(100);
    for (std::size_t i = 0; i < 100; ++i) x[i] = static_cast<double>(i % 4);
    int covered = 0;
    for (int r = 0; r < kRepetitions; ++r) {
        for (std::size_t i = 0; i < 100; ++i) y[i] = x[i] + 2.0 * normal(static_cast<std::uint64_t>(r), i);
        const Estimate share = correlation_ratio(x, y);
        covered += *share.low <= kShare && kShare <= *share.high ? 1 : 0;
    }
    // Four standard errors of 0.95 in 400 repetitions.
    CHECK(std::abs(covered / double{kRepetitions} - 0.95) < 4 * std::sqrt(0.95 * 0.05 / kRepetitions));
}

TEST_CASE("each name is a group, in whatever order the names come") {
    // Six names, 20 points each, and a little noise: nearly all the variance goes with the name.
    constexpr double kMean[] = {0.5, 0.1, 0.3, 0.9, 0.2, 0.7};
    std::vector<std::size_t> order = {0, 1, 2, 3, 4, 5};
    do {
        std::vector<double> x(120);
        std::vector<double> y(120);
        for (std::size_t i = 0; i < 120; ++i) {
            x[i] = static_cast<double>(order[i % 6]);
            y[i] = kMean[i % 6] + 0.01 * normal(1, i);
        }
        const Estimate share = correlation_ratio(x, y, true);
        REQUIRE(*share.value > 0.995);
        REQUIRE(*share.low > 0.99);
    } while (std::next_permutation(order.begin(), order.end()));
    // One name for each point leaves nothing to tell chance from.
    std::vector<double> x(12);
    std::vector<double> y(12);
    for (std::size_t i = 0; i < 12; ++i) x[i] = y[i] = static_cast<double>(i);
    CHECK_FALSE(correlation_ratio(x, y, true).value.has_value());
}

TEST_CASE("values on few levels have a group each where enough points share them") {
    // A whole number from 1 to 12 whose even and odd values differ: ranges would not see it.
    std::vector<double> x(96);
    std::vector<double> y(96);
    for (std::size_t i = 0; i < 96; ++i) {
        x[i] = static_cast<double>(1 + i % 12);
        y[i] = static_cast<double>(i % 2) + 0.01 * normal(2, i);
    }
    CHECK(*correlation_ratio(x, y).value > 0.99);
}

TEST_CASE("ranges of whole numbers are as equal as they can be") {
    // 1 to 12, five of each, in three ranges: four values in each.
    std::vector<double> x;
    for (std::size_t i = 0; i < 60; ++i) x.push_back(static_cast<double>(1 + i % 12));
    const std::vector<std::size_t> groups = value_groups(x, 3);
    for (std::size_t i = 0; i < 60; ++i) CHECK(groups[i] == static_cast<std::size_t>((x[i] - 1.0) / 4.0));
}
