// SPDX-License-Identifier: Apache-2.0
// Intervals for the difference of two numbers that were measured on the same campaigns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/interval.hpp"

namespace offramp {

/// Campaigns by what happened in them under a policy and under its baseline.
struct DiscordantPairs {
    std::uint64_t policy_only = 0;
    std::uint64_t baseline_only = 0;
    std::uint64_t campaigns = 0;
};

/// The difference of two paired proportions, policy minus baseline, with Tango's score interval (Tango 1998,
/// Statistics in Medicine 17, 891): the counterpart of Wilson's, with positive width where no pair is
/// discordant. `z`: the critical value (> 0).
Estimate paired_proportions(const DiscordantPairs& pairs, double z = kNormal975);

/// Of standard normals with each other.
class Correlations {
  public:
    explicit Correlations(std::size_t size) : size_(size), values_(size * size) {
        for (std::size_t a = 0; a < size; ++a) set(a, a, 1.0);
    }
    std::size_t size() const { return size_; }
    double operator()(std::size_t a, std::size_t b) const { return values_[a * size_ + b]; }
    void set(std::size_t a, std::size_t b, double value) {
        values_[a * size_ + b] = values_[b * size_ + a] = value;
    }

  private:
    std::size_t size_;
    std::vector<double> values_;
};

/// The value that the largest of several |z| stays below with probability 95 %, for standard normal z of
/// groups with the given correlations, and independent from group to group: by simulation with fixed random
/// numbers, and never above the Bonferroni bound. 1.96 where there is at most one. Where groups do depend on
/// each other, the probability is no smaller (Royen 2014, the Gaussian correlation inequality).
double largest_of_normals_95(std::span<const Correlations> groups);

/// Two-sided critical value of the standard normal at 5 % shared among m (>= 1) intervals.
double bonferroni_95(std::size_t m);

}  // namespace offramp
