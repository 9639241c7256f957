// SPDX-License-Identifier: Apache-2.0
#include "analysis/arrival/residual_test.hpp"

#include <cmath>

#include "tests/arrival/simulated.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

// Critical values of the Kolmogorov-Smirnov distance (Miller, JASA 51, 1956).
TEST_CASE("the distribution of the largest distance") {
    CHECK(kolmogorov_p(0.40925, 10) == Approx(0.05).margin(0.001));
    CHECK(kolmogorov_p(0.48893, 10) == Approx(0.01).margin(0.001));
    CHECK(kolmogorov_p(0.18845, 50) == Approx(0.05).margin(0.001));
    CHECK(kolmogorov_p(1.3581 / 1000.0, 1'000'000) == Approx(0.05).margin(0.0005));
    CHECK(kolmogorov_p(0.0, 10) == 1.0);
}

TEST_CASE("residuals of evenly spread numbers, and of numbers that follow each other") {
    std::vector<double> even;
    for (int k = 0; k < 100; ++k) even.push_back((k + 0.5) / 100.0);
    const ResidualTest test = residual_test(even);
    CHECK(test.distance == Approx(0.005));
    CHECK(test.p_uniform == 1.0);
    CHECK(test.p_independent < 1e-6);  // in order: as dependent as can be
}

TEST_CASE("counts of the right model have residuals without pattern, of a wrong one not") {
    const ArrivalParameters p{.background = 2.0, .branching = 0.5, .memory = 3.0, .size = 0.8};
    const CountSeries series = simulated_counts(ArrivalModel::kNegativeBinomialHawkes, p, 1000, 5);
    const ResidualTest right = residual_test(series, ArrivalModel::kNegativeBinomialHawkes, p);
    CHECK(right.count == 1000);
    CHECK(right.p_uniform > 1e-4);
    CHECK(right.p_independent > 1e-4);
    CHECK(residual_test(series, ArrivalModel::kHawkes, p).p_uniform < 1e-6);
    const ArrivalParameters forgetful{.background = 4.0, .branching = 0.0, .memory = 1.0, .size = 0.8};
    CHECK(residual_test(series, ArrivalModel::kNegativeBinomial, forgetful).p_independent < 1e-6);
}

TEST_CASE("distributions of counts by hand") {
    CHECK(count_distribution(1, 2.0, ArrivalModel::kPoisson, 0.0) == Approx(3.0 * std::exp(-2.0)));
    // size 1 is geometric: P(0) = 1 / (1 + mean)
    CHECK(count_distribution(0, 3.0, ArrivalModel::kNegativeBinomial, 1.0) == Approx(0.25));
    CHECK(count_distribution(1, 3.0, ArrivalModel::kNegativeBinomial, 1.0) == Approx(0.25 + 0.25 * 0.75));
    CHECK(count_distribution(-1, 3.0, ArrivalModel::kPoisson, 0.0) == 0.0);
}
