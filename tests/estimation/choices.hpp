// SPDX-License-Identifier: Apache-2.0
// Choices for tests: drawn from a model, and found in a fit.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "analysis/estimation/choice_fit.hpp"
#include "tests/catch.hpp"

namespace offramp::testing {

inline double inverse_logit(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}

/// How often each of the alternatives comes up in so many choices.
inline std::vector<std::uint64_t> draw_counts(std::span<const double> probabilities, int choices,
                                              std::mt19937_64& random) {
    std::vector<std::uint64_t> counts(probabilities.size(), 0);
    for (int n = 0; n < choices; ++n) {
        double u = static_cast<double>(random() >> 11U) * 0x1p-53;
        std::size_t a = 0;
        while (a + 1 < probabilities.size() && u >= probabilities[a]) u -= probabilities[a++];
        ++counts[a];
    }
    return counts;
}

inline bool covers(const Estimate& estimate, double truth) {
    return (!estimate.low || *estimate.low <= truth) && (!estimate.high || *estimate.high >= truth);
}

/// Checks a share of `trials` that should be .95, to four standard errors.
inline void check_coverage(int covered, int trials) {
    const double share = static_cast<double>(covered) / trials;
    INFO("covered " << covered << " of " << trials);
    CHECK(share > 0.95 - 4.0 * std::sqrt(0.95 * 0.05 / trials));
    CHECK(share < 0.95 + 4.0 * std::sqrt(0.95 * 0.05 / trials));
}

inline int count_of(const ChoiceFit& fit, FindingKind kind) {
    return static_cast<int>(std::ranges::count(fit.findings, kind, &Finding::kind));
}

inline const ParameterEstimate& parameter(const ChoiceFit& fit, const std::string& name) {
    const auto found = std::ranges::find(fit.parameters, name, &ParameterEstimate::name);
    REQUIRE(found != fit.parameters.end());
    return *found;
}

}  // namespace offramp::testing
