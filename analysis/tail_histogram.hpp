// SPDX-License-Identifier: Apache-2.0
// The distribution of a value over campaigns, fine enough for the mean of its worst tail, exactly mergeable.
#pragma once

#include <cstdint>
#include <map>

#include "analysis/exact_sum.hpp"
#include "analysis/interval.hpp"

namespace offramp {

/// Counts and exact sums in bins of 1/64. Its memory grows with the range of the values, not with their
/// number.
class TailHistogram {
  public:
    static constexpr double kBinWidth = 0x1p-6;

    void add(Fixed value);
    void merge(const TailHistogram& other);

    /// Mean of the lowest `share` (in (0, 1)) of the values: their conditional value at risk. Exact but for
    /// the one bin in which the tail begins, so within kBinWidth. Student's interval on the asymptotic error
    /// (Manistre, Hancock 2005), widened for `loss`, a rare event that lowers a value. Empty for fewer than
    /// 1/share values, without an interval for fewer than twice as many.
    Estimate lower_tail_mean(double share, const RareEvent& loss = {}) const;

    static void fields(auto& archive, auto& self) {
        archive(self.bins_, self.count_);
    }  ///< see totals_codec.hpp

    friend bool operator==(const TailHistogram&, const TailHistogram&) = default;

  private:
    struct Bin {
        std::uint64_t count = 0;
        ExactSum sum;
        static void fields(auto& archive, auto& self) { archive(self.count, self.sum); }
        friend bool operator==(const Bin&, const Bin&) = default;
    };
    std::map<Fixed, Bin> bins_;  // key: value divided by the width, rounded down
    std::uint64_t count_ = 0;
};

}  // namespace offramp
