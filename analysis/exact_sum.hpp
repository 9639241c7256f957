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

/// a + b. Throws RuntimeFailure where 128 bits do not hold it.
inline Int128 exact_add(Int128 a, Int128 b) {
    Int128 sum = 0;
    if (__builtin_add_overflow(a, b, &sum))
        throw RuntimeFailure("a sum over campaigns left the range of 128 bits");
    return sum;
}

/// Exact, associative and commutative sum of fixed-point values.
class ExactSum {
  public:
    void add(Fixed value) { total_ = exact_add(total_, value); }
    void merge(const ExactSum& other) { total_ = exact_add(total_, other.total_); }
    long double value() const { return static_cast<long double>(total_) * 0x1p-32L; }
    static void fields(auto& archive, auto& self) { archive(self.total_); }  ///< see totals_codec.hpp
    friend bool operator==(const ExactSum&, const ExactSum&) = default;

  private:
    Int128 total_ = 0;  // in units of 2^-32
};

/// The same for products of two fixed-point values, which it holds without rounding.
class ExactProductSum {
  public:
    void add(Fixed a, Fixed b) { total_ = exact_add(total_, static_cast<Int128>(a) * b); }
    void merge(const ExactProductSum& other) { total_ = exact_add(total_, other.total_); }
    long double value() const { return static_cast<long double>(total_) * 0x1p-64L; }
    static void fields(auto& archive, auto& self) { archive(self.total_); }
    friend bool operator==(const ExactProductSum&, const ExactProductSum&) = default;

  private:
    Int128 total_ = 0;  // in units of 2^-64
};

}  // namespace offramp
