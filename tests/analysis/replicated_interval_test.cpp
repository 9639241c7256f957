// SPDX-License-Identifier: Apache-2.0
#include "analysis/replicated_interval.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

/// Lognormal with mean 1 and relative variance of about sigma^2, as products of many shares are.
double product_of_shares(std::uint64_t experiment, std::uint64_t draw, double sigma) {
    const double z = std::sqrt(-2.0 * std::log(uniform(experiment, 2 * draw))) *
                     std::cos(2.0 * std::numbers::pi * uniform(experiment, 2 * draw + 1));
    return std::exp(sigma * z - 0.5 * sigma * sigma);
}

bool holds(const Estimate& estimate, double truth) {
    return *estimate.low <= truth && truth <= *estimate.high;
}

}  // namespace

TEST_CASE("Student's interval of replications, worked by hand") {
    const std::vector<double> x = {1.0, 2.0, 3.0};
    const Estimate mean = replicated_mean(x);
    CHECK(mean.value == 2.0);
    CHECK(*mean.high - 2.0 == Approx(4.302653 / std::sqrt(3.0)));
    CHECK(sample_variance(x) == 1.0);
    const Estimate positive = replicated_positive_mean(x);
    CHECK(*positive.high == Approx(2.0 * std::exp(4.302653 / std::sqrt(3.0) / 2.0)));
    CHECK(*positive.low == Approx(4.0 / *positive.high));
    const std::vector<double> doubled = {2.0, 4.0, 6.0};
    const Estimate ratio = replicated_ratio(doubled, x);
    CHECK(*ratio.value == Approx(2.0));
    CHECK(*ratio.high - *ratio.low == Approx(0.0).margin(1e-9));  // paired: no doubt about it
    const std::vector<double> none = {0.0, 0.0, 0.0};
    CHECK_FALSE(replicated_ratio(x, none).value.has_value());
    CHECK_FALSE(replicated_positive_mean(none).low.has_value());
    CHECK_FALSE(replicated_mean(std::vector<double>{1.0}).low.has_value());
}

TEST_CASE("intervals of replicated products cover") {
    constexpr int kExperiments = 1000;
    constexpr std::uint64_t kReplications = 20;
    for (const double sigma : {0.2, 0.5}) {
        int mean_covered = 0;
        int ratio_covered = 0;
        for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
            std::vector<double> x;
            std::vector<double> y;
            for (std::uint64_t r = 0; r < kReplications; ++r) {
                x.push_back(product_of_shares(experiment, r, sigma));
                // Pairs have half of their variance in common.
                y.push_back(std::sqrt(x.back()) * 3.0 *
                            product_of_shares(experiment, 1000 + r, sigma * std::sqrt(0.75)) *
                            std::exp(0.125 * sigma * sigma));
            }
            mean_covered += holds(replicated_positive_mean(x), 1.0) ? 1 : 0;
            ratio_covered += holds(replicated_ratio(y, x), 3.0) ? 1 : 0;
        }
        const double tolerance = 4.0 * std::sqrt(0.95 * 0.05 / kExperiments);
        INFO("sigma " << sigma << ": " << mean_covered << ", " << ratio_covered << " of 1000");
        CHECK(std::abs(mean_covered / double{kExperiments} - 0.95) < tolerance);
        CHECK(std::abs(ratio_covered / double{kExperiments} - 0.95) < tolerance);
    }
}
