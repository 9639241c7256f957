// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/distribution.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

// By inversion between the shares at which the ends lie, from whichever tail is nearer, so that ends far out
// keep their digits.
double truncated_normal(double mean, double deviation, double low, double high, double u) {
    const boost::math::normal standard;
    const double a = (low - mean) / deviation;
    const double b = (high - mean) / deviation;
    const auto below = [&](double z) {
        return std::isinf(z) ? (z < 0 ? 0.0 : 1.0) : boost::math::cdf(standard, z);
    };
    if (a > 0) return 2 * mean - truncated_normal(mean, deviation, 2 * mean - high, 2 * mean - low, 1 - u);
    const double share = below(a) + u * (below(b) - below(a));
    return mean + deviation * boost::math::quantile(standard, std::clamp(share, 1e-300, 1 - 1e-16));
}

double untrimmed(const Distribution& d, double u) {
    switch (d.family) {
        case DistributionFamily::kUniform:
            return d.low + u * (d.high - d.low);
        case DistributionFamily::kLogUniform:
            return d.low * elementary::pow(d.high / d.low, u);
        case DistributionFamily::kNormal:
            return truncated_normal(d.centre, d.spread, d.low, d.high, u);
        case DistributionFamily::kLognormal:
            return elementary::exp(truncated_normal(
                elementary::log(d.centre), d.spread,
                d.low > 0 ? elementary::log(d.low) : -std::numeric_limits<double>::infinity(),
                elementary::log(d.high), u));
        case DistributionFamily::kTriangular:
            return boost::math::quantile(boost::math::triangular(d.low, d.centre, d.high), u);
    }
    throw InternalError("unknown family of distributions");
}

}  // namespace

double quantile(const Distribution& distribution, double u) {
    return std::clamp(untrimmed(distribution, u), distribution.low, distribution.high);
}

}  // namespace offramp
