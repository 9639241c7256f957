// SPDX-License-Identifier: Apache-2.0
// Multilevel splitting on the highest rung: probabilities far below what plain campaigns would ever show.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "engine/crisis/table_library.hpp"
#include "engine/model/model.hpp"

namespace offramp {

struct SplittingOptions {
    std::uint64_t seed = 0;
    int effort = 500;              ///< campaigns that are started at each level, in every replication; >= 1
    int replications = 20;         ///< independent repetitions of the whole; >= 2
    std::vector<int> levels = {};  ///< rungs, rising, the last of them war; empty: chosen in a trial
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(int done)> progress = {};  ///< after each replication, never twice at once
    TableStore tables = {};                       ///< where solved crises are kept
};

/// What one repetition came to.
struct SplittingReplication {
    std::vector<double> probability;  ///< by rung k, from 0: that the highest rung is at least k
    std::vector<double> passed;  ///< by level: share of the campaigns started there that came to the next
    std::uint64_t steps = 0;     ///< events that were simulated
};

struct SplittingRun {
    int effort = 0;
    std::vector<int> levels;
    std::vector<SplittingReplication> replications;
    double steps_of_campaign = 0.0;  ///< mean events of a plain campaign, from a sample of them
    bool complete = false;           ///< false: cancelled; the replications are those that were finished
};

/// Fixed-effort splitting (Garvels 2000; Cérou, Guyader 2007). Level by level, `effort` campaigns go on from
/// the states in which the level below was first reached, each such state taken equally often up to one, with
/// fresh draws, until they reach the level or end. The product of the shares that do is an unbiased estimate
/// of the probability of every level, and, with the shares that get to rungs in between, of every rung.
/// Campaigns that jump over levels count for each. A replication is a function of the model, the seed, its
/// number, `effort` and the levels, and holds up to 2 * `effort` paused campaigns of some kilobytes.
SplittingRun split_campaigns(const Model& model, const SplittingOptions& options);

}  // namespace offramp
