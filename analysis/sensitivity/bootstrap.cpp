// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/bootstrap.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "analysis/replicated_interval.hpp"

namespace offramp {
namespace {

/// The share of replicates below an interval that is to miss 2.5 % on either side. Resampling takes the rows'
/// spread to be known and divides it by n, not n - 1: few rows give a narrower interval than Student's, by
/// which the share is corrected (Hesterberg 2015).
double share_below(std::size_t rows) {
    if (rows < 2) return 0.0;
    const auto n = static_cast<double>(rows);
    const double t = boost::math::quantile(boost::math::students_t(n - 1.0), 0.025);
    return boost::math::cdf(boost::math::normal(), t * std::sqrt(n / (n - 1.0)));
}

}  // namespace

std::vector<Estimate> bootstrap(std::size_t rows, std::size_t count, const RowStatistics& statistics,
                                const BootstrapOptions& options) {
    std::vector<std::size_t> drawn(rows);
    std::iota(drawn.begin(), drawn.end(), std::size_t{0});
    std::vector<double> numbers(count);
    statistics(drawn, numbers);
    std::vector<Estimate> estimates(count);
    for (std::size_t k = 0; k < count; ++k) {
        estimates[k].sample_size = rows;
        if (std::isfinite(numbers[k])) estimates[k].value = numbers[k];
    }

    std::mt19937_64 generator(options.seed);
    std::vector<std::vector<double>> replicates(count);
    for (std::size_t b = 0; b < options.resamples; ++b) {
        for (std::size_t& row : drawn) row = draw_index(generator, rows);
        statistics(drawn, numbers);
        for (std::size_t k = 0; k < count; ++k) {
            if (std::isfinite(numbers[k])) replicates[k].push_back(numbers[k]);
        }
    }
    const double below = share_below(rows);
    for (std::size_t k = 0; k < count; ++k) {
        if (!estimates[k].value || replicates[k].empty()) continue;
        std::sort(replicates[k].begin(), replicates[k].end());
        estimates[k].low = quantile_of(replicates[k], below);
        estimates[k].high = quantile_of(replicates[k], 1.0 - below);
    }
    return estimates;
}

}  // namespace offramp
