// SPDX-License-Identifier: Apache-2.0
// The crisis game solved by backward induction.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "engine/crisis/crisis_table.hpp"

namespace offramp {

/// How finely a crisis is solved: what of the options changes the result.
struct SolverAccuracy {
    /// Of the grid of beliefs: with two types 10 make 11 points for each actor. 0: beliefs stay at the prior.
    int subdivisions = 10;
    int harms = 1;  ///< counted as part of the state; more make no difference (see ConfigurationSpace)
    int configurations = 16;  ///< at most, before what can be taken once is no longer tracked
    double tolerance = 1e-6;  ///< on the difference of a strategy from the response to it
};

/// A crisis solved whole, and where its play comes to (reach_of()).
struct WholeCrisis {
    const CrisisTable* table = nullptr;
    std::vector<float> reach;
    float reached = 0.0F;  ///< states that play comes to as often are solved in other crises of the kind
};

struct SolverOptions : SolverAccuracy {
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(int done, int rounds)> progress = {};  ///< after each round, from the calling thread
};

/// Markov quantal response equilibrium (McKelvey, Palfrey 1998) of a crisis: strategies that depend on the
/// type and on the public state (round, rungs, configuration, beliefs), found from the last round back. In
/// each state both sides respond by logit at their rationality to each other's expected play, knowing how
/// what is seen of a move, perhaps misperceived, will change the belief about whoever made it, and what the
/// next round is worth then, by linear interpolation between belief points. Where a state has several
/// equilibria the one is taken that iterating from the strategies of the round after it leads to; those of
/// the last round start from the neighbouring beliefs', the first from uniform play.
///
/// The result does not depend on the number of threads. Null when cancelled. `context.model` must outlive it.
///
/// @param whole  another crisis of this kind, solved whole: then only states are solved that play from it
///               comes to, and what lies beyond them is worth, and played, as there; it must outlive the
///               table
std::unique_ptr<CrisisTable> solve_crisis(const CrisisContext& context, std::uint32_t channels_open,
                                          const SolverOptions& options, const WholeCrisis* whole = nullptr);

}  // namespace offramp
