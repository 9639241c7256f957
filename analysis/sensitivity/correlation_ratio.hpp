// SPDX-License-Identifier: Apache-2.0
// First-order shares of variance from any sample of the inputs.
#pragma once

#include <span>

#include "analysis/interval.hpp"

namespace offramp {

/// The share of the variance of y that goes with x alone, which estimates a first-order Sobol' index from
/// points that need no special design: the correlation ratio (Pearson 1905) over groups of x, less what
/// chance alone would bring (Kelley's epsilon squared, 1935). There is a group for each value of x where four
/// points or more share it on average, and always where x is `nominal`: names, whose order means nothing.
/// Otherwise there are about n^(1/3) equally large ranges, and what varies within one is not seen. The 95 %
/// interval is that of a non-central F distribution (Steiger 2004), exact for normal residuals of equal
/// variance. A little below 0 is 0 within chance. Empty where y does not vary, x has one group, or there are
/// too few points.
Estimate correlation_ratio(std::span<const double> x, std::span<const double> y, bool nominal = false);

}  // namespace offramp
