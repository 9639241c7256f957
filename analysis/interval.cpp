// SPDX-License-Identifier: Apache-2.0
#include "analysis/interval.hpp"

#include <algorithm>
#include <cmath>

namespace offramp {
namespace {

/// -ln(0.025): zero events are seen with probability 2.5 % when this many are expected.
constexpr double kPoissonZeroBound = 3.6888794541139363;

}  // namespace

Estimate negated(const Estimate& estimate) {
    const auto minus = [](const std::optional<double>& x) { return x ? std::optional(-*x) : x; };
    return {minus(estimate.value), minus(estimate.high), minus(estimate.low), estimate.sample_size};
}

bool covers_zero(const Estimate& estimate) {
    return !estimate.low || !estimate.high || (*estimate.low <= 0.0 && *estimate.high >= 0.0);
}

Estimate wilson(std::uint64_t hits, std::uint64_t trials) {
    if (trials == 0) return {};
    const double n = static_cast<double>(trials);
    const double p = static_cast<double>(hits) / n;
    const double z2 = kNormal975 * kNormal975;
    const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kNormal975 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    // At the two ends the interval touches the estimate; rounding must not leave it a hair outside.
    const double low = hits == 0 ? 0.0 : std::max(0.0, centre - half);
    const double high = hits == trials ? 1.0 : std::min(1.0, centre + half);
    return {p, low, high, trials};
}

Estimate ratio(const PairSums& sums) {
    Estimate estimate;
    estimate.sample_size = sums.count;
    if (sums.denominator == 0) return estimate;
    const long double r = sums.numerator / sums.denominator;
    estimate.value = static_cast<double>(r);
    if (sums.count < 2) return estimate;
    // Sum of squared residuals numerator - r * denominator, whose sum is 0.
    const long double residuals =
        std::max(0.0L, sums.numerator_squared - 2 * r * sums.product + r * r * sums.denominator_squared);
    const auto n = static_cast<long double>(sums.count);
    const long double error = std::sqrt(n / (n - 1) * residuals) / std::abs(sums.denominator);
    estimate.low = static_cast<double>(r - kNormal975 * error);
    estimate.high = static_cast<double>(r + kNormal975 * error);
    return estimate;
}

Estimate rate(const PairSums& sums) {
    Estimate estimate = ratio(sums);
    if (!estimate.low) return estimate;
    estimate.low = std::max(0.0, *estimate.low);
    if (sums.numerator == 0) estimate.high = kPoissonZeroBound / static_cast<double>(sums.denominator);
    return estimate;
}

Estimate share(const PairSums& sums) {
    Estimate estimate = rate(sums);
    if (!estimate.high) return estimate;
    estimate.high = std::min(1.0, *estimate.high);
    if (sums.numerator == sums.denominator) {
        estimate.low = std::max(0.0, 1.0 - kPoissonZeroBound / static_cast<double>(sums.denominator));
    }
    return estimate;
}

}  // namespace offramp
