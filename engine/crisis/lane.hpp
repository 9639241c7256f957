// SPDX-License-Identifier: Apache-2.0
// Arithmetic on four numbers at a time, by which the stage game is filled and solved. Baseline x86-64 has
// vectors of two doubles; a lane keeps two of them busy.
#pragma once

#include <Eigen/Core>
#include <bit>
#include <cstdint>

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

/// exp(x) for |x| <= 700, to within 2 units in the last place: x = k ln 2 + r, and a Taylor polynomial in r.
/// Takes half as many instructions as Eigen's, which covers all numbers, and a quarter of the C library's.
inline Lane exp_in_range(const Lane& x) {
    constexpr double kLog2E = 1.4426950408889634;
    constexpr double kLn2High = 0x1.62e42feep-1;  // the product with k is exact
    constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
    constexpr double kRound = 0x1.8p52;  // adding it leaves the nearest whole number in the lowest bits
    const Lane shifted = x * kLog2E + kRound;
    const Lane k = shifted - kRound;
    const Lane r = (x - k * kLn2High) - k * kLn2Low;
    Lane p = r * (1.0 / 479001600) + 1.0 / 39916800;
    for (const double c : {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
                           1.0 / 24, 1.0 / 6, 0.5, 1.0, 1.0}) {
        p = p * r + c;
    }
    Lane power;  // 2^k, written as its bits
    for (int j = 0; j < kLane; ++j)
        power[j] = std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted[j]) + 1023) << 52);
    return p * power;
}

}  // namespace offramp
