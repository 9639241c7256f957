// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/correlation_ratio.hpp"

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "analysis/sensitivity/value_groups.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

struct SquareSums {
    double between = 0.0;
    double within = 0.0;
    std::size_t groups = 0;
};

SquareSums square_sums(std::span<const std::size_t> groups, std::span<const double> y) {
    const std::size_t most = *std::max_element(groups.begin(), groups.end()) + 1;
    std::vector<double> sums(most, 0.0);
    std::vector<double> counts(most, 0.0);
    for (std::size_t i = 0; i < y.size(); ++i) {
        sums[groups[i]] += y[i];
        counts[groups[i]] += 1.0;
    }
    const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(y.size());
    SquareSums result;
    for (std::size_t g = 0; g < most; ++g) {
        if (counts[g] == 0.0) continue;
        ++result.groups;
        const double deviation = sums[g] / counts[g] - mean;
        result.between += counts[g] * deviation * deviation;
    }
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double deviation = y[i] - sums[groups[i]] / counts[groups[i]];
        result.within += deviation * deviation;
    }
    return result;
}

std::size_t group_count(std::span<const double> x, bool nominal) {
    constexpr std::size_t kShare = 4;
    const std::size_t different = std::set<double>(x.begin(), x.end()).size();
    if (nominal || kShare * different <= x.size()) return different;
    return static_cast<std::size_t>(std::max(2.0, std::round(std::cbrt(static_cast<double>(x.size())))));
}

/// The non-centrality under which a share `p` of F ratios lies below `f`; 0 where even that is too much.
double non_centrality(double f, double between, double within, double p) {
    const auto below = [&](double lambda) {
        return boost::math::cdf(boost::math::non_central_f(between, within, lambda), f);
    };
    if (boost::math::cdf(boost::math::fisher_f(between, within), f) <= p) return 0.0;
    double low = 0.0;
    double high = 1.0;
    while (below(high) > p) high *= 2.0;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (below(middle) > p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

Estimate correlation_ratio(std::span<const double> x, std::span<const double> y, bool nominal) {
    ensure(x.size() == y.size(), "an outcome for every input");
    Estimate result;
    result.sample_size = x.size();
    if (x.size() < 3) return result;
    const SquareSums sums = square_sums(value_groups(x, group_count(x, nominal)), y);
    const auto n = static_cast<double>(x.size());
    const double between = static_cast<double>(sums.groups) - 1.0;
    const double within = n - 1.0 - between;
    const double total = sums.between + sums.within;
    if (between < 1.0 || within < 1.0 || !(total > 0.0)) return result;
    result.value = std::max(0.0, 1.0 - (n - 1.0) / within * (sums.within / total));
    if (!(sums.within > 1e-12 * total)) {  // y is a function of the group: nothing is left to chance
        result.low = result.high = result.value;
        return result;
    }
    const double f = (sums.between / between) / (sums.within / within);
    const auto share = [&](double p) {
        const double lambda = non_centrality(f, between, within, p);
        return lambda / (lambda + n);
    };
    result.low = share(0.975);
    result.high = share(0.025);
    return result;
}

}  // namespace offramp
