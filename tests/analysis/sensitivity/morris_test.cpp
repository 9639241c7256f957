// SPDX-License-Identifier: Apache-2.0
// Theory notes, section 14: limits of the elementary effects of Ishigami's function.
#include "analysis/sensitivity/morris.hpp"

#include <algorithm>
#include <numeric>

#include "tests/analysis/sensitivity/test_functions.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

constexpr double kMeanAbsolute[] = {7.704054, 7.875, 6.248796};
constexpr double kMean[] = {7.704054, 0.0, 0.0};
constexpr double kDeviation[] = {6.248796, 7.875, 8.837132};

/// Every start on a grid of four levels and every order of three inputs.
MorrisDesign all_trajectories() {
    constexpr double kStep = 2.0 / 3.0;
    MorrisDesign design{64 * 6, 3, Table(64 * 6 * 4, 3), {}};
    std::size_t row = 0;
    for (int start = 0; start < 64; ++start) {
        std::vector<std::size_t> order = {0, 1, 2};
        do {
            double x[] = {(start & 3) / 3.0, (start >> 2 & 3) / 3.0, (start >> 4) / 3.0};
            std::copy(std::begin(x), std::end(x), design.points.row(row++).begin());
            for (const std::size_t input : order) {
                x[input] += x[input] < 0.5 ? kStep : -kStep;
                std::copy(std::begin(x), std::end(x), design.points.row(row++).begin());
            }
            design.moved.insert(design.moved.end(), order.begin(), order.end());
        } while (std::next_permutation(order.begin(), order.end()));
    }
    return design;
}

}  // namespace

TEST_CASE("elementary effects over all trajectories are their limits") {
    const MorrisDesign design = all_trajectories();
    const auto effects = elementary_effects(design, evaluated(design.points, ishigami), {.resamples = 0});
    const double correction = std::sqrt(383.0 / 384.0);  // the divisor of the variance is n - 1
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(*effects[i].mean_absolute.value == Approx(kMeanAbsolute[i]).epsilon(1e-6));
        CHECK(*effects[i].mean.value == Approx(kMean[i]).margin(1e-9).epsilon(1e-6));
        CHECK(*effects[i].deviation.value * correction == Approx(kDeviation[i]).epsilon(1e-6));
        CHECK(effects[i].noise_floor == 0.0);
    }
}

TEST_CASE("a drawn Morris design moves every input once, on the grid, and comes near the limits") {
    const MorrisDesign design = morris_design(2000, 3, 4, 1);
    for (const double x : design.points.values) {
        REQUIRE(std::abs(3.0 * x - std::round(3.0 * x)) < 1e-12);
        REQUIRE(x > -1e-12);
        REQUIRE(x < 1.0 + 1e-12);
    }
    for (std::size_t t = 0; t < design.trajectories; ++t) {
        std::vector<std::size_t> moved(&design.moved[3 * t], &design.moved[3 * t] + 3);
        std::sort(moved.begin(), moved.end());
        REQUIRE(moved == std::vector<std::size_t>{0, 1, 2});
    }
    const auto effects = elementary_effects(design, evaluated(design.points, ishigami));
    for (std::size_t i = 0; i < 3; ++i) {
        const double error = kDeviation[i] / std::sqrt(2000.0);
        CHECK(std::abs(*effects[i].mean.value - kMean[i]) < 4.0 * error);
        CHECK(std::abs(*effects[i].mean_absolute.value - kMeanAbsolute[i]) < 4.0 * error);
        CHECK(*effects[i].mean.high - *effects[i].mean.low == Approx(3.92 * error).epsilon(0.15));
    }
}

TEST_CASE("noise is taken off the deviation and said for mu*") {
    // Linear in the first input, without effect in the second; noise of standard deviation 1, 5 replications.
    const MorrisDesign design = morris_design(500, 2, 4, 3);
    const auto noise = [](std::size_t point, std::size_t replication) { return normal(point, replication); };
    const Table outcomes = evaluated(
        design.points, [](std::span<const double> x) { return 4.0 * x[0]; }, 5, noise);
    const auto effects = elementary_effects(design, outcomes);
    const double spread = std::sqrt(2.0 / 5.0) * 1.5;  // of an effect, over a step of 2/3
    CHECK(*effects[0].mean.value == Approx(4.0).margin(4.0 * spread / std::sqrt(500.0)));
    CHECK(*effects[0].deviation.value < 0.35 * spread);
    CHECK(effects[1].noise_floor == Approx(std::sqrt(2.0 / std::numbers::pi) * spread).epsilon(0.1));
    CHECK(*effects[1].mean_absolute.value == Approx(effects[1].noise_floor).epsilon(0.1));
}

TEST_CASE("names have the size of their effects, and no direction") {
    // From any of three names to any other: effects of 1, 2 and 3, whatever places the names have.
    constexpr double kValue[] = {0.0, 2.0, 3.0};
    for (const std::vector<std::size_t>& order : {std::vector<std::size_t>{0, 1, 2}, {1, 0, 2}, {2, 0, 1}}) {
        MorrisDesign design{6, 1, Table(12, 1), std::vector<std::size_t>(6, 0), {true}};
        std::size_t row = 0;
        for (std::size_t from = 0; from < 3; ++from) {
            for (std::size_t to = 0; to < 3; ++to) {
                if (from == to) continue;
                design.points(row++, 0) = static_cast<double>(from) + 0.5;
                design.points(row++, 0) = static_cast<double>(to) + 0.5;
            }
        }
        const auto f = [&](std::span<const double> x) {
            return kValue[order[static_cast<std::size_t>(x[0])]];
        };
        const auto effects = elementary_effects(design, evaluated(design.points, f));
        CHECK(*effects[0].mean_absolute.value == Approx(2.0));
        CHECK(*effects[0].mean_absolute.low >= 1.0);
        CHECK(*effects[0].mean_absolute.high <= 3.0);
        CHECK_FALSE(effects[0].mean.value.has_value());
        CHECK_FALSE(effects[0].deviation.value.has_value());
    }
}
