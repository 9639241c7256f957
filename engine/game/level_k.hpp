// SPDX-License-Identifier: Apache-2.0
// Bounded depth of reasoning: level-k (Nagel 1995; Stahl, Wilson 1995) and the cognitive hierarchy (Camerer,
// Ho, Chong 2004).
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

/// What a player of level k >= 1 believes about the levels 0 ... k - 1 of the others: all are one level
/// below.
std::vector<double> level_k_belief(int k);

/// The same in a cognitive hierarchy: levels are Poisson distributed with mean tau > 0, cut off below k.
std::vector<double> hierarchy_belief(double tau, int k);

/// Play of levels 0 ... `highest`, when each level responds to what it believes about the lower ones.
/// @param belief   (k) -> weights of levels 0 ... k - 1
/// @param respond  (plays of levels 0 ... k - 1, their weights) -> play of level k
template <class Play, class Belief, class Respond>
std::vector<Play> climb_levels(Play level0, int highest, const Belief& belief, const Respond& respond) {
    std::vector<Play> plays{std::move(level0)};
    for (int k = 1; k <= highest; ++k) {
        Play next = respond(plays, belief(k));
        plays.push_back(std::move(next));
    }
    return plays;
}

/// Profiles of levels 0 ... `highest`: in profile k every player is of level k. Level 0 plays `level0`
/// (empty: uniformly); best responses that tie are played equally often.
std::vector<MixedProfile> level_k(const NormalForm& game, int highest, const MixedProfile& level0 = {});

struct CognitiveHierarchy {
    std::vector<MixedProfile> levels;  ///< profiles of levels 0 ... highest
    MixedProfile aggregate;            ///< averaged over Poisson levels up to the highest
};

CognitiveHierarchy cognitive_hierarchy(const NormalForm& game, double tau, int highest,
                                       const MixedProfile& level0 = {});

}  // namespace offramp
