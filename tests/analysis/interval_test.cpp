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

TEST_CASE("the exact interval of a proportion matches published values") {
    // Newcombe, as above, method 5.
    struct Published {
        std::uint64_t hits, trials;
        double low, high;
    };
    for (const auto& p : {Published{81, 263, .2527, .3676}, Published{15, 148, .0578, .1617},
                          Published{0, 20, .0000, .1684}, Published{1, 29, .0009, .1776}}) {
        const Estimate e = exact_proportion(p.hits, p.trials);
        CHECK(e.low.value() == Approx(p.low).margin(5e-5));
        CHECK(e.high.value() == Approx(p.high).margin(5e-5));
        const Estimate turned = exact_proportion(p.trials - p.hits, p.trials);
        CHECK(turned.low.value() == Approx(1 - *e.high).margin(1e-12));
    }
    CHECK(exact_proportion(0, 20).low == 0.0);
    CHECK(exact_proportion(20, 20).high == 1.0);
}

TEST_CASE("no trials, no estimate") {
    CHECK_FALSE(wilson(0, 0).value);
    CHECK_FALSE(ratio({}).value);
    CHECK_FALSE(wilson(0, 0).low);
}

TEST_CASE("the delta method matches a case worked by hand") {
    // Pairs (1, 2) and (3, 4): r = 4/6, residuals -1/3 and 1/3. They count as 6^2 / 20 = 1.8 pairs, so the
    // error is sqrt(1.8 / 0.8 * 2/9) / 6.
    PairSums sums;
    add(add(sums, 1, 2), 3, 4);
    const Estimate e = ratio(sums);
    CHECK(e.value.value() == Approx(2.0 / 3.0));
    const double half = 23.32794 * std::sqrt(0.5) / 6.0;  // 97.5 % quantile of Student's t, 0.8 degrees
    CHECK(e.low.value() == Approx(2.0 / 3.0 - half).epsilon(1e-4));
    CHECK(e.high.value() == Approx(2.0 / 3.0 + half).epsilon(1e-4));
}

TEST_CASE("with denominator 1 the ratio is the mean with Student's interval") {
    PairSums sums;
    for (const double x : {2.0, 4.0, 9.0}) add(sums, x, 1.0);
    const Estimate e = ratio(sums);
    CHECK(e.value.value() == Approx(5.0));
    CHECK(e.high.value() - 5.0 == Approx(4.3026527 * std::sqrt(13.0 / 3.0)));  // sample variance 26/2
}

TEST_CASE("one pair gives an estimate without an interval") {
    PairSums sums;
    CHECK(ratio(add(sums, 1, 2)).value.value() == 0.5);
    CHECK_FALSE(ratio(sums).low);
}

TEST_CASE("what was not seen is bounded by the range, or there is no interval") {
    PairSums none;
    for (int i = 0; i < 20; ++i) add(none, 0, 2);
    const Estimate days = ratio(none, {.low = 0.0, .high = 365.0});
    CHECK(days.low == 0.0);
    CHECK(days.high.value() == Approx(365.0 * 0.16843).epsilon(1e-4));  // exact bound of 0 in 20
    const Estimate rate = ratio(none, {.low = 0.0});
    CHECK(rate.value == 0.0);
    CHECK_FALSE(rate.low);
    CHECK(note_of(rate) == "none seen in 20");
    PairSums all;
    for (int i = 0; i < 20; ++i) add(all, 2, 2);
    CHECK(ratio(all, {.low = 0.0, .high = 1.0}).high == 1.0);
    CHECK(ratio(all, {.low = 0.0, .high = 1.0}).low.value() == Approx(1.0 - 0.16843).epsilon(1e-4));
    CHECK(note_of(ratio(all, {.low = 0.0})) == "the same in all 20");
    CHECK(note_of(ratio(add(none, 3, 2), {.low = 0.0})) == "seldom seen in 21");
    PairSums two;
    CHECK(note_of(ratio(add(two, 1, 2))) == "1 are too few");
}

TEST_CASE("one campaign of many moves the far end of a mean as an exact bound would") {
    // One of 20 has 30, the others 0: Student's half 2.0930 * 1.5, and on top the bound of 1 in 20 (4.974
    // events) less 1, squared, less z^2 * 0.95, in units of the range over 20.
    PairSums sums;
    for (int i = 0; i < 20; ++i) add(sums, i == 7 ? 30 : 0, 1);
    const Estimate e = ratio(sums, {.low = 0.0, .high = 365.0});
    CHECK(e.value.value() == Approx(1.5));
    CHECK(e.low == 0.0);
    CHECK(e.high.value() ==
          Approx(1.5 + std::hypot(2.0930 * 1.5, std::sqrt(12.1485) * 365.0 / 20)).epsilon(2e-4));
}

TEST_CASE("where all campaigns say much there is nothing to add") {
    PairSums sums;
    for (int i = 0; i < 20; ++i) add(sums, 0.3 + 0.001 * i, 1);
    const Estimate with = ratio(sums, {.low = 0.0, .high = 1.0});
    CHECK(with.low == ratio(sums).low);
    CHECK(with.high == ratio(sums).high);
}

TEST_CASE("wars that were not seen lower the mean payoff that is possible") {
    PairSums sums;
    for (int i = 0; i < 50; ++i) add(sums, i % 2, 1);
    const Estimate plain = ratio(sums);
    const Estimate with = ratio(sums, {}, {.seen = 0.0, .size = 12.0});
    CHECK(with.high == plain.high);
    const double unseen = 12.0 * 0.071121740;  // exact bound of 0 in 50
    CHECK(*with.value - *with.low == Approx(std::hypot(*plain.value - *plain.low, unseen)));
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
