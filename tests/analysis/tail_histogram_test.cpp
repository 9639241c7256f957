// SPDX-License-Identifier: Apache-2.0
#include "analysis/tail_histogram.hpp"

#include <cmath>

#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("the tail mean of 1 to 100 is that of the five lowest") {
    TailHistogram histogram;
    for (int i = 100; i >= 1; --i) histogram.add(to_fixed(i));
    CHECK(histogram.lower_tail_mean(0.05).value.value() == Approx(3.0));
    CHECK(histogram.lower_tail_mean(0.045).value.value() == Approx((1 + 2 + 3 + 4 + 0.5 * 5) / 4.5));
}

TEST_CASE("values within a bin keep their sum") {
    TailHistogram histogram;
    for (int i = 0; i < 40; ++i) histogram.add(to_fixed(-7.001));
    CHECK(histogram.lower_tail_mean(0.05).value.value() == Approx(-7.001).margin(1e-9));
}

TEST_CASE("too few values have no tail") {
    TailHistogram histogram;
    for (int i = 0; i < 19; ++i) histogram.add(to_fixed(i));
    CHECK_FALSE(histogram.lower_tail_mean(0.05).value);
}

TEST_CASE("a tail of one campaign has no interval, and wars that were not seen lower that of more") {
    TailHistogram histogram;
    for (int i = 0; i < 39; ++i) histogram.add(to_fixed(0.1 * i));
    CHECK(note_of(histogram.lower_tail_mean(0.05)) == "39 are too few");
    for (int i = 39; i < 100; ++i) histogram.add(to_fixed(0.1 * i));
    const Estimate plain = histogram.lower_tail_mean(0.05);
    const Estimate with = histogram.lower_tail_mean(0.05, {.seen = 0.0, .size = 12.0});
    CHECK(with.high == plain.high);
    const double unseen = 12.0 / 0.05 * (1.0 - std::pow(0.025, 1.0 / 100));
    CHECK(*with.value - *with.low == Approx(std::hypot(*plain.value - *plain.low, unseen)));
}

TEST_CASE("the tail mean's interval covers the truth") {
    // Exponential losses: the mean of the worst 5 % of -X is -(1 + ln 20).
    const double truth = -(1.0 + std::log(20.0));
    constexpr int kExperiments = 1000;
    constexpr std::uint64_t kSample = 4000;
    int covered = 0;
    for (int e = 0; e < kExperiments; ++e) {
        TailHistogram histogram;
        for (std::uint64_t i = 0; i < kSample; ++i) {
            histogram.add(
                to_fixed(std::log(testing::uniform(static_cast<std::uint64_t>(e) * kSample + i, 5))));
        }
        const Estimate estimate = histogram.lower_tail_mean(0.05);
        covered += *estimate.low <= truth && truth <= *estimate.high ? 1 : 0;
    }
    // Four standard errors, and one point for the asymptotic form on a tail of 200.
    CHECK(covered / double{kExperiments} ==
          Approx(0.95).margin(0.01 + 4 * std::sqrt(0.95 * 0.05 / kExperiments)));
}
