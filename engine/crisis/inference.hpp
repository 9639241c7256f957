// SPDX-License-Identifier: Apache-2.0
// What a side learns about the other's type from what it does.
#pragma once

#include "engine/crisis/quantal_response.hpp"

namespace offramp {

/// What is known of a move: the rung as which its signal was read, and where there was a talk, its terms.
struct Observation {
    int seen = 0;
    bool talk = false;
    double terms = 0.0;
};

/// Bayes' rule: the belief about an actor's type after an observation of its move, made at `state`, if every
/// type moves by its strategy.
Belief belief_after(const CrisisContext& context, const CrisisState& state, int actor, const MoveList& moves,
                    const Strategy& strategy, const Observation& observation);

/// What can come to be believed about an actor's type, by how the signal of its move is read.
struct LearntBeliefs {
    int size = 0;
    std::array<double, 3> probability{};
    std::array<Belief, 3> belief{};

    void add(double p, const Belief& learnt) {
        probability[at(size)] = p;
        belief[at(size++)] = learnt;
    }
};

}  // namespace offramp
