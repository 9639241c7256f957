// SPDX-License-Identifier: Apache-2.0
// Points that ought to be probabilities.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

namespace offramp {

/// Cuts off what rounding left below 0 and scales the rest to sum to 1.
template <class Number>
std::vector<Number> to_simplex(std::vector<Number> weights) {
    for (Number& weight : weights) weight = std::max(Number(0), weight);
    const Number sum = std::accumulate(weights.begin(), weights.end(), Number(0));
    for (Number& weight : weights) weight /= sum;
    return weights;
}

}  // namespace offramp
