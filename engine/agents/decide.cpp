// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/decide.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <variant>

#include "engine/agents/doctrine.hpp"
#include "engine/base/error.hpp"

namespace offramp {

namespace {

int deepest(const Model& m) {
    int depth = 1;
    for (const ActorModel& actor : m.actors) {
        if (const auto* rule = std::get_if<LookaheadRule>(&actor.rule)) depth = std::max(depth, rule->depth);
    }
    return depth;
}

// A trembling hand: with probability `tremble` any move, uniformly.
void add_tremble(const ActorModel& actor, int moves, Strategy& strategy) {
    if (actor.tremble <= 0.0) return;
    for (int type = 0; type < actor.types; ++type) {
        for (int a = 0; a < moves; ++a) {
            double& p = strategy[at(type)][at(a)];
            p = (1.0 - actor.tremble) * p + actor.tremble / moves;
        }
    }
}

// Whatever the rule and the numbers that it was given: nothing is drawn from what is no distribution.
void require_distribution(const ActorModel& actor, const CrisisState& s, int moves,
                          const Strategy& strategy) {
    for (int type = 0; type < actor.types; ++type) {
        const auto p = std::span(strategy[at(type)]).first(at(moves));
        const double sum = std::accumulate(p.begin(), p.end(), 0.0);
        const bool is_one = std::abs(sum - 1.0) <= 1e-5 && *std::min_element(p.begin(), p.end()) >= 0.0;
        if (is_one) continue;
        throw RuntimeFailure("a strategy in round " + std::to_string(s.round) +
                             " of a crisis is no probability distribution: its numbers left their range");
    }
}

void all_types(Strategy& strategy, int types, const std::array<double, kMaxMoves>& p) {
    for (int type = 0; type < types; ++type) strategy[at(type)] = p;
}

// What a rule decides by, and where its decision goes.
struct DecisionPoint {
    Lookahead& lookahead;
    const CrisisTable* table;
    const CrisisContext& context;
    const CrisisState& state;
    Decision& decision;
};

// Rules of the two sides of which one solution serves both; false where there is none.
struct BothSides : DecisionPoint {
    bool operator()(const LookaheadRule& first, const LookaheadRule& second) const {
        if (first.depth != second.depth) return false;
        decision.residual =
            lookahead.quantal_response(context, state, first.depth, decision.strategies).residual;
        decision.moves = lookahead.game().moves;
        return true;
    }

    bool operator()(const EquilibriumRule&, const EquilibriumRule&) const {
        table->strategies(context, state, decision.moves, decision.strategies);
        decision.residual = table->report.residual;
        return true;
    }

    bool operator()(const auto&, const auto&) const { return false; }
};

// What each rule means for one side, whatever rule its rival follows.
struct OneSide : DecisionPoint {
    int i;
    const ActorModel& actor = context.model->actors[at(i)];
    const MoveList& moves = decision.moves[at(i)];
    Strategy& strategy = decision.strategies[at(i)];

    // The rival is modelled as looking as far ahead.
    void operator()(const LookaheadRule& rule) const {
        Pair<Strategy> both;
        const FixedPoint fixed = lookahead.quantal_response(context, state, rule.depth, both);
        strategy = both[at(i)];
        decision.residual = std::max(decision.residual, fixed.residual);
    }

    // The rival is taken to follow the equilibrium too.
    void operator()(const EquilibriumRule&) const {
        Pair<MoveList> both_moves;
        Pair<Strategy> both;
        table->strategies(context, state, both_moves, both);
        strategy = both[at(i)];
        decision.residual = std::max(decision.residual, table->report.residual);
    }

    void operator()(const LevelKRule& rule) const {
        lookahead.level_k(context, state, i, rule.level, strategy);
    }

    void operator()(const DoctrineRule& rule) const {
        doctrine_strategy(rule, context, state, i, moves, strategy);
    }

    // Odds of the scenario, renormalised over the moves that are open; a call's are shared by its terms.
    void operator()(const MixedModel& rule) const {
        std::array<double, kMaxMoves> p{};
        double sum = 0.0;
        for (int a = 0; a < moves.size; ++a) {
            const int action = moves[a].action;
            const std::size_t ways =
                moves[a].channel < 0 ? 1 : context.model->actions[at(action)].terms.size();
            sum += p[at(a)] = rule.odds[at(action)] / static_cast<double>(ways);
        }
        if (sum > 0.0) {
            for (int a = 0; a < moves.size; ++a) p[at(a)] /= sum;
        } else {
            p[at(holding_move(moves, state.rungs[at(i)]))] = 1.0;
        }
        all_types(strategy, actor.types, p);
    }

    // The scripted action of the round, a call with the terms that move least; holds where it is not open,
    // and after the script.
    void operator()(const ScriptedModel& rule) const {
        std::array<double, kMaxMoves> p{};
        int chosen = -1;
        if (at(state.round) < rule.script.size()) {
            for (int a = 0; a < moves.size; ++a) {
                if (moves[a].action != rule.script[at(state.round)]) continue;
                if (chosen < 0 || std::abs(moves[a].terms) < std::abs(moves[chosen].terms)) chosen = a;
            }
        }
        p[at(chosen >= 0 ? chosen : holding_move(moves, state.rungs[at(i)]))] = 1.0;
        all_types(strategy, actor.types, p);
    }
};

}  // namespace

DecisionMaker::DecisionMaker(const Model& m, std::shared_ptr<TableLibrary> tables)
    : lookahead_(deepest(m)), tables_(std::move(tables)) {
    if (plays_from_tables(m) && !tables_)
        throw InternalError("agents without the solved crises they play from");
}

ContextKey DecisionMaker::open_crisis(const CrisisContext& c, const CrisisSetting& setting,
                                      std::uint32_t channels_open) {
    if (!tables_) return {};
    const ContextKey key = tables_->key(c.incident_index, c.provoker, setting, channels_open);
    resume_crisis(key);
    return key;
}

void DecisionMaker::resume_crisis(const ContextKey& key) {
    if (!tables_) return;
    const auto [place, is_new] = known_.try_emplace(key, nullptr);
    if (is_new) place->second = &tables_->find(key);
    table_ = place->second;
}

void DecisionMaker::decide(const CrisisContext& c, const CrisisState& s, Decision& decision) {
    const Pair<ActorModel>& actors = c.model->actors;
    const DecisionPoint point{lookahead_, table_, c, s, decision};
    decision.residual = 0.0;
    if (!std::visit(BothSides{point}, actors[0].rule, actors[1].rule)) {
        for (int i = 0; i < kActors; ++i) list_moves(c, s, i, decision.moves[at(i)]);
        for (int i = 0; i < kActors; ++i) std::visit(OneSide{point, i}, actors[at(i)].rule);
    }
    for (int i = 0; i < kActors; ++i) {
        const int moves = decision.moves[at(i)].size;
        add_tremble(actors[at(i)], moves, decision.strategies[at(i)]);
        require_distribution(actors[at(i)], s, moves, decision.strategies[at(i)]);
    }
}

void DecisionMaker::misread(const CrisisContext& c, const CrisisState& s, int actor, Strategy& strategy) {
    Decision imagined;
    decide(c, offramp::misread(c, s, actor), imagined);
    strategy = imagined.strategies[at(actor)];
}

// How far ahead an actor looks that weighs terms; a rule that does not look ahead takes one round.
int DecisionMaker::depth_of(const Model& m, int actor) const {
    const auto* rule = std::get_if<LookaheadRule>(&m.actors[at(actor)].rule);
    return rule != nullptr ? rule->depth : 1;
}

void DecisionMaker::weigh(const CrisisContext& c, const CrisisState& s, const Decision& decision,
                          const Round& round, int caller, AcceptanceByType& accepted) {
    const Model& m = *c.model;
    const int called = other(caller);
    if (std::holds_alternative<EquilibriumRule>(m.actors[at(called)].rule)) {
        accepted = acceptance(*table_, c, s, decision.moves, decision.strategies, round, caller);
    } else {
        accepted = acceptance(c, round, caller, [&](const CrisisState& next, auto add) {
            TypeValues later;
            lookahead_.going_on(c, next, depth_of(m, called), later);
            add(1.0, later);
        });
    }
}

}  // namespace offramp
