// SPDX-License-Identifier: Apache-2.0
#include "engine/model/duration.hpp"

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace offramp {

namespace {

// Calls visit(distribution) with the Boost distribution of the family.
template <class Visit>
double with_distribution(DurationFamily family, double shape, double scale, Visit visit) {
    namespace bm = boost::math;
    switch (family) {
        case DurationFamily::kLognormal:
            return visit(bm::lognormal(std::log(scale), shape));
        case DurationFamily::kWeibull:  // scale: the median
            return visit(bm::weibull(shape, scale / std::pow(std::numbers::ln2, 1.0 / shape)));
        case DurationFamily::kGamma:  // scale: the mean
            return visit(bm::gamma_distribution<>(shape, scale / shape));
        case DurationFamily::kFixed:
        case DurationFamily::kExponential:
            break;
    }
    throw InternalError("duration family without a distribution");
}

}  // namespace

double duration_probability(DurationFamily family, double shape, double scale, double hours) {
    if (hours < 0.0) return 0.0;
    if (scale <= 0.0) return 1.0;
    if (family == DurationFamily::kFixed) return hours >= scale ? 1.0 : 0.0;
    if (family == DurationFamily::kExponential) return -std::expm1(-hours / scale);
    return with_distribution(family, shape, scale, [&](const auto& d) { return cdf(d, hours); });
}

double duration_quantile(DurationFamily family, double shape, double scale, double u) {
    if (scale <= 0.0) return 0.0;
    if (family == DurationFamily::kFixed) return scale;
    if (family == DurationFamily::kExponential) return -scale * std::log1p(-u);
    return with_distribution(family, shape, scale, [&](const auto& d) { return quantile(d, u); });
}

}  // namespace offramp
