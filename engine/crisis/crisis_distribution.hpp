// SPDX-License-Identifier: Apache-2.0
// How a solved crisis goes, as probabilities and expectations: all that can happen is gone through, and
// nothing is drawn.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "engine/crisis/crisis_table.hpp"
#include "engine/trajectory/payoff_part.hpp"

namespace offramp {

/// The probability that a crisis ends in a round (from 0) and in this way.
struct EndOdds {
    int round = 0;
    End end;
    double probability = 0.0;
};

/// What is expected before the types of both sides are known.
struct CrisisDistribution {
    std::vector<EndOdds> ends;                ///< by round; they sum to 1
    std::array<double, kMaxRungs> highest{};  ///< by rung: probability that it is the highest of either side
    double rounds = 0.0;                      ///< that are played
    double harms = 0.0;                       ///< accidents with harm
    PayoffParts paid{};                       ///< with lost cooperation, as in the values of the table

    /// @param counts  (EndOdds) -> whether it counts
    double probability(auto counts) const {
        double sum = 0.0;
        for (const EndOdds& odds : ends) sum += counts(odds) ? odds.probability : 0.0;
        return sum;
    }

    double value(int actor) const;  ///< all that is paid to it
};

/// How finely histories are told apart. Those that come to the same public state with nearly the same beliefs
/// go on as one, at their mean belief.
struct DistributionOptions {
    int belief_cells = 10;  ///< of the probability of a type
    double seldom = 1e-4;   ///< what is less likely goes on as one whatever its beliefs
};

/// The distribution of a crisis that opens in `opening` between sides of the types believed in there, if both
/// play from the table as it was solved: what can be done once and is not tracked can be repeated. Beliefs
/// move by Bayes' rule and strategies are taken between the points of the table's grid, as in play.
CrisisDistribution distribution_of(const CrisisTable& table, const CrisisState& opening,
                                   const DistributionOptions& options = {});

/// A state that a crisis may stand in, with its probability and what led to it, as a number from 0.
struct StateOdds {
    double probability = 0.0;
    CrisisState state;
    int origin = 0;
};

/// By origin, the probability of each rung to be the highest that either side stands on from now on, if the
/// crisis goes on from one of these states, all of one round: not given that it does, so that the sum over
/// the rungs is the probability of the origin's states. The highest rung of the ladder is war.
/// @param origins  how many there are
std::vector<std::array<double, kMaxRungs>> highest_rungs(const CrisisTable& table,
                                                         std::span<const StateOdds> states, int origins,
                                                         const DistributionOptions& options = {});

/// A public state that play comes to, and what is done there before the types are known.
struct StateOfPlay {
    const CrisisState& state;
    double probability = 0.0;  ///< that a crisis comes to it
    const Pair<MoveList>& moves;
    /// Of each actor's moves, given the state; a side may answer a stand that it misreads.
    Pair<std::array<double, kMaxMoves>> chosen{};
};

/// Calls visit for every state that such a crisis comes to, round by round.
void for_each_state(const CrisisTable& table, const CrisisState& opening, const DistributionOptions& options,
                    const std::function<void(const StateOfPlay&)>& visit);

/// The ways in which it can end, whenever it does, in the order of their kinds.
std::vector<EndOdds> ends_in_all(const CrisisDistribution& distribution);

/// Share of the stakes that a crisis is expected to move to an actor.
double share_moved(const CrisisContext& context, const CrisisDistribution& distribution, int actor);

}  // namespace offramp
