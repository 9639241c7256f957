// SPDX-License-Identifier: Apache-2.0
// Points that ought to be probabilities.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

namespace offramp {

/// Cuts off what rounding left below 0 and scales the rest to sum to 1.
inline std::vector<double> to_simplex(std::vector<double> weights) {
    for (double& weight : weights) weight = std::max(0.0, weight);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights) weight /= sum;
    return weights;
}

}  // namespace offramp
