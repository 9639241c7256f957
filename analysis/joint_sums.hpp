// SPDX-License-Identifier: Apache-2.0
// Exact sums of a vector over campaigns, and of the products of every two of its entries.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/exact_sum.hpp"
#include "engine/base/error.hpp"

namespace offramp {

/// Associative and commutative to the last bit; its memory does not grow with the number of vectors.
class JointSums {
  public:
    explicit JointSums(std::size_t size) : sums_(size), products_(size * (size + 1) / 2) {}

    void add(std::span<const Fixed> values) {
        ensure(values.size() == sums_.size(), "summed vectors have the same length");
        std::size_t pair = 0;
        for (std::size_t a = 0; a < values.size(); ++a) {
            sums_[a].add(values[a]);
            for (std::size_t b = 0; b <= a; ++b, ++pair) products_[pair].add(values[a], values[b]);
        }
    }

    void merge(const JointSums& other) {
        ensure(sums_.size() == other.sums_.size(), "merged sums have the same length");
        for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i].merge(other.sums_[i]);
        for (std::size_t i = 0; i < products_.size(); ++i) products_[i].merge(other.products_[i]);
    }

    std::size_t size() const { return sums_.size(); }
    long double sum(std::size_t a) const { return sums_.at(a).value(); }
    long double product(std::size_t a, std::size_t b) const {
        return products_.at(a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a).value();
    }

    friend bool operator==(const JointSums&, const JointSums&) = default;

  private:
    std::vector<ExactSum> sums_;
    std::vector<ExactProductSum> products_;  // of each unordered pair: the lower triangle, row by row
};

}  // namespace offramp
