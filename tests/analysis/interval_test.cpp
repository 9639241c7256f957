// SPDX-License-Identifier: Apache-2.0
#include "analysis/interval.hpp"

#include <cmath>

#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

PairSums& add(PairSums& sums, double n, double d) {
    ++sums.count;
    sums.numerator += n;
    sums.denominator += d;
    sums.numerator_squared += n * n;
    sums.denominator_squared += d * d;
    sums.product += n * d;
    return sums;
}

bool covers(const Estimate& estimate, double truth) {
    return estimate.low.value() <= truth && truth <= estimate.high.value();
}

/// Four standard errors of a coverage of 95 % measured by `experiments` experiments.
double four_standard_errors(int experiments) {
    return 4.0 * std::sqrt(0.95 * 0.05 / experiments);
}

}  // namespace

TEST_CASE("Wilson's interval matches published values") {
    // Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
    struct Published {
        std::uint64_t hits, trials;
        double low, high;
    };
    for (const auto& p : {Published{81, 263, .2553, .3662}, Published{15, 148, .0624, .1605},
                          Published{0, 20, .0000, .1611}, Published{1, 29, .0061, .1718}}) {
        const Estimate e = wilson(p.hits, p.trials);
        CHECK(e.low.value() == Approx(p.low).margin(5e-5));
        CHECK(e.high.value() == Approx(p.high).margin(5e-5));
        CHECK(e.sample_size == p.trials);
    }
    CHECK(wilson(20, 20).high.value() == 1.0);
    CHECK(wilson(20, 20).low.value() == Approx(1 - .1611).margin(5e-5));
}

TEST_CASE("no trials, no estimate") {
    CHECK_FALSE(wilson(0, 0).value);
    CHECK_FALSE(ratio({}).value);
    CHECK_FALSE(wilson(0, 0).low);
}

TEST_CASE("the delta method matches a case worked by hand") {
    // Pairs (1, 2) and (3, 4): r = 4/6, residuals -1/3 and 1/3, so the error is sqrt(2 * 2/9) / 6 = 1/9.
    PairSums sums;
    add(add(sums, 1, 2), 3, 4);
    const Estimate e = ratio(sums);
    CHECK(e.value.value() == Approx(2.0 / 3.0));
    CHECK(e.low.value() == Approx(2.0 / 3.0 - kNormal975 / 9.0));
    CHECK(e.high.value() == Approx(2.0 / 3.0 + kNormal975 / 9.0));
}

TEST_CASE("with denominator 1 the ratio is the mean with its usual interval") {
    PairSums sums;
    for (const double x : {2.0, 4.0, 9.0}) add(sums, x, 1.0);
    const Estimate e = ratio(sums);
    CHECK(e.value.value() == Approx(5.0));
    CHECK(e.high.value() - 5.0 == Approx(kNormal975 * std::sqrt(13.0 / 3.0)));  // sample variance 26/2
}

TEST_CASE("one pair gives an estimate without an interval") {
    PairSums sums;
    CHECK(ratio(add(sums, 1, 2)).value.value() == 0.5);
    CHECK_FALSE(ratio(sums).low);
}

TEST_CASE("none seen and all seen have the exact Poisson bound") {
    PairSums none;
    for (int i = 0; i < 10; ++i) add(none, 0, 2);
    CHECK(rate(none).low.value() == 0.0);
    CHECK(rate(none).high.value() == Approx(-std::log(0.025) / 20.0));
    PairSums all;
    for (int i = 0; i < 10; ++i) add(all, 2, 2);
    CHECK(share(all).high.value() == 1.0);
    CHECK(share(all).low.value() == Approx(1 + std::log(0.025) / 20.0));
}

TEST_CASE("intervals cover the truth in 95 % of synthetic experiments") {
    constexpr int kExperiments = 4000;
    constexpr std::uint64_t kSample = 400;
    int wilson_covers = 0;
    int ratio_covers = 0;
    for (int e = 0; e < kExperiments; ++e) {
        std::uint64_t hits = 0;
        PairSums sums;
        for (std::uint64_t i = 0; i < kSample; ++i) {
            const std::uint64_t id = static_cast<std::uint64_t>(e) * kSample + i;
            hits += testing::uniform(id, 0) < 0.2 ? 1U : 0U;
            // Exposure 0.5 to 1.5, and an exponential amount in proportion to it: ratio 3.
            const double exposure = 0.5 + testing::uniform(id, 1);
            add(sums, -3.0 * exposure * std::log(testing::uniform(id, 2)), exposure);
        }
        wilson_covers += covers(wilson(hits, kSample), 0.2) ? 1 : 0;
        ratio_covers += covers(ratio(sums), 3.0) ? 1 : 0;
    }
    CHECK(static_cast<double>(wilson_covers) / kExperiments ==
          Approx(0.95).margin(four_standard_errors(kExperiments)));
    CHECK(static_cast<double>(ratio_covers) / kExperiments ==
          Approx(0.95).margin(four_standard_errors(kExperiments)));
}
