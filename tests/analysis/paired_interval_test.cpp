// SPDX-License-Identifier: Apache-2.0
#include "analysis/paired_interval.hpp"

#include <algorithm>
#include <cmath>

#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

/// Campaigns in which an event happened only under the policy (with p10) or only under the baseline (p01).
DiscordantPairs sampled(std::uint64_t experiment, std::uint64_t campaigns, double p10, double p01) {
    DiscordantPairs pairs;
    pairs.campaigns = campaigns;
    for (std::uint64_t k = 0; k < campaigns; ++k) {
        const double u = uniform(experiment, k);
        pairs.policy_only += u < p10 ? 1U : 0U;
        pairs.baseline_only += u >= p10 && u < p10 + p01 ? 1U : 0U;
    }
    return pairs;
}

/// Tango's statistic with the nuisance parameter found by search: the likelihood of the discordant counts is
/// maximised over p01 with p10 = p01 + delta.
double tango_statistic(double b, double c, double n, double delta) {
    double best = -1e300;
    double best_q = 0.0;
    const double low = std::max(0.0, -delta) + 1e-9;
    const double high = (1.0 - delta) / 2 - 1e-9;
    for (int k = 0; k <= 400'000; ++k) {
        const double q = low + (high - low) * k / 400'000;
        const double likelihood =
            b * std::log(q + delta) + c * std::log(q) + (n - b - c) * std::log(1 - 2 * q - delta);
        if (likelihood > best) {
            best = likelihood;
            best_q = q;
        }
    }
    return (b - c - n * delta) / std::sqrt(n * (2 * best_q + delta * (1 - delta)));
}

}  // namespace

TEST_CASE("the interval of paired proportions is Tango's") {
    const Estimate estimate = paired_proportions({12, 2, 50});
    CHECK(estimate.value == 0.2);
    CHECK(tango_statistic(12, 2, 50, *estimate.low) == Approx(kNormal975).epsilon(1e-4));
    CHECK(tango_statistic(12, 2, 50, *estimate.high) == Approx(-kNormal975).epsilon(1e-4));
    const Estimate mirrored = paired_proportions({2, 12, 50});
    CHECK(*mirrored.low == Approx(-*estimate.high));
    CHECK(*mirrored.high == Approx(-*estimate.low));
    const Estimate many = paired_proportions({30'000, 10'000, 1'000'000});
    CHECK(*many.high - *many.low == Approx(2 * kNormal975 * std::sqrt(0.0396e-6)).epsilon(1e-3));
    CHECK(*paired_proportions({12, 2, 50}, 3.0).high > *estimate.high);
    CHECK_FALSE(paired_proportions({}).value.has_value());
}

TEST_CASE("without discordant pairs the interval still has a width") {
    const double z2 = kNormal975 * kNormal975;
    const Estimate none = paired_proportions({0, 0, 1000});
    CHECK(none.value == 0.0);
    CHECK(*none.high == Approx(z2 / (1000 + z2)));
    CHECK(*none.low == Approx(-z2 / (1000 + z2)));
    const Estimate all = paired_proportions({1000, 0, 1000});
    CHECK(all.value == 1.0);
    CHECK(*all.low < 1.0);
    CHECK(*all.low > 0.98);
}

TEST_CASE("intervals of paired proportions cover") {
    constexpr int kExperiments = 2000;
    for (const auto& [p10, p01] : {std::pair(0.03, 0.01), std::pair(0.3, 0.05), std::pair(0.02, 0.02)}) {
        int covered = 0;
        for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
            const Estimate estimate = paired_proportions(sampled(experiment, 400, p10, p01));
            covered += *estimate.low <= p10 - p01 && p10 - p01 <= *estimate.high ? 1 : 0;
        }
        CHECK(std::abs(covered / double{kExperiments} - 0.95) < 4 * std::sqrt(0.95 * 0.05 / kExperiments));
    }
}

TEST_CASE("the largest of normals has the quantile that theory gives") {
    // Independent: (2 Phi(z) - 1)^10 = .95 at z = 2.7996, in one group or in several.
    CHECK(largest_of_normals_95(std::vector{Correlations(10)}) == Approx(2.7996).margin(0.04));
    const std::vector several{Correlations(3), Correlations(0), Correlations(6), Correlations(1)};
    CHECK(largest_of_normals_95(several) == Approx(2.7996).margin(0.04));
    CHECK(bonferroni_95(10) == Approx(2.8070).margin(0.0001));
    CHECK(bonferroni_95(1) == Approx(kNormal975));
    Correlations alike(10);  // a singular matrix
    for (std::size_t i = 0; i < 100; ++i) alike.set(i / 10, i % 10, 1.0);
    CHECK(largest_of_normals_95(std::vector{alike}) == Approx(kNormal975).margin(0.04));
    // Two such groups: (2 Phi(z) - 1)^2 = .95 at z = 2.2365.
    CHECK(largest_of_normals_95(std::vector{alike, alike}) == Approx(2.2365).margin(0.04));
    CHECK(largest_of_normals_95({}) == kNormal975);
}
