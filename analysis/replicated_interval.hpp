// SPDX-License-Identifier: Apache-2.0
// Intervals from independent replications of an unbiased estimate.
#pragma once

#include <span>

#include "analysis/interval.hpp"

namespace offramp {

/// Mean of replications with Student's 95 % interval. Without an interval for fewer than two.
Estimate replicated_mean(std::span<const double> x);

/// The same for a positive quantity whose replications are skewed, such as a product of shares: Student's
/// interval on the logarithm of the mean (delta method). Where the mean is 0 the interval is empty.
Estimate replicated_positive_mean(std::span<const double> x);

/// Ratio of the means of two positive quantities that were replicated in pairs, on the logarithm as above.
/// Empty where a mean is 0.
Estimate replicated_ratio(std::span<const double> numerator, std::span<const double> denominator);

/// Sample variance (divisor n - 1) of at least two numbers.
double sample_variance(std::span<const double> x);

/// The variance of an estimate from its values without each of two or more groups (Tukey 1958).
double jackknife_variance(std::span<const double> without);

/// Below which a share `q`, in [0, 1], of the numbers lies: linear between order statistics. `sorted` rises
/// and is not empty.
double quantile_of(std::span<const double> sorted, double q);

}  // namespace offramp
