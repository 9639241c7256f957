// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_tree.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "engine/base/error.hpp"

namespace offramp {

namespace {

constexpr double kUnit = 1e12;

class Writer {
  public:
    Writer(const CrisisContext& context, int rounds, std::size_t most_nodes)
        : incident_(*context.incident), c_(context), most_(most_nodes) {
        incident_.rounds = std::min(rounds, incident_.rounds);
        c_.incident = &incident_;
    }

    ExtensiveForm write(const CrisisState& opening) {
        const Model& m = *c_.model;
        g_.title = fmt::format("{}: {}, {} of its rounds", m.scenario_name,
                               m.names.incidents[at(c_.incident_index)], incident_.rounds);
        for (const std::string& name : m.names.actors) g_.players.push_back(name);
        InformationSet types{kChance, 1, "types", {}, {}};
        std::vector<Pair<int>> pairs;
        std::vector<double> chances;
        for (int t0 = 0; t0 < m.actors[0].types; ++t0) {
            for (int t1 = 0; t1 < m.actors[1].types; ++t1) {
                const double p = opening.belief[0][at(t0)] * opening.belief[1][at(t1)];
                if (p <= 0.0) continue;
                pairs.push_back({t0, t1});
                chances.push_back(p);
                types.actions.push_back(fmt::format("type {} and type {}", t0 + 1, t1 + 1));
            }
        }
        types.probabilities = exact(chances);
        chance_sets_ = 1;
        g_.information_sets.push_back(std::move(types));
        const int root = add_node(kNone, kNone, 0);
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            const Pair<std::string> seen = {fmt::format("type {}", pairs[k][0] + 1),
                                            fmt::format("type {}", pairs[k][1] + 1)};
            play(root, static_cast<int>(k), opening, pairs[k], seen, {});
        }
        return std::move(g_);
    }

  private:
    // Rounded so that they add up to exactly 1.
    static std::vector<Rational> exact(const std::vector<double>& chances) {
        std::vector<Rational> result;
        Rational rest = 1;
        std::size_t largest = 0;
        for (std::size_t k = 0; k < chances.size(); ++k) {
            if (chances[k] > chances[largest]) largest = k;
            result.emplace_back(static_cast<long long>(std::llround(chances[k] * kUnit)),
                                static_cast<long long>(kUnit));
            rest -= result.back();
        }
        result[largest] += rest;
        return result;
    }

    int add_node(int parent, int action, int information_set) {
        if (g_.nodes.size() >= most_) {
            throw InputError(Diagnostic{
                {},
                fmt::format("the tree of {} rounds has more than {} nodes", incident_.rounds, most_),
                "write fewer rounds, or take an incident with fewer actions"});
        }
        TreeNode node;
        node.parent = parent;
        node.action = action;
        node.information_set = information_set;
        const int index = static_cast<int>(g_.nodes.size());
        g_.nodes.push_back(std::move(node));
        if (parent != kNone) g_.nodes[at(parent)].children.push_back(index);
        return index;
    }

    int information_set(int player, const std::string& seen, const MoveList& moves) {
        const auto [place, is_new] =
            known_.try_emplace({player, seen}, static_cast<int>(g_.information_sets.size()));
        if (is_new) {
            InformationSet set{player, ++sets_[at(player)], seen, {}, {}};
            for (int k = 0; k < moves.size; ++k) set.actions.push_back(name_of(moves[k]));
            g_.information_sets.push_back(std::move(set));
        }
        return place->second;
    }

    void end(int node, const Pair<double>& payoff) {
        TreeOutcome outcome;
        outcome.number = static_cast<int>(g_.outcomes.size()) + 1;
        for (const double x : payoff) outcome.payoffs.push_back(to_rational(x));
        g_.nodes[at(node)].outcome = static_cast<int>(g_.outcomes.size());
        g_.outcomes.push_back(std::move(outcome));
    }

    // `seen`: what each side knows. `paid`: payoffs of the rounds before.
    void play(int parent, int action, const CrisisState& s, const Pair<int>& types,
              const Pair<std::string>& seen, const Pair<double>& paid) {
        Pair<MoveList> moves;
        for (int i = 0; i < kActors; ++i) list_moves(c_, s, i, moves[at(i)]);
        const int first = add_node(parent, action, information_set(0, seen[0], moves[0]));
        for (int a = 0; a < moves[0].size; ++a) {
            const int second = add_node(first, a, information_set(1, seen[1], moves[1]));
            for (int b = 0; b < moves[1].size; ++b)
                decide(second, b, s, {moves[0][a], moves[1][b]}, types, seen, paid);
        }
    }

    // `seen` by both once they have moved, and what they have paid.
    struct Moved {
        Round round;
        Pair<int> types;
        Pair<std::string> seen;
        Pair<double> paid;
    };

    void decide(int parent, int action, const CrisisState& s, const Pair<Move>& move, const Pair<int>& types,
                const Pair<std::string>& seen, const Pair<double>& paid) {
        Moved moved{enter_round(c_, s, move), types, seen, paid};
        for (int i = 0; i < kActors; ++i) {
            const StandingCost standing = standing_cost(c_, moved.round.after.rungs, moved.round.persists, i);
            moved.paid[at(i)] -= cost_of(c_, move[at(i)], i, types[at(i)]) + standing.total();
            moved.seen[at(i)] += "; " + name_of(move[at(i)]);
        }
        const Pair<double> talk = talk_probabilities(c_, moved.round);
        if (talk[0] + talk[1] <= 0.0) {
            go_on(parent, action, moved, -1);
            return;
        }
        std::vector<int> callers;
        std::vector<double> chances;
        InformationSet set{kChance, ++chance_sets_, "", {}, {}};
        for (const int caller : {-1, 0, 1}) {
            const double p = caller < 0 ? 1.0 - talk[0] - talk[1] : talk[at(caller)];
            if (p <= 0.0) continue;
            callers.push_back(caller);
            chances.push_back(p);
            set.actions.push_back(caller < 0 ? "no talk"
                                             : fmt::format("talk of {}", c_.model->names.actors[at(caller)]));
        }
        const int node = chance(parent, action, std::move(set), chances);
        for (std::size_t k = 0; k < callers.size(); ++k) {
            if (callers[k] < 0) {
                go_on(node, static_cast<int>(k), moved, -1);
            } else {
                answer(node, static_cast<int>(k), moved, callers[k]);
            }
        }
    }

    // The side called hears the terms, knows how both have moved, and accepts or goes on.
    void answer(int parent, int action, const Moved& moved, int caller) {
        const int called = other(caller);
        const std::string heard =
            fmt::format("{}; hears {} with {}", moved.seen[at(called)],
                        c_.model->names.actions[at(moved.round.move[at(caller)].action)],
                        moved.round.move[at(caller)].terms);
        const auto [place, is_new] =
            known_.try_emplace({called, heard}, static_cast<int>(g_.information_sets.size()));
        if (is_new) {
            g_.information_sets.push_back({called, ++sets_[at(called)], heard, {"accept", "go on"}, {}});
        }
        const int node = add_node(parent, action, place->second);
        const Branch agreed{1.0, false, agreement(moved.round, caller), -1, moved.round.agreed};
        Pair<double> sum;
        for (int i = 0; i < kActors; ++i) {
            sum[at(i)] = moved.paid[at(i)] + branch_payoff(c_, agreed, i, moved.types[at(i)]);
        }
        end(add_node(node, 0, kNone), sum);
        go_on(node, 1, moved, caller);
    }

    void go_on(int parent, int action, const Moved& moved, int refused) {
        std::vector<Branch> branches;
        for_each_branch_without_terms(c_, moved.round, refused,
                                      [&](const Branch& branch) { branches.push_back(branch); });
        const auto arrive = [&](int from, int how, const Branch& branch) {
            Pair<double> sum;
            for (int i = 0; i < kActors; ++i) {
                sum[at(i)] = moved.paid[at(i)] + branch_payoff(c_, branch, i, moved.types[at(i)]);
            }
            if (branch.end.ending != Ending::kNone) {
                end(add_node(from, how, kNone), sum);
                return;
            }
            Pair<std::string> later;
            for (int i = 0; i < kActors; ++i) {
                later[at(i)] = fmt::format("{}, {}", moved.seen[at(i)], label(branch, moved));
            }
            play(from, how, branch.next, moved.types, later, sum);
        };
        if (branches.size() == 1) {
            arrive(parent, action, branches.front());
            return;
        }
        InformationSet set{kChance, ++chance_sets_, "", {}, {}};
        std::vector<double> chances;
        for (const Branch& branch : branches) {
            set.actions.push_back(label(branch, moved));
            chances.push_back(branch.probability);
        }
        const int node = chance(parent, action, std::move(set), chances);
        for (std::size_t k = 0; k < branches.size(); ++k) arrive(node, static_cast<int>(k), branches[k]);
    }

    int chance(int parent, int action, InformationSet set, const std::vector<double>& chances) {
        set.probabilities = exact(chances);
        const int index = static_cast<int>(g_.information_sets.size());
        g_.information_sets.push_back(std::move(set));
        return add_node(parent, action, index);
    }

    std::string name_of(const Move& move) const {
        const std::string& name = c_.model->names.actions[at(move.action)];
        return move.channel < 0 || c_.model->actions[at(move.action)].terms.size() < 2
                   ? name
                   : fmt::format("{} with {}", name, move.terms);
    }

    // What both sides see of it.
    std::string label(const Branch& branch, const Moved& moved) const {
        const CrisisState& s = branch.next;
        std::string text = fmt::format("rungs {} {}{}", s.rungs[0], s.rungs[1], branch.harm ? ", harm" : "");
        if (branch.end.ending == Ending::kNone) text += fmt::format(", seen {} {}", s.seen[0], s.seen[1]);
        if (branch.refused >= 0) {
            text += fmt::format(", {} refused", moved.round.move[at(branch.refused)].terms);
        }
        return text;
    }

    IncidentModel incident_;  // with fewer rounds
    CrisisContext c_;
    std::size_t most_;
    ExtensiveForm g_;
    std::map<std::pair<int, std::string>, int> known_;
    Pair<int> sets_{};
    int chance_sets_ = 0;
};

}  // namespace

ExtensiveForm crisis_tree(const CrisisContext& context, const CrisisState& opening, int rounds,
                          std::size_t most_nodes) {
    return Writer(context, rounds, most_nodes).write(opening);
}

}  // namespace offramp
