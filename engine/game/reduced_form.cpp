// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/extensive_form.hpp"
#include "engine/game/simplex.hpp"
#include "engine/game/tree_play.hpp"

namespace offramp {
namespace {

// What a reduced strategy does at each information set of the game; kNone where it is not asked.
using Plan = std::vector<int>;

// The most information sets of one player: listing its plans nests as deep as it has sets.
constexpr std::size_t kMostSetsOfPlayer = 4096;

// The most choices in all plans of one player: four bytes each.
constexpr std::size_t kMostChoicesInPlans = 50'000'000;

// A player's own choices on the way to a node: the last one, after those of another such sequence.
struct OwnSequence {
    int before = kNone;
    int set = kNone;
    int action = kNone;
    std::vector<int> continued_by;  // sequences that are this one and one choice more
    std::vector<int> met;           // the player's information sets with a node behind this sequence
};

// The choices of one player in a tree, and its reduced strategies.
class PlanLister {
  public:
    PlanLister(const ExtensiveForm& game, int player) : game_(game), sequences_(1) {
        std::map<std::tuple<int, int, int>, int> known;
        for (int node = 0; node < std::ssize(game.nodes); ++node) {
            const TreeNode& n = game.nodes[at(node)];
            int sequence = n.parent == kNone ? 0 : sequence_of_node_[at(n.parent)];
            const int parent_set = n.parent == kNone ? kNone : game.nodes[at(n.parent)].information_set;
            if (parent_set != kNone && game.information_sets[at(parent_set)].player == player) {
                const auto [entry, is_new] =
                    known.try_emplace({sequence, parent_set, n.action}, static_cast<int>(sequences_.size()));
                if (is_new) {
                    sequences_[at(sequence)].continued_by.push_back(entry->second);
                    sequences_.push_back({sequence, parent_set, n.action, {}, {}});
                }
                sequence = entry->second;
            }
            sequence_of_node_.push_back(sequence);
            const int set = n.information_set;
            if (set == kNone || game.information_sets[at(set)].player != player) continue;
            std::vector<int>& met = sequences_[at(sequence)].met;
            if (std::find(met.begin(), met.end(), set) == met.end()) met.push_back(set);
            sets_.push_back(set);
        }
        std::sort(sets_.begin(), sets_.end(), [&](int a, int b) { return order_of(a) < order_of(b); });
        sets_.erase(std::unique(sets_.begin(), sets_.end()), sets_.end());
    }

    std::size_t information_sets() const { return sets_.size(); }

    // Every reduced strategy once; stops soon after `most`.
    std::vector<Plan> list(std::size_t most) {
        most_ = most;
        plan_.assign(game_.information_sets.size(), kNone);
        std::vector<int> opened;
        reach(0, opened);
        extend();
        return std::move(plans_);
    }

    bool allows(const Plan& plan, int node) const { return leads_to(plan, sequence_of_node_[at(node)]); }

    std::string name(const Plan& plan) const {
        std::string text;
        for (const int set : sets_) {
            if (!text.empty()) text += '/';
            const int action = plan[at(set)];
            text += action == kNone ? "*" : game_.information_sets[at(set)].actions[at(action)];
        }
        return text.empty() ? "-" : text;  // a player who never moves
    }

  private:
    int order_of(int set) const { return game_.information_sets[at(set)].number; }

    // The plan so far allows this sequence: play comes to the information sets behind it, and on where they
    // are decided already. `opened` gets those that are not.
    void reach(int sequence, std::vector<int>& opened) {
        for (const int set : sequences_[at(sequence)].met) {
            if (plan_[at(set)] == kNone && open_.insert({order_of(set), set}).second) opened.push_back(set);
        }
        for (const int next : sequences_[at(sequence)].continued_by) {
            if (plan_[at(sequences_[at(next)].set)] == sequences_[at(next)].action) reach(next, opened);
        }
    }

    // Decides the first information set that play comes to; deciding can only open others, so every reduced
    // strategy comes up exactly once.
    void extend() {
        if (plans_.size() > most_) return;
        if (open_.empty()) {
            plans_.push_back(plan_);
            return;
        }
        const auto [order, set] = *open_.begin();
        open_.erase(open_.begin());
        for (int action = 0; action < std::ssize(game_.information_sets[at(set)].actions); ++action) {
            plan_[at(set)] = action;
            std::vector<int> opened;
            for (int s = 0; s < std::ssize(sequences_); ++s) {
                const OwnSequence& sequence = sequences_[at(s)];
                if (sequence.set == set && sequence.action == action && leads_to(plan_, sequence.before)) {
                    reach(s, opened);
                }
            }
            extend();
            for (const int other : opened) open_.erase({order_of(other), other});
        }
        plan_[at(set)] = kNone;
        open_.insert({order, set});
    }

    bool leads_to(const Plan& plan, int sequence) const {
        for (int s = sequence; s != 0; s = sequences_[at(s)].before) {
            if (plan[at(sequences_[at(s)].set)] != sequences_[at(s)].action) return false;
        }
        return true;
    }

    const ExtensiveForm& game_;
    std::vector<OwnSequence> sequences_;  // the empty one first
    std::vector<int> sequence_of_node_;
    std::vector<int> sets_;  // of the player, by their numbers
    std::size_t most_ = 0;
    Plan plan_;
    std::set<std::pair<int, int>> open_;  // undecided and come to: number, set
    std::vector<Plan> plans_;
};

struct Ending {
    int node = 0;
    Rational probability;           // of chance's moves on the way
    std::vector<Rational> payoffs;  // of all outcomes on the way
};

// Calls `visit` with every ending. Nodes come before their children and one branch after another, so that
// what holds on the way to a node is known from the latest node of each lesser depth.
void for_each_ending(const ExtensiveForm& game, const auto& visit) {
    std::vector<int> depth;
    std::vector<Ending> way;  // by depth
    for (int node = 0; node < std::ssize(game.nodes); ++node) {
        const TreeNode& n = game.nodes[at(node)];
        depth.push_back(n.parent == kNone ? 0 : depth[at(n.parent)] + 1);
        const std::size_t here = at(depth.back());
        way.resize(here);
        way.push_back(here == 0 ? Ending{node, 1, std::vector<Rational>(game.players.size())} : way.back());
        Ending& ending = way.back();
        ending.node = node;
        if (n.outcome != kNone) {
            const std::vector<Rational>& payoffs = game.outcomes[at(n.outcome)].payoffs;
            for (std::size_t i = 0; i < payoffs.size(); ++i) ending.payoffs[i] += payoffs[i];
        }
        if (n.parent != kNone) {
            const InformationSet& set = game.information_sets[at(game.nodes[at(n.parent)].information_set)];
            if (set.player == kChance) ending.probability *= set.probabilities[at(n.action)];
        }
        if (n.information_set == kNone && ending.probability != 0) visit(ending);
    }
}

// Calls `visit` with every sum of one element from each list.
void for_each_sum(const std::vector<std::vector<std::size_t>>& lists, std::size_t from, std::size_t sum,
                  const auto& visit) {
    if (from == lists.size()) {
        visit(sum);
        return;
    }
    for (const std::size_t value : lists[from]) for_each_sum(lists, from + 1, sum + value, visit);
}

template <class Number>
std::vector<std::vector<Number>> behaviour_in(const ExtensiveForm& game,
                                              const std::vector<std::vector<Number>>& profile) {
    std::vector<std::vector<Number>> behaviour(game.information_sets.size());
    for (int i = 0; i < std::ssize(game.players); ++i) {
        const std::vector<Plan> plans = PlanLister(game, i).list(kMostPayoffs);
        for (std::size_t k = 0; k < plans.size(); ++k) {
            if (!(profile[at(i)][k] > 0)) continue;
            for (std::size_t set = 0; set < plans[k].size(); ++set) {
                if (plans[k][set] == kNone) continue;
                behaviour[set].resize(game.information_sets[set].actions.size());
                behaviour[set][at(plans[k][set])] += profile[at(i)][k];
            }
        }
    }
    for (std::vector<Number>& probabilities : behaviour) {
        if (!probabilities.empty()) probabilities = to_simplex(std::move(probabilities));
    }
    return behaviour;
}

}  // namespace

NormalForm reduced_form(const ExtensiveForm& game, const std::string& file) {
    const int players = static_cast<int>(game.players.size());
    const auto refuse = [&](const std::string& why) {
        throw InputError({file}, "the strategic form of this tree is too large: " + why);
    };
    const TreeShape shape = shape_of(game);
    double payoffs_in_all = players;
    for (int i = 0; i < players && shape.perfect_recall(); ++i) payoffs_in_all *= count_plans(game, shape, i);
    if (payoffs_in_all > static_cast<double>(kMostPayoffs))
        refuse(fmt::format("it has more than {} payoffs", kMostPayoffs));
    const std::size_t most_plans =
        std::min(kMostPayoffs, kMostChoicesInPlans / std::max<std::size_t>(game.information_sets.size(), 1));
    std::vector<PlanLister> listers;
    std::vector<std::vector<Plan>> plans;
    std::vector<GamePlayer> named;
    std::vector<std::size_t> sizes(at(players), 1);
    for (int i = 0; i < players; ++i) {
        PlanLister& lister = listers.emplace_back(game, i);
        if (lister.information_sets() > kMostSetsOfPlayer) {
            refuse(fmt::format("'{}' has more than {} information sets", game.players[at(i)],
                               kMostSetsOfPlayer));
        }
        plans.push_back(lister.list(std::min(most_plans, kMostPayoffs / count_payoffs(sizes))));
        sizes[at(i)] = plans.back().size();
        if (sizes[at(i)] > most_plans)
            refuse(fmt::format("'{}' has more than {} strategies", game.players[at(i)], most_plans));
        if (count_payoffs(sizes) > kMostPayoffs)
            refuse(fmt::format("it has more than {} payoffs", kMostPayoffs));
        GamePlayer& player = named.emplace_back(GamePlayer{game.players[at(i)], {}});
        for (const Plan& plan : plans.back()) player.strategies.push_back(lister.name(plan));
    }

    std::vector<Rational> payoffs(count_payoffs(sizes));
    for_each_ending(game, [&](const Ending& ending) {
        std::vector<std::vector<std::size_t>> offsets(at(players));  // of the plans that allow this ending
        std::size_t stride = 1;
        for (int i = 0; i < players; ++i) {
            for (std::size_t k = 0; k < plans[at(i)].size(); ++k) {
                if (listers[at(i)].allows(plans[at(i)][k], ending.node)) offsets[at(i)].push_back(k * stride);
            }
            stride *= plans[at(i)].size();
        }
        std::vector<Rational> share;
        for (const Rational& payoff : ending.payoffs) share.emplace_back(ending.probability * payoff);
        for_each_sum(offsets, 0, 0, [&](std::size_t profile) {
            for (std::size_t i = 0; i < share.size(); ++i) payoffs[profile * share.size() + i] += share[i];
        });
    });
    NormalForm form(game.title, std::move(named), std::move(payoffs));
    form.comment = game.comment;
    return form;
}

MixedProfile mixed_profile(const ExtensiveForm& game, const BehaviourProfile& behaviour) {
    MixedProfile profile;
    for (int i = 0; i < std::ssize(game.players); ++i) {
        std::vector<double>& mixture = profile.emplace_back();
        for (const Plan& plan : PlanLister(game, i).list(kMostPayoffs)) {
            double probability = 1.0;
            for (std::size_t set = 0; set < plan.size(); ++set) {
                if (plan[set] != kNone) probability *= behaviour[set][at(plan[set])];
            }
            mixture.push_back(probability);
        }
    }
    return profile;
}

ExactBehaviour behaviour_of(const ExtensiveForm& game, const ExactProfile& profile) {
    return behaviour_in(game, profile);
}

BehaviourProfile behaviour_of(const ExtensiveForm& game, const MixedProfile& profile) {
    return behaviour_in(game, profile);
}

}  // namespace offramp
