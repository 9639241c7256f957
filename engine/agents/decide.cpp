#include "engine/agents/decide.hpp"

#include <algorithm>

#include "engine/agents/doctrine.hpp"
#include "engine/base/error.hpp"

namespace offramp {

namespace {

int deepest(const Model& m) {
    int depth = 1;
    for (const ActorModel& actor : m.actors) {
        if (actor.rule == DecisionRule::kLookahead) depth = std::max(depth, actor.depth);
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

void all_types(Strategy& strategy, int types, const std::array<double, kMaxActions>& p) {
    for (int type = 0; type < types; ++type) strategy[at(type)] = p;
}

// Weights of the scenario, renormalised over the moves that are open.
void mixed(const ActorModel& actor, const MoveList& moves, int rung, Strategy& strategy) {
    std::array<double, kMaxActions> p{};
    double sum = 0.0;
    for (int a = 0; a < moves.size; ++a) sum += p[at(a)] = actor.mix[at(moves[a].action)];
    if (sum > 0.0) {
        for (int a = 0; a < moves.size; ++a) p[at(a)] /= sum;
    } else {
        p[at(holding_move(moves, rung))] = 1.0;
    }
    all_types(strategy, actor.types, p);
}

// The scripted action of the round; holds where it is not open, and after the script.
void scripted(const ActorModel& actor, const MoveList& moves, const CrisisState& s, int rung,
              Strategy& strategy) {
    std::array<double, kMaxActions> p{};
    int chosen = -1;
    if (at(s.round) < actor.script.size()) {
        for (int a = 0; a < moves.size; ++a) {
            if (moves[a].action == actor.script[at(s.round)]) chosen = a;
        }
    }
    p[at(chosen >= 0 ? chosen : holding_move(moves, rung))] = 1.0;
    all_types(strategy, actor.types, p);
}

}  // namespace

DecisionMaker::DecisionMaker(const Model& m, std::shared_ptr<TableLibrary> tables)
    : lookahead_(deepest(m)),
      tables_(std::move(tables)),
      shared_(m.actors[0].rule == DecisionRule::kLookahead && m.actors[1].rule == DecisionRule::kLookahead &&
              m.actors[0].depth == m.actors[1].depth),
      both_from_table_(m.actors[0].rule == DecisionRule::kEquilibrium &&
                       m.actors[1].rule == DecisionRule::kEquilibrium) {
    if (needs_tables(m) && !tables_) throw InternalError("equilibrium agents without solved crises");
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
    decision.residual = 0.0;
    if (shared_) {
        decision.residual =
            lookahead_.quantal_response(c, s, c.model->actors[0].depth, decision.strategies).residual;
        decision.moves = lookahead_.game().moves;
    } else if (both_from_table_) {
        table_->strategies(c, s, decision.moves, decision.strategies);
        decision.residual = table_->report.residual;
    } else {
        for (int i = 0; i < kActors; ++i) list_moves(c, s, i, decision.moves[at(i)]);
        for (int i = 0; i < kActors; ++i) follow_rule(c, s, i, decision);
    }
    for (int i = 0; i < kActors; ++i) {
        add_tremble(c.model->actors[at(i)], decision.moves[at(i)].size, decision.strategies[at(i)]);
    }
}

void DecisionMaker::follow_rule(const CrisisContext& c, const CrisisState& s, int i, Decision& decision) {
    const ActorModel& actor = c.model->actors[at(i)];
    const MoveList& moves = decision.moves[at(i)];
    Strategy& strategy = decision.strategies[at(i)];
    switch (actor.rule) {
        case DecisionRule::kLookahead: {
            // The rival is modelled as looking as far ahead, whatever rule it follows.
            Pair<Strategy> both;
            const FixedPoint fixed = lookahead_.quantal_response(c, s, actor.depth, both);
            strategy = both[at(i)];
            decision.residual = std::max(decision.residual, fixed.residual);
            return;
        }
        case DecisionRule::kEquilibrium: {
            // The rival is taken to follow the equilibrium too, whatever rule it follows.
            Pair<MoveList> both_moves;
            Pair<Strategy> both;
            table_->strategies(c, s, both_moves, both);
            strategy = both[at(i)];
            decision.residual = std::max(decision.residual, table_->report.residual);
            return;
        }
        case DecisionRule::kLevelK:
            lookahead_.level_k(c, s, i, actor.level, strategy);
            return;
        case DecisionRule::kDoctrine:
            doctrine_strategy(c, s, i, moves, strategy);
            return;
        case DecisionRule::kMixed:
            mixed(actor, moves, s.rungs[at(i)], strategy);
            return;
        case DecisionRule::kScripted:
            scripted(actor, moves, s, s.rungs[at(i)], strategy);
            return;
    }
    throw InternalError("decision rule without an implementation");
}

}  // namespace offramp
