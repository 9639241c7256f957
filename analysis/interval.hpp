// SPDX-License-Identifier: Apache-2.0
// Estimates with 95 % confidence intervals.
#pragma once

#include <cstdint>
#include <optional>

namespace offramp {

inline constexpr double kNormal975 = 1.959963984540054;  ///< 97.5 % quantile of the standard normal

/// What is known about one number. Empty members: the data say nothing about it.
struct Estimate {
    std::optional<double> value;
    std::optional<double> low;   ///< lower end of the 95 % interval
    std::optional<double> high;  ///< upper end
    std::uint64_t sample_size = 0;
};

Estimate negated(const Estimate& estimate);
bool covers_zero(const Estimate& estimate);  ///< or has no interval

/// The probability behind `hits` of `trials` independent trials, with Wilson's score interval (Wilson 1927).
Estimate wilson(std::uint64_t hits, std::uint64_t trials);

/// Sums over independent pairs (numerator, denominator), for ratio().
struct PairSums {
    std::uint64_t count = 0;
    long double numerator = 0;
    long double denominator = 0;
    long double numerator_squared = 0;
    long double denominator_squared = 0;
    long double product = 0;
};

/// The ratio of the two expectations, with the interval of the delta method (linearisation). With a constant
/// denominator of 1 it is the mean with the usual normal interval. Empty where the denominators sum to 0;
/// without an interval for fewer than two pairs.
Estimate ratio(const PairSums& sums);

/// ratio() for counts of events per exposure (rate) or of successes among trials (share): where none was
/// seen, or all were, the delta method's interval has no width, and the far end comes from the exact Poisson
/// bound instead (3.69 events). Shares stay within [0, 1], rates at or above 0.
Estimate rate(const PairSums& sums);
Estimate share(const PairSums& sums);

}  // namespace offramp
