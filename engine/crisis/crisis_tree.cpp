#include "engine/crisis/crisis_tree.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "engine/base/error.hpp"

namespace offramp {

namespace {

constexpr double kUnit = 1e12;

// One way in which chance can decide a round.
struct Fortune {
    double probability = 0.0;
    std::string label;
    Pair<double> payoff{};  // at the end of play; 0 where it goes on
    bool ends = true;
    CrisisState next;
};

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
            for (int k = 0; k < moves.size; ++k)
                set.actions.push_back(c_.model->names.actions[at(moves[k].action)]);
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

    void decide(int parent, int action, const CrisisState& s, const Pair<Move>& move, const Pair<int>& types,
                const Pair<std::string>& seen, Pair<double> paid) {
        CrisisState after = s;
        for (int i = 0; i < kActors; ++i) take_action(*c_.model, after, i, move[at(i)]);
        const Pair<int> moved = {move[0].target, move[1].target};
        const bool persisting = persists(c_, after);
        for (int i = 0; i < kActors; ++i) {
            paid[at(i)] -= move[at(i)].cost + round_cost(c_, moved, persisting, i);
        }
        const std::vector<Fortune> fortunes = fortunes_of(s, after, move, moved, persisting, types);
        const auto arrive = [&](int from, int how, const Fortune& f) {
            const Pair<double> sum = {paid[0] + f.payoff[0], paid[1] + f.payoff[1]};
            if (f.ends) {
                end(add_node(from, how, kNone), sum);
                return;
            }
            Pair<std::string> later;
            for (int i = 0; i < kActors; ++i) {
                later[at(i)] = fmt::format("{}; {}, {}", seen[at(i)],
                                           c_.model->names.actions[at(move[at(i)].action)], f.label);
            }
            play(from, how, f.next, types, later, sum);
        };
        if (fortunes.size() == 1) {
            arrive(parent, action, fortunes.front());
            return;
        }
        InformationSet set{kChance, ++chance_sets_, "", {}, {}};
        std::vector<double> chances;
        for (const Fortune& f : fortunes) {
            set.actions.push_back(f.label);
            chances.push_back(f.probability);
        }
        set.probabilities = exact(chances);
        const int index = static_cast<int>(g_.information_sets.size());
        g_.information_sets.push_back(std::move(set));
        const int node = add_node(parent, action, index);
        for (std::size_t k = 0; k < fortunes.size(); ++k) arrive(node, static_cast<int>(k), fortunes[k]);
    }

    std::vector<Fortune> fortunes_of(const CrisisState& before, const CrisisState& after,
                                     const Pair<Move>& move, const Pair<int>& moved, bool persisting,
                                     const Pair<int>& types) const {
        std::vector<Fortune> list;
        double no_exit = 1.0;
        for (int i = 0; i < kActors; ++i) {
            if (move[at(other(i))].climbs) continue;
            no_exit *= 1.0 - exit_probability(c_, before, i, move[at(i)].channel);
        }
        const bool war = std::max(moved[0], moved[1]) >= c_.model->war_rung;
        if (war) no_exit = 1.0;
        if (no_exit < 1.0) {
            Fortune settled{1.0 - no_exit, "off-ramp", {}, true, {}};
            for (int i = 0; i < kActors; ++i) {
                settled.payoff[at(i)] =
                    ending_payoff(c_, Ending::kOffRamp, -1, i, types[at(i)], moved[at(i)]);
            }
            list.push_back(std::move(settled));
        }
        const RoundOutcomes outcomes = round_outcomes(c_, before, moved, persisting);
        const double harm = harm_probability(c_, moved, before.harms);
        for (std::size_t up = 0; up < outcomes.size(); ++up) {
            for (const bool hurt : {false, true}) {
                const double share = up == 0 ? (hurt ? 0.0 : 1.0) : (hurt ? harm : 1.0 - harm);
                const double p = no_exit * outcomes[up].probability * share;
                if (p <= 0.0) continue;
                add_outcome(list, p, outcomes[up], hurt, before, after, move, types);
            }
        }
        return list;
    }

    void add_outcome(std::vector<Fortune>& list, double p, const RoundOutcome& o, bool hurt,
                     const CrisisState& before, const CrisisState& after, const Pair<Move>& move,
                     const Pair<int>& types) const {
        Fortune f{p,
                  fmt::format("rungs {} {}{}", o.rungs[0], o.rungs[1], hurt ? ", harm" : ""),
                  {},
                  o.ending != Ending::kNone,
                  after};
        for (int i = 0; i < kActors; ++i) {
            if (hurt) f.payoff[at(i)] -= c_.incident->harm_cost[at(i)];
            if (f.ends) {
                f.payoff[at(i)] += ending_payoff(c_, o.ending, o.loser, i, types[at(i)], o.rungs[at(i)]);
            }
        }
        if (f.ends) {
            list.push_back(std::move(f));
            return;
        }
        f.next.rungs = o.rungs;
        f.next.harms += hurt ? 1 : 0;
        ++f.next.round;
        const double error = misperception_probability(c_, before);
        const int top = c_.model->war_rung;
        for (int r0 = 0; r0 <= top; ++r0) {
            for (int r1 = 0; r1 <= top; ++r1) {
                const double read = reading_probability(move[0].signal, r0, error, top) *
                                    reading_probability(move[1].signal, r1, error, top);
                if (read <= 0.0) continue;
                Fortune seen = f;
                seen.probability = p * read;
                seen.label += fmt::format(", seen {} {}", r0, r1);
                list.push_back(std::move(seen));
            }
        }
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
