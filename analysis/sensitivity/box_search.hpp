// SPDX-License-Identifier: Apache-2.0
// A box of which every limit counts, and how far chance can be behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "analysis/sensitivity/box.hpp"
#include "analysis/sensitivity/prim.hpp"

namespace offramp {

struct BoxSearch {
    double least_density = 0.8;      ///< wanted of a box, where one is that dense
    double accidental_above = 0.05;  ///< every limit has a quasi-p-value of at most this
    PrimOptions prim = {};
};

/// The best box among those that the steps of peeling and pasting, and a way by the single limit that tells
/// most, lead to: from each, the least significant limit is dropped and those that remain are fitted again,
/// until all are significant. Better is a box of the density that was asked for, of two such that with more
/// coverage; otherwise that of the higher likelihood ratio. Nothing where no box with significant limits is
/// denser than all points are: that this search found none, not that there is none.
std::optional<Box> significant_box(const Labelled& labelled, const BoxSearch& search);

/// What the search finds where there is nothing to find, and whether it finds the same again.
struct BoxTrials {
    /// How often the search comes to as high a likelihood ratio in futures whose labels were dealt out anew
    /// at random, the box itself counted as one: a permutation test of the whole search (Besag, Clifford
    /// 1991).
    double chance = 1.0;
    std::size_t shuffles = 0;  ///< made; fewer than allowed where it was plain soon that chance does as well
    /// By limit, as in sides(): in how many subsamples the box found has a limit there as well (Bryant,
    /// Lempert 2010).
    std::vector<double> found_again;
    std::size_t subsamples = 0;  ///< of two thirds of the points, without replacement
};

/// Told how many of how many trials of a box are made.
using TrialProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// How many of each are made follows from the size of the table: 199 and 100, fewer of many points, at least
/// 39 and 20.
BoxTrials box_trials(const Labelled& labelled, const Box& box, const BoxSearch& search,
                     const TrialProgress& progress = {}, std::uint64_t seed = 20210501);

}  // namespace offramp
