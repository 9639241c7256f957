// SPDX-License-Identifier: Apache-2.0
#include "engine/model/duration.hpp"

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <numbers>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {

namespace {

boost::math::gamma_distribution<> gamma_of_mean(double shape, double mean) {
    return boost::math::gamma_distribution<>(shape, mean / shape);
}

}  // namespace

double duration_probability(DurationFamily family, double shape, double scale, double hours) {
    if (hours < 0.0) return 0.0;
    if (scale <= 0.0) return 1.0;
    switch (family) {
        case DurationFamily::kFixed:
            return hours >= scale ? 1.0 : 0.0;
        case DurationFamily::kExponential:
            return -elementary::expm1(-hours / scale);
        case DurationFamily::kLognormal:
            return cdf(boost::math::normal(), elementary::log(hours / scale) / shape);
        case DurationFamily::kWeibull:
            return -elementary::expm1(-std::numbers::ln2 * elementary::pow(hours / scale, shape));
        case DurationFamily::kGamma:
            return cdf(gamma_of_mean(shape, scale), hours);
    }
    throw InternalError("duration family without a distribution");
}

double duration_quantile(DurationFamily family, double shape, double scale, double u) {
    if (scale <= 0.0) return 0.0;
    switch (family) {
        case DurationFamily::kFixed:
            return scale;
        case DurationFamily::kExponential:
            return -scale * elementary::log1p(-u);
        case DurationFamily::kLognormal:
            return scale * elementary::exp(shape * quantile(boost::math::normal(), u));
        case DurationFamily::kWeibull:
            return scale * elementary::pow(-elementary::log1p(-u) / std::numbers::ln2, 1.0 / shape);
        case DurationFamily::kGamma:
            return quantile(gamma_of_mean(shape, scale), u);
    }
    throw InternalError("duration family without a distribution");
}

}  // namespace offramp
