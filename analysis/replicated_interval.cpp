// SPDX-License-Identifier: Apache-2.0
#include "analysis/replicated_interval.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "analysis/sensitivity/replications.hpp"
#include "engine/base/elementary.hpp"

namespace offramp {
namespace {

/// Half the width of Student's interval of the mean of `x`.
double student_half_width(std::span<const double> x) {
    const auto n = static_cast<double>(x.size());
    const boost::math::students_t distribution(n - 1.0);
    return boost::math::quantile(distribution, 0.975) * std::sqrt(sample_variance(x) / n);
}

/// `value` between value e^-half and value e^half.
Estimate around(double value, double half, std::size_t n) {
    return {value, value * elementary::exp(-half), value * elementary::exp(half), n};
}

}  // namespace

double sample_variance(std::span<const double> x) {
    const double centre = mean_of(x);
    double squares = 0.0;
    for (const double value : x) squares += (value - centre) * (value - centre);
    return squares / (static_cast<double>(x.size()) - 1.0);
}

Estimate replicated_mean(std::span<const double> x) {
    if (x.empty()) return {};
    const double centre = mean_of(x);
    if (x.size() < 2) return {centre, {}, {}, x.size()};
    const double half = student_half_width(x);
    return {centre, centre - half, centre + half, x.size()};
}

Estimate replicated_positive_mean(std::span<const double> x) {
    if (x.empty()) return {};
    const double centre = mean_of(x);
    if (x.size() < 2 || centre <= 0.0) return {centre, {}, {}, x.size()};
    return around(centre, student_half_width(x) / centre, x.size());
}

Estimate replicated_ratio(std::span<const double> numerator, std::span<const double> denominator) {
    if (numerator.size() < 2 || mean_of(numerator) <= 0.0 || mean_of(denominator) <= 0.0) return {};
    const double a = mean_of(numerator);
    const double b = mean_of(denominator);
    std::vector<double> linear;  // of the logarithm of the ratio
    for (std::size_t r = 0; r < numerator.size(); ++r)
        linear.push_back(numerator[r] / a - denominator[r] / b);
    return around(a / b, student_half_width(linear), numerator.size());
}

double jackknife_variance(std::span<const double> without) {
    const auto n = static_cast<double>(without.size());
    double mean = 0.0;
    for (const double value : without) mean += value / n;
    double squares = 0.0;
    for (const double value : without) squares += (value - mean) * (value - mean);
    return (n - 1) / n * squares;
}

double quantile_of(std::span<const double> sorted, double q) {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace offramp
