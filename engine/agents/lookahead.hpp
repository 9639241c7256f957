// SPDX-License-Identifier: Apache-2.0
// Decision rules that look a few rounds ahead and judge by rule of thumb what lies beyond.
#pragma once

#include <vector>

#include "engine/crisis/quantal_response.hpp"

namespace offramp {

/// What standing on the rungs of `state` is judged to be worth to an actor of a type when nothing further is
/// worked out: a share of the stakes that grows with the lead on the ladder, less the audience cost of
/// climbing down one day (softened as in an off-ramp), less one more round's flow cost; or war, with a judged
/// probability that grows with the square of the higher rung (leaf_war_risk at the top).
double leaf_value(const CrisisContext& context, const CrisisState& state, int actor, int type);

/// Looks `depth` rounds ahead: the stage games in between are solved for their quantal responses at the
/// present beliefs. Holds a stage game for each round of depth; reuse it.
class Lookahead final : private Continuation {
  public:
    explicit Lookahead(int deepest) : games_(static_cast<std::size_t>(deepest)) {}

    /// Quantal response equilibrium of the round at `state` with `depth` >= 1 rounds worked out.
    FixedPoint quantal_response(const CrisisContext& context, const CrisisState& state, int depth,
                                Pair<Strategy>& strategies);

    /// Level-k (Stahl, Wilson 1995; Nagel 1995) with logit errors: level 0 plays uniformly, level k responds
    /// to level k - 1; one round is worked out.
    void level_k(const CrisisContext& context, const CrisisState& state, int actor, int level,
                 Strategy& strategy);

    /// The stage game built last by one of the above.
    const StageGame& game() const { return games_[0]; }

  private:
    void evaluate(const CrisisState& next, TypeValues& value) override;

    std::vector<StageGame> games_;  // by rounds already looked ahead
    const CrisisContext* context_ = nullptr;
    std::size_t ahead_ = 0;
    std::size_t depth_ = 1;
};

}  // namespace offramp
