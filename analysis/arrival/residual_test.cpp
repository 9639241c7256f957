// SPDX-License-Identifier: Apache-2.0
#include "analysis/arrival/residual_test.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/key.hpp"
#include "engine/random/draws.hpp"

namespace offramp {
namespace {

double distance_to_uniform(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    double distance = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const auto below = static_cast<double>(k);
        distance = std::max({distance, values[k] - below / n, (below + 1.0) / n - values[k]});
    }
    return distance;
}

double ljung_box_p(const std::vector<double>& uniforms, std::size_t lags) {
    std::vector<double> scores;
    scores.reserve(uniforms.size());
    for (const double u : uniforms) {
        const double inside = std::clamp(u, 1e-15, 1.0 - 1e-15);
        scores.push_back(boost::math::quantile(boost::math::normal(), inside));
    }
    const std::vector<double> correlations = autocorrelations(scores, lags);
    const auto n = static_cast<double>(scores.size());
    double statistic = 0.0;
    for (std::size_t lag = 1; lag <= lags; ++lag) {
        const double r = correlations[lag - 1];
        statistic += n * (n + 2.0) * r * r / (n - static_cast<double>(lag));
    }
    return boost::math::cdf(
        boost::math::complement(boost::math::chi_squared(static_cast<double>(lags)), statistic));
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

double kolmogorov_p(double distance, std::size_t count) {
    const double root = std::sqrt(static_cast<double>(count));
    const double x = (root + 0.12 + 0.11 / root) * distance;  // Stephens (1970)
    if (x < 0.2) return 1.0;                                  // the series below converges slowly there
    double sum = 0.0;
    for (int k = 1; k <= 100; ++k) {
        const double term = elementary::exp(-2.0 * k * k * x * x);
        sum += k % 2 == 1 ? term : -term;
        if (term < 1e-16) break;
    }
    return std::clamp(2.0 * sum, 0.0, 1.0);
}

ResidualTest residual_test(const std::vector<double>& uniforms) {
    ResidualTest test;
    test.count = uniforms.size();
    test.distance = distance_to_uniform(uniforms);
    test.p_uniform = kolmogorov_p(test.distance, test.count);
    test.lags = std::min<std::size_t>(10, test.count / 5);
    if (test.lags > 0) test.p_independent = ljung_box_p(uniforms, test.lags);
    return test;
}

ResidualTest residual_test(const EventTimes& events, const ArrivalParameters& parameters) {
    std::vector<double> uniforms = rescaled_gaps(events, parameters);
    for (double& gap : uniforms) gap = -elementary::expm1(-gap);
    return residual_test(uniforms);
}

ResidualTest residual_test(const CountSeries& series, ArrivalModel model, const ArrivalParameters& parameters,
                           int randomisations, std::uint64_t seed) {
    const std::vector<double> expected = expected_counts(series, parameters);
    std::vector<double> below;  // the ends of what each count covers of (0, 1)
    std::vector<double> upto;
    for (std::size_t t = 0; t < expected.size(); ++t) {
        below.push_back(count_distribution(series.counts[t] - 1, expected[t], model, parameters.size));
        upto.push_back(count_distribution(series.counts[t], expected[t], model, parameters.size));
    }
    std::vector<double> uniforms(expected.size());
    std::vector<double> distances;
    std::vector<double> p_uniform;
    std::vector<double> p_independent;
    ResidualTest test;
    const std::uint64_t key = name_key("arrivals", "residual");
    for (int r = 0; r < randomisations; ++r) {
        const Draws draws(seed, static_cast<std::uint64_t>(r));
        for (std::size_t t = 0; t < expected.size(); ++t) {
            const double u = draws.uniforms(Stream::kDesign, key, t)[0];
            uniforms[t] = below[t] + u * (upto[t] - below[t]);
        }
        test = residual_test(uniforms);
        distances.push_back(test.distance);
        p_uniform.push_back(test.p_uniform);
        p_independent.push_back(test.p_independent);
    }
    test.distance = median(distances);
    test.p_uniform = median(p_uniform);
    test.p_independent = median(p_independent);
    return test;
}

}  // namespace offramp
