// SPDX-License-Identifier: Apache-2.0
// What is not known about a value, as a distribution to draw it from.
#pragma once

#include <limits>

namespace offramp {

enum class DistributionFamily { kUniform, kLogUniform, kNormal, kLognormal, kTriangular };

struct Distribution {
    DistributionFamily family = DistributionFamily::kUniform;
    /// Of a normal distribution its mean, of a lognormal its median (> 0), of a triangular its mode.
    double centre = 0.0;
    /// Of a normal distribution its standard deviation, of a lognormal that of the logarithm (> 0).
    double spread = 0.0;
    /// Ends, low < high. Of a normal and lognormal distribution where it is truncated; the others need both.
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};

/// The value below which a share `u`, in (0, 1), of the distribution lies; within its ends.
double quantile(const Distribution& distribution, double u);

}  // namespace offramp
