// SPDX-License-Identifier: Apache-2.0
#include "engine/model/duration.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("probability and quantile of every duration are inverse to each other") {
    const struct {
        DurationFamily family;
        double shape;
    } cases[] = {{DurationFamily::kExponential, 1.0}, {DurationFamily::kLognormal, 0.8},
                 {DurationFamily::kWeibull, 0.7},     {DurationFamily::kWeibull, 2.0},
                 {DurationFamily::kGamma, 0.5},       {DurationFamily::kGamma, 3.0}};
    for (const auto& [family, shape] : cases) {
        double last = 0.0;
        for (const double u : {1e-6, 0.01, 0.25, 0.5, 0.9, 0.999999}) {
            const double hours = duration_quantile(family, shape, 7.0, u);
            CHECK(hours > last);
            last = hours;
            CHECK(duration_probability(family, shape, 7.0, hours) == Approx(u).epsilon(1e-9));
        }
        CHECK(duration_probability(family, shape, 7.0, -1.0) == 0.0);
        CHECK(duration_probability(family, shape, 7.0, 0.0) == 0.0);
        CHECK(duration_probability(family, shape, 0.0, 1.0) == 1.0);
        CHECK(duration_quantile(family, shape, 0.0, 0.5) == 0.0);
        // The scale is a scale.
        CHECK(duration_quantile(family, shape, 14.0, 0.3) ==
              Approx(2 * duration_quantile(family, shape, 7.0, 0.3)));
    }
}

TEST_CASE("the scale of a duration is what the format says: the median, or the mean") {
    CHECK(duration_quantile(DurationFamily::kLognormal, 0.8, 5.0, 0.5) == Approx(5.0));
    CHECK(duration_quantile(DurationFamily::kWeibull, 0.7, 5.0, 0.5) == Approx(5.0));
    CHECK(duration_probability(DurationFamily::kExponential, 1.0, 5.0, 5.0) == Approx(1 - std::exp(-1.0)));
    // Mean of the gamma distribution: the integral of its quantiles (midpoint rule).
    double mean = 0.0;
    constexpr int kSteps = 20000;
    for (int k = 0; k < kSteps; ++k) {
        mean += duration_quantile(DurationFamily::kGamma, 3.0, 5.0, (k + 0.5) / kSteps) / kSteps;
    }
    CHECK(mean == Approx(5.0).epsilon(1e-3));
    CHECK(duration_probability(DurationFamily::kFixed, 1.0, 5.0, 4.999) == 0.0);
    CHECK(duration_probability(DurationFamily::kFixed, 1.0, 5.0, 5.0) == 1.0);
    CHECK(duration_quantile(DurationFamily::kFixed, 1.0, 5.0, 0.01) == 5.0);
}
