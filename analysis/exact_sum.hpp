// SPDX-License-Identifier: Apache-2.0
// Sums that do not depend on the order of their terms: fixed-point integers instead of floating point, so
// that threads, shards and resumed runs merge to identical bytes.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "engine/base/error.hpp"

namespace offramp {

__extension__ using Int128 = __int128;  // GCC and Clang; not in ISO C++

/// A value in units of 2^-32.
using Fixed = std::int64_t;
inline constexpr double kFixedUnit = 0x1p-32;
inline constexpr double kFixedLimit = 0x1p+31;  ///< magnitudes below this can be held

/// Rounds to the nearest multiple of 2^-32. Throws RuntimeFailure for a value that is not below kFixedLimit
/// in magnitude or is not a number: it is never clamped.
inline Fixed to_fixed(double value) {
    if (!(std::abs(value) < kFixedLimit)) {
        throw RuntimeFailure("a number of the campaign is outside the range that can be summed, below 2^31");
    }
    return static_cast<Fixed>(std::nearbyint(value / kFixedUnit));
}

inline double from_fixed(Fixed value) {
    return static_cast<double>(value) * kFixedUnit;
}

/// Exact, associative and commutative sum of fixed-point values. 2^64 of any size have room.
class ExactSum {
  public:
    void add(Fixed value) { total_ += value; }
    void merge(const ExactSum& other) { total_ += other.total_; }
    long double value() const { return static_cast<long double>(total_) * 0x1p-32L; }
    static void fields(auto& archive, auto& self) { archive(self.total_); }  ///< see totals_codec.hpp
    friend bool operator==(const ExactSum&, const ExactSum&) = default;

  private:
    Int128 total_ = 0;  // in units of 2^-32
};

/// The same for products of two fixed-point values, which it holds without rounding: 2^64 of any size too.
class ExactProductSum {
  public:
    void add(Fixed a, Fixed b) {
        const Int128 product = static_cast<Int128>(a) * b;
        add(product >> 64, static_cast<std::uint64_t>(product));
    }
    void merge(const ExactProductSum& other) { add(other.high_, other.low_); }
    long double value() const {
        return static_cast<long double>(high_) + static_cast<long double>(low_) * 0x1p-64L;
    }
    static void fields(auto& archive, auto& self) { archive(self.high_, self.low_); }
    friend bool operator==(const ExactProductSum&, const ExactProductSum&) = default;

  private:
    void add(Int128 high, std::uint64_t low) {
        low_ += low;
        high_ += high + (low_ < low ? 1 : 0);
    }

    Int128 high_ = 0;        // whole units, rounded down
    std::uint64_t low_ = 0;  // and units of 2^-64
};

}  // namespace offramp
