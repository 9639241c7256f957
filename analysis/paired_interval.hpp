// SPDX-License-Identifier: Apache-2.0
// Intervals for the difference of two numbers that were measured on the same campaigns.
#pragma once

#include <cstdint>
#include <span>

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

/// The value that the largest of several |z| stays below with probability 95 %, for standard normal z with
/// the given correlations (m x m, row by row): by simulation with fixed random numbers, and never above the
/// Bonferroni bound. 1.96 where m is at most 1.
double largest_of_normals_95(std::span<const double> correlations, std::size_t m);

/// Two-sided critical value of the standard normal at 5 % shared among m (>= 1) intervals.
double bonferroni_95(std::size_t m);

}  // namespace offramp
