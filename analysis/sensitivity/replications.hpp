// SPDX-License-Identifier: Apache-2.0
// Products of expectations from replications of a stochastic model.
#pragma once

#include <numeric>
#include <span>

namespace offramp {

inline double mean_of(std::span<const double> x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

/// E[x] E[y], unbiased, from replications x_k and y_k that may depend on each other for the same k only: the
/// mean over pairs of different replications. x and y may be the same. One replication: x times y.
inline double product_of_means(std::span<const double> x, std::span<const double> y) {
    double sum_x = 0.0;
    double sum_y = 0.0;
    double same = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        sum_x += x[k];
        sum_y += y[k];
        same += x[k] * y[k];
    }
    const auto n = static_cast<double>(x.size());
    return x.size() == 1 ? same : (sum_x * sum_y - same) / (n * (n - 1.0));
}

}  // namespace offramp
