// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/lookahead.hpp"

#include <algorithm>

namespace offramp {

namespace {

// leaf_value() of every type of an actor.
void leaf_values(const CrisisContext& c, const CrisisState& state, int actor,
                 std::array<double, kMaxTypes>& value) {
    const CrisisModel& rules = c.model->crisis;
    const IncidentModel& n = *c.incident;
    const ActorModel& self = c.model->actors[at(actor)];
    const int own = state.rungs[at(actor)];
    const int rival = state.rungs[at(other(actor))];
    const double war = rules.leaf_war[at(std::max(own, rival))];
    const double peace = rules.leaf_share[at(own - rival + c.model->war_rung)] * n.stakes[at(actor)] +
                         c.calm_bonus[at(actor)] - n.leaf_cost[at(actor)][at(own)];
    for (int type = 0; type < self.types; ++type) {
        const double war_payoff = rules.written.war_share * n.stakes[at(actor)] - self.war_cost[at(type)];
        value[at(type)] = peace + war * (war_payoff - peace);
    }
}

}  // namespace

double leaf_value(const CrisisContext& c, const CrisisState& state, int actor, int type) {
    std::array<double, kMaxTypes> value;
    leaf_values(c, state, actor, value);
    return value[at(type)];
}

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

void Lookahead::evaluate(const CrisisState& next, TypeValues& value) {
    const CrisisContext& c = *context_;
    if (ahead_ >= depth_) {
        for (int i = 0; i < kActors; ++i) leaf_values(c, next, i, value[at(i)]);
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
