// SPDX-License-Identifier: Apache-2.0
#include "analysis/arrival/arrival_model.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

#include "engine/base/elementary.hpp"
#include "engine/base/enumerator_names.hpp"

namespace offramp {
namespace {

// Without long doubles, which would make a fit several times slower and no better.
using Doubles = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double log_gamma(double x) {
    return boost::math::lgamma(x, Doubles());
}

}  // namespace

std::string_view to_string(ArrivalModel model) {
    constexpr std::string_view kNames[] = {"poisson", "negative_binomial", "hawkes",
                                           "negative_binomial_hawkes"};
    return name_in(kNames, model);
}

std::vector<double> expected_counts(const CountSeries& series, const ArrivalParameters& parameters) {
    const double kept = elementary::exp(-series.width / parameters.memory);
    double recent = static_cast<double>(std::accumulate(series.counts.begin(), series.counts.end(), 0LL)) /
                    static_cast<double>(series.counts.size());
    std::vector<double> expected;
    expected.reserve(series.counts.size());
    for (const int count : series.counts) {
        expected.push_back(parameters.background * series.width + parameters.branching * recent);
        recent = kept * recent + (1.0 - kept) * count;
    }
    return expected;
}

double log_likelihood(const CountSeries& series, ArrivalModel model, const ArrivalParameters& parameters) {
    const std::vector<double> expected = expected_counts(series, parameters);
    const double k = parameters.size;
    double sum = 0.0;
    for (std::size_t t = 0; t < expected.size(); ++t) {
        const double mean = expected[t];
        const double y = series.counts[t];
        sum -= log_gamma(y + 1.0);
        if (has_size(model)) {
            sum += log_gamma(y + k) - log_gamma(k) - k * elementary::log1p(mean / k) +
                   y * elementary::log(mean / (k + mean));
        } else {
            sum += y * elementary::log(mean) - mean;
        }
    }
    return sum;
}

double log_likelihood(const EventTimes& events, const ArrivalParameters& parameters) {
    const double rate = 1.0 / parameters.memory;
    double sum = -parameters.background * events.days;
    double excitement = 0.0;  // sum of exp(-rate * age) over the events before
    double last = 0.0;
    for (const double time : events.times) {
        excitement *= elementary::exp(-rate * (time - last));
        sum += elementary::log(parameters.background + parameters.branching * rate * excitement);
        sum += parameters.branching * elementary::expm1(-rate * (events.days - time));
        excitement += 1.0;
        last = time;
    }
    return sum;
}

std::vector<double> rescaled_gaps(const EventTimes& events, const ArrivalParameters& parameters) {
    const double rate = 1.0 / parameters.memory;
    std::vector<double> gaps;
    double excitement = 0.0;
    double last = 0.0;
    for (const double time : events.times) {
        const double faded = -elementary::expm1(-rate * (time - last));
        gaps.push_back(parameters.background * (time - last) + parameters.branching * excitement * faded);
        excitement = excitement * (1.0 - faded) + 1.0;
        last = time;
    }
    return gaps;
}

double count_distribution(int count, double expected, ArrivalModel model, double size) {
    if (count < 0) return 0.0;
    if (!has_size(model)) return boost::math::gamma_q(count + 1.0, expected, Doubles());
    return boost::math::ibeta(size, count + 1.0, size / (size + expected), Doubles());
}

}  // namespace offramp
