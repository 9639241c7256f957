// SPDX-License-Identifier: Apache-2.0
// Decision rules that look a few rounds ahead and suppose that after these both sides hold.
#pragma once

#include <vector>

#include "engine/agents/holding.hpp"
#include "engine/crisis/quantal_response.hpp"

namespace offramp {

/// Looks `depth` rounds ahead: the stage games in between are solved for their quantal responses at the
/// present beliefs, as if nobody misread the other's stand; beyond them both hold (Holding). Holds a stage
/// game for each round of depth; reuse it.
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

    /// What going on from `next` is worth with `depth` - 1 further rounds worked out.
    void going_on(const CrisisContext& context, const CrisisState& next, int depth, TypeValues& value);

    /// The stage game built last by one of the above.
    const StageGame& game() const { return games_[0]; }

  private:
    void evaluate(const CrisisState& next, TypeValues& value) override;

    std::vector<StageGame> games_;  // by rounds already looked ahead
    Holding holding_;
    const CrisisContext* context_ = nullptr;
    std::size_t ahead_ = 0;
    std::size_t depth_ = 1;
};

}  // namespace offramp
