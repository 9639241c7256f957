// SPDX-License-Identifier: Apache-2.0
// How a crisis ends when both sides play by their rules: every end with its exact probability.
#pragma once

#include <memory>

#include "engine/agents/decide.hpp"
#include "engine/crisis/inference.hpp"
#include "engine/model/situation.hpp"

namespace offramp {

/// Walks through all that can happen in a crisis that opens in the world of the start.
class EveryEnd {
  public:
    explicit EveryEnd(const Model& model)
        : model_(model),
          tables_(std::make_shared<TableLibrary>(model)),
          situation_(initial_situation(model)),
          decider_(model, tables_) {}
    EveryEnd(const EveryEnd&) = delete;

    /// Calls visit(probability, branch, types) for every end of a crisis, by pair of types; they sum to 1.
    void visit(int incident, int provoker, auto visit) {
        const CrisisSetting setting = setting_of(situation_);
        const CrisisContext context = open_context(model_, incident, provoker, setting);
        decider_.open_crisis(context, setting, situation_.channels_open);
        const Pair<Belief> prior = {model_.actors[0].prior, model_.actors[1].prior};
        const CrisisState opening = opening_state(context, false, prior, situation_.channels_open);
        for (int first = 0; first < model_.actors[0].types; ++first) {
            for (int second = 0; second < model_.actors[1].types; ++second) {
                go_on(context, opening, {first, second}, prior[0][at(first)] * prior[1][at(second)], visit);
            }
        }
    }

    /// Of the tables that play was taken from.
    SolverReport solved() const { return tables_->report().solver; }

  private:
    void go_on(const CrisisContext& c, const CrisisState& state, const Pair<int>& types, double probability,
               auto& visit) {
        Decision decision;
        decider_.decide(c, state, decision);
        const auto chosen = [&](int i, int move) {
            return decision.strategies[at(i)][at(types[at(i)])][at(move)];
        };
        for (int a = 0; a < decision.moves[0].size; ++a) {
            for (int b = 0; b < decision.moves[1].size; ++b) {
                const double p = probability * chosen(0, a) * chosen(1, b);
                if (p < 1e-15) continue;
                const Round round = enter_round(c, state, {decision.moves[0][a], decision.moves[1][b]});
                for_each_branch(c, round, acceptance(c, state, decision, round, types),
                                [&](const Branch& branch) {
                                    const double q = p * branch.probability;
                                    if (branch.end.ending != Ending::kNone) {
                                        visit(q, branch, types);
                                        return;
                                    }
                                    go_on(c, learnt(c, state, decision, round, branch), types, q, visit);
                                });
            }
        }
    }

    Pair<double> acceptance(const CrisisContext& c, const CrisisState& state, const Decision& decision,
                            const Round& round, const Pair<int>& types) {
        Pair<double> accepted{};
        for (int i = 0; i < kActors; ++i) {
            if (round.move[at(i)].channel < 0) continue;
            std::array<double, kMaxTypes> by_type{};
            decider_.weigh(c, state, decision, round, i, by_type);
            accepted[at(i)] = by_type[at(types[at(other(i))])];
        }
        return accepted;
    }

    static CrisisState learnt(const CrisisContext& c, const CrisisState& state, const Decision& decision,
                              const Round& round, const Branch& branch) {
        CrisisState next = branch.next;
        for (int i = 0; i < kActors; ++i) {
            const Observation observed{next.seen[at(i)], branch.refused == i, round.move[at(i)].terms};
            next.belief[at(i)] =
                belief_after(c, state, i, decision.moves[at(i)], decision.strategies[at(i)], observed);
        }
        return next;
    }

    const Model& model_;
    std::shared_ptr<TableLibrary> tables_;
    Situation situation_;
    DecisionMaker decider_;
};

}  // namespace offramp
