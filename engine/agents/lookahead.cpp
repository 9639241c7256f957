#include "engine/agents/lookahead.hpp"

#include <algorithm>

namespace offramp {

double leaf_value(const CrisisContext& c, const CrisisState& state, int actor, int type) {
    const CrisisModel& rules = c.model->crisis;
    const IncidentModel& n = *c.incident;
    const int own = state.rungs[at(actor)];
    const int lead = own - state.rungs[at(other(actor))];
    const double stakes = n.stakes[at(actor)];
    const double gain = (rules.victory_share - rules.stalemate_share) / std::max(1, rules.calm_rung);
    const double share =
        std::clamp(rules.stalemate_share + gain * lead, rules.defeat_share, rules.victory_share);
    const double height = static_cast<double>(std::max(state.rungs[0], state.rungs[1])) /
                          static_cast<double>(c.model->war_rung);
    const double war = rules.leaf_war_risk * height * height;
    const double war_payoff = ending_payoff(c, Ending::kWarByAccident, -1, actor, type, own);
    const double peace_payoff = share * stakes + c.calm_bonus[at(actor)] -
                                (1.0 - rules.face_saving) * n.climb_down[at(actor)][at(own)] -
                                n.flow_cost[at(actor)][at(own)];
    return war * war_payoff + (1.0 - war) * peace_payoff;
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
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < c.model->actors[at(i)].types; ++type) {
                value[at(i)][at(type)] = leaf_value(c, next, i, type);
            }
        }
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
