// SPDX-License-Identifier: Apache-2.0
#include "engine/game/tree_play.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <ranges>
#include <utility>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"

namespace offramp {
namespace {

template <class Number>
Number number_of(const Rational& value) {
    if constexpr (std::is_same_v<Number, double>) {
        return to_double(value);
    } else {
        return value;
    }
}

constexpr int kNobody = -2;  // neither a player nor chance

// Probability that play comes to each node by the moves of all but one player, `left_out`.
template <class Number>
std::vector<Number> reach_of_nodes(const ExtensiveForm& game,
                                   const std::vector<std::vector<Number>>& behaviour, int left_out) {
    std::vector<Number> reach(game.nodes.size(), Number(1));
    for (std::size_t node = 1; node < game.nodes.size(); ++node) {
        const TreeNode& n = game.nodes[node];
        const int set = game.nodes[at(n.parent)].information_set;
        const int player = game.information_sets[at(set)].player;
        reach[node] = reach[at(n.parent)];
        if (player != left_out) reach[node] *= behaviour[at(set)][at(n.action)];
    }
    return reach;
}

template <class Number>
Number payoff_of(const ExtensiveForm& game, const std::vector<std::vector<Number>>& behaviour, int player) {
    const std::vector<Number> reach = reach_of_nodes(game, behaviour, kNobody);
    Number sum(0);
    for (std::size_t node = 0; node < game.nodes.size(); ++node) {
        const int outcome = game.nodes[node].outcome;
        if (outcome == kNone) continue;
        sum += reach[node] * number_of<Number>(game.outcomes[at(outcome)].payoffs[at(player)]);
    }
    return sum;
}

// What the best strategy of a player is worth against the behaviour of all others.
template <class Number>
Number best_payoff(const ExtensiveForm& game, const TreeShape& shape,
                   const std::vector<std::vector<Number>>& behaviour, int player) {
    const std::vector<Number> reach = reach_of_nodes(game, behaviour, player);
    std::vector<Number> worth(at(shape.choices), Number(0));  // of all that follows each choice
    Number before_any(0);
    std::vector<int> choice(game.nodes.size(), kNone);  // the player's last
    for (std::size_t node = 0; node < game.nodes.size(); ++node) {
        const TreeNode& n = game.nodes[node];
        if (n.parent != kNone) {
            const int set = game.nodes[at(n.parent)].information_set;
            choice[node] = game.information_sets[at(set)].player == player
                               ? shape.first_choice[at(set)] + n.action
                               : choice[at(n.parent)];
        }
        if (n.outcome == kNone) continue;
        Number& sum = choice[node] == kNone ? before_any : worth[at(choice[node])];
        sum += reach[node] * number_of<Number>(game.outcomes[at(n.outcome)].payoffs[at(player)]);
    }
    for (auto set = shape.sets.rbegin(); set != shape.sets.rend(); ++set) {
        const InformationSet& s = game.information_sets[at(*set)];
        if (s.player != player) continue;
        const auto first = worth.begin() + shape.first_choice[at(*set)];
        const Number best = *std::max_element(first, first + std::ssize(s.actions));
        const int before = shape.last_choice[at(*set)];
        (before == kNone ? before_any : worth[at(before)]) += best;
    }
    return before_any;
}

template <class Number>
Number regret_of(const ExtensiveForm& game, const TreeShape& shape,
                 const std::vector<std::vector<Number>>& behaviour) {
    ensure(shape.perfect_recall(), "regret on a tree needs perfect recall");
    Number largest(0);
    for (int i = 0; i < std::ssize(game.players); ++i) {
        const Number gain = best_payoff(game, shape, behaviour, i) - payoff_of(game, behaviour, i);
        if (gain > largest) largest = gain;
    }
    return largest;
}

}  // namespace

bool TreeShape::perfect_information() const {
    return std::ranges::all_of(sets, [&](int set) { return members[at(set)].size() == 1; });
}

TreeShape shape_of(const ExtensiveForm& game) {
    TreeShape shape;
    const std::size_t sets = game.information_sets.size();
    shape.members.resize(sets);
    shape.first_choice.assign(sets, kNone);
    shape.last_choice.assign(sets, kNone);
    for (std::size_t set = 0; set < sets; ++set) {
        if (game.information_sets[set].player == kChance) continue;
        shape.first_choice[set] = shape.choices;
        shape.choices += static_cast<int>(game.information_sets[set].actions.size());
    }
    // The path to the present node, and what it has changed: the last choice of who moves at each node of it.
    struct Step {
        int node;
        int before;
    };
    std::vector<Step> path;
    std::vector<int> last(game.players.size(), kNone);
    const auto player_at = [&](int node) {
        return game.information_sets[at(game.nodes[at(node)].information_set)].player;
    };
    for (int node = 0; node < std::ssize(game.nodes); ++node) {
        const TreeNode& n = game.nodes[at(node)];
        while (!path.empty() && path.back().node != n.parent) {
            if (const int who = player_at(path.back().node); who != kChance)
                last[at(who)] = path.back().before;
            path.pop_back();
        }
        if (n.parent != kNone && player_at(n.parent) != kChance) {
            const int set = game.nodes[at(n.parent)].information_set;
            last[at(player_at(n.parent))] = shape.first_choice[at(set)] + n.action;
        }
        if (n.information_set == kNone) continue;
        const int who = player_at(node);
        std::vector<int>& members = shape.members[at(n.information_set)];
        if (who != kChance) {
            int& before = shape.last_choice[at(n.information_set)];
            if (members.empty()) {
                before = last[at(who)];
                shape.sets.push_back(n.information_set);
            } else if (before != last[at(who)] && shape.forgets == kNone) {
                shape.forgets = n.information_set;
            }
        }
        members.push_back(node);
        path.push_back({node, who == kChance ? kNone : last[at(who)]});
    }
    return shape;
}

std::vector<bool> subgame_roots(const ExtensiveForm& game, const TreeShape& shape) {
    const std::size_t size = game.nodes.size();
    std::vector<int> end(size), least(size), most(size);  // of what lies behind, and of its information sets
    for (std::size_t node = 0; node < size; ++node) {
        const int set = game.nodes[node].information_set;
        const bool counts = set != kNone && game.information_sets[at(set)].player != kChance;
        end[node] = static_cast<int>(node);
        least[node] = counts ? shape.members[at(set)].front() : static_cast<int>(node);
        most[node] = counts ? shape.members[at(set)].back() : static_cast<int>(node);
    }
    std::vector<bool> is_root(size);
    for (std::size_t node = size; node-- > 0;) {
        is_root[node] = game.nodes[node].information_set != kNone && least[node] >= static_cast<int>(node) &&
                        most[node] <= end[node];
        if (node == 0) continue;
        const std::size_t parent = at(game.nodes[node].parent);
        end[parent] = std::max(end[parent], end[node]);
        least[parent] = std::min(least[parent], least[node]);
        most[parent] = std::max(most[parent], most[node]);
    }
    return is_root;
}

SubgameNodes nodes_of_subgame(const ExtensiveForm& game, const std::vector<bool>& is_root, int root) {
    SubgameNodes part;
    std::vector<std::pair<int, int>> open{{root, kNone}};  // a node, and its parent's position
    while (!open.empty()) {
        const auto [node, parent] = open.back();
        open.pop_back();
        const int position = static_cast<int>(part.nodes.size());
        part.nodes.push_back(node);
        part.parent.push_back(parent);
        if (node != root && is_root[at(node)]) continue;
        for (const int child : std::views::reverse(game.nodes[at(node)].children))
            open.emplace_back(child, position);
    }
    return part;
}

double count_plans(const ExtensiveForm& game, const TreeShape& shape, int player) {
    ensure(shape.perfect_recall(), "counting plans needs perfect recall");
    std::vector<double> after(at(shape.choices), 1.0);  // ways to go on after each choice
    double all = 1.0;
    for (auto set = shape.sets.rbegin(); set != shape.sets.rend(); ++set) {
        const InformationSet& s = game.information_sets[at(*set)];
        if (s.player != player) continue;
        const auto first = after.begin() + shape.first_choice[at(*set)];
        const int before = shape.last_choice[at(*set)];
        (before == kNone ? all : after[at(before)]) *=
            std::accumulate(first, first + std::ssize(s.actions), 0.0);
    }
    return all;
}

std::string why_no_recall(const ExtensiveForm& game, const TreeShape& shape) {
    if (shape.perfect_recall()) return "";
    const InformationSet& set = game.information_sets[at(shape.forgets)];
    return fmt::format(
        "'{}' forgets at its information set {}{} what it has done before: that needs perfect recall",
        game.players[at(set.player)], set.number, set.label.empty() ? "" : " (" + set.label + ")");
}

double payoff_range(const ExtensiveForm& game) {
    double least = 0.0, most = 0.0;
    bool is_first = true;
    std::vector<double> sum(game.nodes.size());
    for (std::size_t i = 0; i < game.players.size(); ++i) {
        for (std::size_t node = 0; node < game.nodes.size(); ++node) {
            const TreeNode& n = game.nodes[node];
            sum[node] = n.parent == kNone ? 0.0 : sum[at(n.parent)];
            if (n.outcome != kNone) sum[node] += to_double(game.outcomes[at(n.outcome)].payoffs[i]);
            if (n.information_set != kNone) continue;
            least = is_first ? sum[node] : std::min(least, sum[node]);
            most = is_first ? sum[node] : std::max(most, sum[node]);
            is_first = false;
        }
    }
    return most > least ? most - least : 1.0;
}

std::vector<double> expected_payoffs(const ExtensiveForm& game, const BehaviourProfile& behaviour) {
    std::vector<double> payoffs;
    for (int i = 0; i < std::ssize(game.players); ++i) payoffs.push_back(payoff_of(game, behaviour, i));
    return payoffs;
}

double regret(const ExtensiveForm& game, const TreeShape& shape, const BehaviourProfile& behaviour) {
    return regret_of(game, shape, behaviour);
}

Rational regret(const ExtensiveForm& game, const TreeShape& shape, const ExactBehaviour& behaviour) {
    return regret_of(game, shape, behaviour);
}

BehaviourProfile to_behaviour(const ExactBehaviour& behaviour) {
    BehaviourProfile result;
    for (const std::vector<Rational>& exact : behaviour) {
        std::vector<double>& probabilities = result.emplace_back();
        for (const Rational& p : exact) probabilities.push_back(to_double(p));
    }
    return result;
}

std::vector<double> reach_of_sets(const ExtensiveForm& game, const BehaviourProfile& behaviour) {
    const std::vector<double> reach = reach_of_nodes(game, behaviour, kNobody);
    std::vector<double> of_sets(game.information_sets.size());
    for (std::size_t node = 0; node < game.nodes.size(); ++node) {
        const int set = game.nodes[node].information_set;
        if (set != kNone) of_sets[at(set)] += reach[node];
    }
    return of_sets;
}

std::vector<std::vector<double>> consistent_beliefs(const ExtensiveForm& game, const TreeShape& shape,
                                                    const BehaviourProfile& behaviour,
                                                    const BehaviourProfile& errors) {
    // How likely each node is: the number of errors on the way, and the logarithm of the rest, since that may
    // be too small to be held.
    struct Likelihood {
        int errors = 0;
        double log = 0.0;
    };
    constexpr double kNever = -std::numeric_limits<double>::infinity();
    std::vector<Likelihood> likelihood(game.nodes.size());
    for (std::size_t node = 1; node < game.nodes.size(); ++node) {
        const TreeNode& n = game.nodes[node];
        const int set = game.nodes[at(n.parent)].information_set;
        const double p = behaviour[at(set)][at(n.action)];
        const bool is_error = p == 0.0 && game.information_sets[at(set)].player != kChance;
        const Likelihood& before = likelihood[at(n.parent)];
        likelihood[node] = {before.errors + (is_error ? 1 : 0),
                            before.log + elementary::log(is_error ? errors[at(set)][at(n.action)] : p)};
    }
    std::vector<std::vector<double>> beliefs(game.information_sets.size());
    for (const int set : shape.sets) {
        Likelihood most{std::numeric_limits<int>::max(), kNever};
        for (const int node : shape.members[at(set)]) {
            const Likelihood& here = likelihood[at(node)];
            if (here.log == kNever || here.errors > most.errors) continue;
            most = {here.errors, here.errors == most.errors ? std::max(here.log, most.log) : here.log};
        }
        double sum = 0.0;
        for (const int node : shape.members[at(set)]) {
            const Likelihood& here = likelihood[at(node)];
            double weight = 1.0;
            if (most.log != kNever)
                weight = here.errors == most.errors ? elementary::exp(here.log - most.log) : 0.0;
            beliefs[at(set)].push_back(weight);
            sum += weight;
        }
        for (double& belief : beliefs[at(set)]) belief /= sum;
    }
    return beliefs;
}

double largest_gain(const ExtensiveForm& game, const TreeShape& shape, const BehaviourProfile& behaviour,
                    const Assessment& assessment) {
    double largest = 0.0;
    for (int i = 0; i < std::ssize(game.players); ++i) {
        std::vector<double> worth(game.nodes.size());  // of what follows each node, to this player
        for (std::size_t node = game.nodes.size(); node-- > 0;) {
            const TreeNode& n = game.nodes[node];
            if (n.outcome != kNone) worth[node] += to_double(game.outcomes[at(n.outcome)].payoffs[at(i)]);
            if (n.parent == kNone) continue;
            const int set = game.nodes[at(n.parent)].information_set;
            worth[at(n.parent)] += behaviour[at(set)][at(n.action)] * worth[node];
        }
        for (const int set : shape.sets) {
            if (game.information_sets[at(set)].player != i) continue;
            std::vector<double> value(behaviour[at(set)].size());
            double played = 0.0;
            for (std::size_t a = 0; a < value.size(); ++a) {
                for (std::size_t m = 0; m < shape.members[at(set)].size(); ++m) {
                    const TreeNode& n = game.nodes[at(shape.members[at(set)][m])];
                    value[a] += assessment.beliefs[at(set)][m] * worth[at(n.children[a])];
                }
                played += behaviour[at(set)][a] * value[a];
            }
            largest = std::max(largest, *std::ranges::max_element(value) - played);
        }
    }
    return largest;
}

}  // namespace offramp
