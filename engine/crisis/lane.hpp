// SPDX-License-Identifier: Apache-2.0
// Arithmetic on four numbers at a time, by which the stage game is filled and solved. Baseline x86-64 has
// vectors of two doubles; a lane keeps two of them busy.
#pragma once

#include <Eigen/Core>

#include "engine/base/exponential.hpp"

namespace offramp {

using Lane = Eigen::Array<double, 4, 1>;
inline constexpr int kLane = 4;

inline Eigen::Map<Lane> lane(double* p) {
    return Eigen::Map<Lane>(p);
}
inline Eigen::Map<const Lane> lane(const double* p) {
    return Eigen::Map<const Lane>(p);
}

/// Room for `size` numbers in whole lanes.
constexpr int padded(int size) {
    return (size + kLane - 1) / kLane * kLane;
}

/// exp(x) for |x| <= 700.
inline Lane exp_in_range(const Lane& x) {
    return SplitExponential<Lane>(x).exp();
}

}  // namespace offramp
