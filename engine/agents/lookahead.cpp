// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/lookahead.hpp"

#include <algorithm>

namespace offramp {

FixedPoint Lookahead::quantal_response(const CrisisContext& context, const CrisisState& state, int depth,
                                       Pair<Strategy>& strategies) {
    context_ = &context;
    depth_ = at(depth);
    ahead_ = 1;
    build_stage_game(context, state, *this, games_[0]);
    return offramp::quantal_response(context, state.belief, games_[0], strategies);
}

void Lookahead::level_k(const CrisisContext& context, const CrisisState& state, int actor, int level,
                        Strategy& strategy) {
    context_ = &context;
    depth_ = 1;
    ahead_ = 1;
    StageGame& game = games_[0];
    build_stage_game(context, state, *this, game);
    if (level == 0) {
        const int moves = game.moves[at(actor)].size;
        for (auto& p : strategy) std::fill_n(p.begin(), moves, 1.0 / moves);
        return;
    }
    // Who responds alternates upwards from level 1, so that level k of `actor` comes last.
    int mover = level % 2 == 1 ? actor : other(actor);
    CourseMixture expected = uniform_play(game, other(mover));
    for (int k = 1; k <= level; ++k) {
        logit_response(context, game, mover, expected, strategy);
        expected = expected_courses(*context.model, game, mover, state.belief[at(mover)], strategy);
        mover = other(mover);
    }
}

void Lookahead::going_on(const CrisisContext& context, const CrisisState& next, int depth,
                         TypeValues& value) {
    context_ = &context;
    depth_ = at(depth);
    ahead_ = 1;
    evaluate(next, value);
}

void Lookahead::evaluate(const CrisisState& next, TypeValues& value) {
    const CrisisContext& c = *context_;
    if (ahead_ >= depth_) {
        holding_.evaluate(c, next, value);
        return;
    }
    StageGame& game = games_[ahead_++];
    build_stage_game(c, next, *this, game);
    Pair<Strategy> strategies;
    offramp::quantal_response(c, next.belief, game, strategies);
    expected_payoffs(c, next.belief, game, strategies, value);
    --ahead_;
}

}  // namespace offramp
