// SPDX-License-Identifier: Apache-2.0
#include "engine/game/tree_solution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <type_traits>
#include <utility>

#include "engine/base/index.hpp"
#include "engine/game/agent_logit.hpp"
#include "engine/game/sequence_form.hpp"

namespace offramp {
namespace {

constexpr double kTreeTolerance = 1e-8;   // of a regret, in units of the payoff range
constexpr double kLimitTolerance = 1e-7;  // of the limit of a branch
constexpr int kMostExactSequences = 64;   // of both in a zero-sum game; larger ones go to the linear program
constexpr int kMostProgramSequences = 10'000;  // of both: some ten seconds
constexpr int kMostLemkeSequences = 1000;      // of both: the tableau then takes some 150 MB
constexpr double kMostBranchWork = 1e9;        // some ten seconds
constexpr double kMostLemkeWork = 3e7;         // some ten seconds

bool has_constant_sum(const ExtensiveForm& game) {
    std::vector<Rational> total(game.nodes.size());
    std::optional<Rational> constant;
    for (std::size_t node = 0; node < game.nodes.size(); ++node) {
        const TreeNode& n = game.nodes[node];
        if (n.parent != kNone) total[node] = total[at(n.parent)];
        if (n.outcome != kNone) {
            for (const Rational& payoff : game.outcomes[at(n.outcome)].payoffs) total[node] += payoff;
        }
        if (n.information_set != kNone) continue;
        if (!constant) constant = total[node];
        if (*constant != total[node]) return false;
    }
    return true;
}

// A part of the tree: from its root to ends of play and the roots of smaller subgames.
struct Subgame {
    std::vector<int> nodes;   // in the order of the tree; the rest goes by positions in this list
    std::vector<int> parent;  // kNone for the root
    std::vector<bool> is_end;
    std::vector<Rational> chance;               // probability of chance's moves on the way
    std::vector<std::array<int, 2>> sequences;  // of two deciders, as in their sequence form
    std::vector<int> sets;                      // information sets of players, in the order of the tree
    std::vector<int> deciders;                  // players who move
};

class SubgameSolver {
  public:
    /// @param expected  what both expect of each other at first; empty: uniform play
    SubgameSolver(const ExtensiveForm& game, const TreeShape& shape, ExactBehaviour expected = {})
        : game_(game),
          shape_(shape),
          expected_(std::move(expected)),
          is_root_(subgame_roots(game, shape)),
          is_zero_sum_(game.players.size() == 2 && has_constant_sum(game)),
          range_(payoff_range(game)),
          worth_(game.nodes.size()),
          first_(game.information_sets.size(), kNone),
          before_(game.information_sets.size(), kNone),
          nothing_(game.players.size()) {
        for (const InformationSet& set : game.information_sets) {
            errors_.emplace_back(set.actions.size());
            behaviour_.push_back(set.player == kChance ? set.probabilities
                                                       : std::vector<Rational>(set.actions.size()));
        }
    }

    // False where a subgame cannot be solved; why() says why then.
    bool solve() {
        for (int root = static_cast<int>(game_.nodes.size()) - 1; root >= 0; --root) {
            if (!is_root_[at(root)]) continue;
            ++subgames_;
            Subgame subgame = subgame_at(root);
            if (subgame.deciders.size() > 2) {
                why_ = "more than two players decide a subgame in which not all know what has happened";
                return false;
            }
            if (subgame.deciders.size() == 2 && !solve_by_sequences(subgame)) return false;
            exact_ ? finish<Rational>(subgame) : finish<double>(subgame);
        }
        return true;
    }

    const ExactBehaviour& behaviour() const { return behaviour_; }
    const std::string& why() const { return why_; }
    bool exact() const { return exact_; }
    const BehaviourProfile& errors() const { return errors_; }
    std::string method() const {
        std::string by = "by backward induction";
        if (used_lemke_ || used_program_) {
            by = fmt::format("by {}{}{} on the sequence form", used_lemke_ ? "Lemke's method" : "",
                             used_lemke_ && used_program_ ? " and " : "",
                             used_program_ ? "linear program" : "");
        }
        return subgames_ > 1 ? fmt::format("{} ({} subgames)", by, subgames_) : by;
    }

  private:
    Subgame subgame_at(int root) const {
        Subgame result;
        SubgameNodes part = nodes_of_subgame(game_, is_root_, root);
        result.nodes = std::move(part.nodes);
        result.parent = std::move(part.parent);
        for (std::size_t k = 0; k < result.nodes.size(); ++k) {
            const int node = result.nodes[k];
            const int parent = result.parent[k];
            const TreeNode& n = game_.nodes[at(node)];
            result.is_end.push_back(n.information_set == kNone || (node != root && is_root_[at(node)]));
            result.chance.push_back(parent == kNone ? Rational(1) : result.chance[at(parent)]);
            if (const int set = parent == kNone ? kNone : game_.nodes[at(n.parent)].information_set;
                set != kNone && game_.information_sets[at(set)].player == kChance) {
                result.chance.back() *= game_.information_sets[at(set)].probabilities[at(n.action)];
            }
            if (result.is_end.back()) continue;
            const int player = game_.information_sets[at(n.information_set)].player;
            if (player == kChance) continue;
            if (shape_.members[at(n.information_set)].front() == node)
                result.sets.push_back(n.information_set);
            if (std::ranges::find(result.deciders, player) == result.deciders.end())
                result.deciders.push_back(player);
        }
        std::ranges::sort(result.deciders);
        return result;
    }

    // What a node adds to the payoffs; where the subgame ends, with all that follows.
    const std::vector<Rational>& payoffs_at(const Subgame& subgame, std::size_t position) const {
        const std::size_t node = at(subgame.nodes[position]);
        const TreeNode& n = game_.nodes[node];
        if (subgame.is_end[position] && n.information_set != kNone) return worth_[node];
        return n.outcome == kNone ? nothing_ : game_.outcomes[at(n.outcome)].payoffs;
    }

    int set_before(const Subgame& subgame, std::size_t position) const {
        return game_.nodes[at(subgame.nodes[at(subgame.parent[position])])].information_set;
    }

    bool solve_by_sequences(Subgame& subgame) {
        const SequenceForm form = form_of(subgame);
        const int sequences = form.sequences[0] + form.sequences[1];
        std::optional<RealisationPlans> plans;
        if (is_zero_sum_ && sequences > kMostExactSequences && sequences <= kMostProgramSequences) {
            plans = solve_zero_sum(form);
            used_program_ = plans.has_value();
            exact_ = exact_ && !used_program_;
        }
        if (!plans && sequences <= kMostLemkeSequences) {
            plans = lemke(form, expected_in(subgame, form), kMostLemkeWork);
            used_lemke_ = true;
        }
        if (!plans) {
            why_ = fmt::format("a subgame of {} sequences is too large for {}", sequences,
                               is_zero_sum_ ? "a linear program" : "Lemke's method");
            return false;
        }
        plans_ = std::move(*plans);
        // Behaviour; all 0 where the player's own plan does not come.
        for (const int set : subgame.sets) {
            const std::vector<Rational>& plan = plans_.plans[side_of(subgame, set)];
            std::vector<Rational>& p = behaviour_[at(set)];
            std::copy_n(plan.begin() + first_[at(set)], p.size(), p.begin());
            Rational sum = 0;
            for (const Rational& probability : p) sum += probability;
            if (sum == 0) continue;
            for (Rational& probability : p) probability /= sum;
        }
        return true;
    }

    SequencePlans expected_in(const Subgame& subgame, const SequenceForm& form) const {
        SequencePlans plans = uniform_plans(form);
        if (expected_.empty()) return plans;
        for (const int set : subgame.sets) {
            std::vector<Rational>& plan = plans[side_of(subgame, set)];
            const std::vector<Rational>& p = expected_[at(set)];
            for (std::size_t a = 0; a < p.size(); ++a)
                plan[at(first_[at(set)]) + a] = plan[at(before_[at(set)])] * p[a];
        }
        return plans;
    }

    std::size_t side_of(const Subgame& subgame, int set) const {
        return game_.information_sets[at(set)].player == subgame.deciders[0] ? 0 : 1;
    }

    SequenceForm form_of(Subgame& subgame) {
        SequenceForm form;
        std::map<std::array<int, 2>, std::array<Rational, 2>> cells;
        std::vector<std::array<int, 2>>& sequences = subgame.sequences;
        sequences.assign(subgame.nodes.size(), {0, 0});
        for (std::size_t k = 0; k < subgame.nodes.size(); ++k) {
            const TreeNode& n = game_.nodes[at(subgame.nodes[k])];
            if (k > 0) {
                const int set = set_before(subgame, k);
                sequences[k] = sequences[at(subgame.parent[k])];
                if (game_.information_sets[at(set)].player != kChance)
                    sequences[k][side_of(subgame, set)] = first_[at(set)] + n.action;
            }
            for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
                const Rational& payoff = payoffs_at(subgame, k)[at(subgame.deciders[side])];
                if (payoff != 0) cells[sequences[k]][side] += subgame.chance[k] * payoff;
            }
            const int set = n.information_set;
            if (subgame.is_end[k] || game_.information_sets[at(set)].player == kChance ||
                shape_.members[at(set)].front() != subgame.nodes[k]) {
                continue;
            }
            const std::size_t side = side_of(subgame, set);
            first_[at(set)] = form.sequences[side];
            before_[at(set)] = sequences[k][side];
            form.sequences[side] += static_cast<int>(n.children.size());
            form.sets[side].push_back(
                {sequences[k][side], first_[at(set)], static_cast<int>(n.children.size())});
        }
        for (auto& [pair, to] : cells) form.payoffs.push_back({pair, std::move(to)});
        return form;
    }

    // What the plans leave open, and what the subgame is worth then. After rounding in doubles: fractions of
    // rounded numbers grow without bound.
    template <class Number>
    void finish(const Subgame& subgame) {
        note_errors(subgame);
        for (const bool trembles : {false, true}) {
            for (const int player : subgame.deciders) choose_best<Number>(subgame, player, trembles);
        }
        const int root = subgame.nodes[0];
        for (int i = 0; i < std::ssize(game_.players); ++i) {
            std::vector<Number> worth(subgame.nodes.size());
            for (std::size_t k = worth.size(); k-- > 0;) {
                worth[k] += number<Number>(payoffs_at(subgame, k)[at(i)]);
                if (k > 0) worth[at(subgame.parent[k])] += probability_of<Number>(subgame, k) * worth[k];
            }
            worth_[at(root)].emplace_back(worth[0]);
        }
    }

    // How likely each choice that is not made would be among errors: as Lemke's path leads to the plans;
    // where one player decides, all alike.
    void note_errors(const Subgame& subgame) {
        for (const int set : subgame.sets) {
            std::vector<double>& errors = errors_[at(set)];
            if (subgame.deciders.size() < 2) {
                std::ranges::fill(errors, 1.0);
                continue;
            }
            const std::size_t side = side_of(subgame, set);
            const std::vector<Rational>&plan = plans_.plans[side], &trembles = plans_.trembles[side];
            const std::size_t before = at(before_[at(set)]);
            const Rational& scale = plan[before] != 0 ? plan[before] : trembles[before];
            for (std::size_t a = 0; a < errors.size(); ++a) {
                const Rational& tremble = trembles[at(first_[at(set)]) + a];
                errors[a] = tremble > 0 ? to_double(Rational(tremble / scale)) : 1.0;
            }
        }
    }

    template <class Number>
    static Number number(const Rational& value) {
        if constexpr (std::is_same_v<Number, double>) {
            return to_double(value);
        } else {
            return value;
        }
    }

    template <class Number>
    Number probability_of(const Subgame& subgame, std::size_t position) const {
        const int action = game_.nodes[at(subgame.nodes[position])].action;
        return number<Number>(behaviour_[at(set_before(subgame, position))][at(action)]);
    }

    // Where its own plan does not come, a player does its best against the other; where the other does not
    // come either, against the trembles that it expects of the other.
    template <class Number>
    void choose_best(const Subgame& subgame, int player, bool trembles) {
        const auto is_own = [&](int set) { return game_.information_sets[at(set)].player == player; };
        std::vector<int> own;
        std::size_t choices = 1;  // the first stands for none yet
        for (const int set : subgame.sets) {
            if (!is_own(set)) continue;
            own.push_back(set);
            first_[at(set)] = static_cast<int>(choices);
            choices += behaviour_[at(set)].size();
        }
        std::vector<Number> reach(subgame.nodes.size(), Number(1)), worth(choices), comes(choices);
        std::vector<int> last(subgame.nodes.size(), 0), before(own.size(), 0);
        std::size_t next = 0;
        for (std::size_t k = 0; k < subgame.nodes.size(); ++k) {
            const TreeNode& n = game_.nodes[at(subgame.nodes[k])];
            if (k > 0) {
                const std::size_t parent = at(subgame.parent[k]);
                const int set = set_before(subgame, k);
                reach[k] = reach[parent];
                last[k] = last[parent];
                if (is_own(set)) {
                    last[k] = first_[at(set)] + n.action;
                } else {
                    reach[k] *= probability_of<Number>(subgame, k);
                }
            }
            if (trembles && subgame.deciders.size() == 2) {
                const std::size_t other = player == subgame.deciders[0] ? 1 : 0;
                const int sequence = subgame.sequences[k][other];
                reach[k] = number<Number>(subgame.chance[k] * plans_.trembles[other][at(sequence)]);
            }
            worth[at(last[k])] += reach[k] * number<Number>(payoffs_at(subgame, k)[at(player)]);
            comes[at(last[k])] += reach[k];
            if (next < own.size() && !subgame.is_end[k] && n.information_set == own[next])
                before[next++] = last[k];
        }
        const Number least = std::is_same_v<Number, double> ? Number(1e-12 * range_) : Number(0);
        for (std::size_t h = own.size(); h-- > 0;) {
            std::vector<Rational>& p = behaviour_[at(own[h])];
            const std::size_t first = at(first_[at(own[h])]);
            std::size_t best = 0;
            bool is_reached = trembles;
            for (std::size_t a = 0; a < p.size(); ++a) {
                if (worth[first + a] > worth[first + best] + least) best = a;
                is_reached = is_reached || comes[first + a] > 0;
            }
            worth[at(before[h])] += worth[first + best];
            const bool is_open = std::ranges::all_of(p, [](const Rational& q) { return q == 0; });
            if (is_open && is_reached) p[best] = 1;
        }
    }

    const ExtensiveForm& game_;
    const TreeShape& shape_;
    ExactBehaviour expected_;
    std::vector<bool> is_root_;
    bool is_zero_sum_;
    double range_;
    std::vector<std::vector<Rational>> worth_;  // of subgames, at their roots
    std::vector<int> first_, before_;  // within a subgame: each information set's first sequence, and that
                                       // which leads to it
    std::vector<Rational> nothing_;
    RealisationPlans plans_;  // of the subgame at hand, where two decide it
    BehaviourProfile errors_;
    ExactBehaviour behaviour_;
    int subgames_ = 0;
    bool exact_ = true, used_lemke_ = false, used_program_ = false;
    std::string why_;
};

// What the behaviour is worth, and whether it is an equilibrium.
void assess(const ExtensiveForm& game, const TreeShape& shape, BehaviourProfile behaviour, double tolerance,
            TreeSolution& result) {
    tolerance *= payoff_range(game);
    result.payoffs = expected_payoffs(game, behaviour);
    result.regret = regret(game, shape, behaviour);
    result.converged = result.regret <= tolerance;
    result.assessment.reach = reach_of_sets(game, behaviour);
    result.gain = largest_gain(game, shape, behaviour, result.assessment);
    result.sequential = result.gain <= tolerance;
    result.behaviour = std::move(behaviour);
}

TreeSolution solution_of(const ExtensiveForm& game, const TreeShape& shape, const SubgameSolver& solver) {
    TreeSolution result;
    BehaviourProfile behaviour = to_behaviour(solver.behaviour());
    if (solver.exact()) result.exact = solver.behaviour();
    result.assessment.beliefs = consistent_beliefs(game, shape, behaviour, solver.errors());
    result.subgame_perfect = true;
    result.method = "one subgame-perfect equilibrium, " + solver.method();
    assess(game, shape, std::move(behaviour), kTreeTolerance, result);
    return result;
}

// Play as it is, but for an error now and then.
ExactBehaviour with_errors(ExactBehaviour behaviour) {
    const Rational kShare(1, 1000);
    for (std::vector<Rational>& probabilities : behaviour) {
        const Rational uniform = kShare / static_cast<int>(probabilities.size());
        for (Rational& p : probabilities) p = (1 - kShare) * p + uniform;
    }
    return behaviour;
}

}  // namespace

TreeSolution solve_tree(const ExtensiveForm& game) {
    TreeSolution result;
    const TreeShape shape = shape_of(game);
    if (!shape.perfect_recall()) {
        result.method = why_no_recall(game, shape);
        return result;
    }
    SubgameSolver solver(game, shape);
    if (solver.solve()) {
        result = solution_of(game, shape, solver);
        // Whoever expects uniform play after an error answers that. Expecting what has been found instead,
        // both may come to answers that are the best to each other there as well.
        if (result.exact && !result.sequential) {
            SubgameSolver again(game, shape, with_errors(*result.exact));
            TreeSolution revised;
            if (again.solve()) revised = solution_of(game, shape, again);
            if (revised.sequential) result = std::move(revised);
        }
    } else {
        AgentLogitBranch branch = agent_principal_branch(game, {.most_work = kMostBranchWork});
        result.assessment.beliefs = std::move(branch.beliefs);
        result.method =
            "the equilibrium that the principal logit branch of agents leads to, since " + solver.why();
        if (!branch.converged) {
            result.method +=
                fmt::format("; the branch was followed to lambda {:.4g} only", branch.last.lambda);
        }
        assess(game, shape, std::move(branch.limit), kLimitTolerance, result);
    }
    return result;
}

}  // namespace offramp
