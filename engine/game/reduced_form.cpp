#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/extensive_form.hpp"

namespace offramp {
namespace {

// What a reduced strategy does at each information set of the game; kNone where it is not asked.
using Plan = std::vector<int>;

// The choices of one player that a node's path from the root needs.
using OwnPath = std::vector<std::pair<int, int>>;  // information set, action

OwnPath own_path(const ExtensiveForm& game, int node, int player) {
    OwnPath path;
    for (int child = node; game.nodes[at(child)].parent != kNone; child = game.nodes[at(child)].parent) {
        const TreeNode& here = game.nodes[at(child)];
        const int set = game.nodes[at(here.parent)].information_set;
        if (game.information_sets[at(set)].player == player) path.emplace_back(set, here.action);
    }
    return path;
}

bool allows(const Plan& plan, const OwnPath& path) {
    return std::all_of(path.begin(), path.end(),
                       [&](const auto& choice) { return plan[at(choice.first)] == choice.second; });
}

class PlanLister {
  public:
    PlanLister(const ExtensiveForm& game, int player) : game_(game) {
        paths_.resize(game.information_sets.size());
        for (int node = 0; node < std::ssize(game.nodes); ++node) {
            const int set = game.nodes[at(node)].information_set;
            if (set != kNone && game.information_sets[at(set)].player == player) {
                paths_[at(set)].push_back(own_path(game, node, player));
            }
        }
        for (int set = 0; set < std::ssize(paths_); ++set) {
            if (!paths_[at(set)].empty()) sets_.push_back(set);
        }
        std::sort(sets_.begin(), sets_.end(), [&](int a, int b) {
            return game.information_sets[at(a)].number < game.information_sets[at(b)].number;
        });
    }

    // Every reduced strategy once; stops soon after `most`.
    std::vector<Plan> list(std::size_t most) {
        most_ = most;
        Plan plan(game_.information_sets.size(), kNone);
        extend(plan);
        return std::move(plans_);
    }

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
    // The first information set that play can reach and the plan says nothing about; deciding there can only
    // open others, so every reduced strategy comes up exactly once.
    int undecided(const Plan& plan) const {
        for (const int set : sets_) {
            const std::vector<OwnPath>& members = paths_[at(set)];
            if (plan[at(set)] == kNone &&
                std::any_of(members.begin(), members.end(),
                            [&](const OwnPath& path) { return allows(plan, path); })) {
                return set;
            }
        }
        return kNone;
    }

    // Recurses once an information set of one player.
    void extend(Plan& plan) {
        if (plans_.size() > most_) return;
        const int set = undecided(plan);
        if (set == kNone) {
            plans_.push_back(plan);
            return;
        }
        for (int action = 0; action < std::ssize(game_.information_sets[at(set)].actions); ++action) {
            plan[at(set)] = action;
            extend(plan);
        }
        plan[at(set)] = kNone;
    }

    const ExtensiveForm& game_;
    std::vector<std::vector<OwnPath>> paths_;  // of the members of each information set of the player
    std::vector<int> sets_;
    std::size_t most_ = 0;
    std::vector<Plan> plans_;
};

struct Ending {
    Rational probability;           // of chance's moves on the way
    std::vector<Rational> payoffs;  // of all outcomes on the way
};

Ending ending_at(const ExtensiveForm& game, int node) {
    Ending ending{1, std::vector<Rational>(game.players.size())};
    for (int here = node; here != kNone; here = game.nodes[at(here)].parent) {
        const TreeNode& n = game.nodes[at(here)];
        if (n.outcome != kNone) {
            const std::vector<Rational>& payoffs = game.outcomes[at(n.outcome)].payoffs;
            for (std::size_t i = 0; i < payoffs.size(); ++i) ending.payoffs[i] += payoffs[i];
        }
        if (n.parent == kNone) continue;
        const InformationSet& set = game.information_sets[at(game.nodes[at(n.parent)].information_set)];
        if (set.player == kChance) ending.probability *= set.probabilities[at(n.action)];
    }
    return ending;
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

}  // namespace

NormalForm reduced_form(const ExtensiveForm& game, const std::string& file) {
    const int players = static_cast<int>(game.players.size());
    std::vector<std::vector<Plan>> plans;
    std::vector<GamePlayer> named;
    std::vector<std::size_t> sizes(at(players), 1);
    for (int i = 0; i < players; ++i) {
        PlanLister lister(game, i);
        plans.push_back(lister.list(kMostPayoffs / count_payoffs(sizes)));
        sizes[at(i)] = plans.back().size();
        if (count_payoffs(sizes) > kMostPayoffs) break;
        GamePlayer& player = named.emplace_back(GamePlayer{game.players[at(i)], {}});
        for (const Plan& plan : plans.back()) player.strategies.push_back(lister.name(plan));
    }
    if (count_payoffs(sizes) > kMostPayoffs) {
        throw InputError(
            Diagnostic{{file},
                       fmt::format("the strategic form of this tree has more than {} payoffs", kMostPayoffs),
                       ""});
    }

    std::vector<Rational> payoffs(count_payoffs(sizes));
    for (int node = 0; node < std::ssize(game.nodes); ++node) {
        if (game.nodes[at(node)].information_set != kNone) continue;
        const Ending ending = ending_at(game, node);
        if (ending.probability == 0) continue;
        std::vector<std::vector<std::size_t>> offsets(at(players));  // of the plans that allow this ending
        std::size_t stride = 1;
        for (int i = 0; i < players; ++i) {
            const OwnPath path = own_path(game, node, i);
            for (std::size_t k = 0; k < plans[at(i)].size(); ++k) {
                if (allows(plans[at(i)][k], path)) offsets[at(i)].push_back(k * stride);
            }
            stride *= plans[at(i)].size();
        }
        std::vector<Rational> share;
        for (const Rational& payoff : ending.payoffs) share.push_back(ending.probability * payoff);
        for_each_sum(offsets, 0, 0, [&](std::size_t profile) {
            for (std::size_t i = 0; i < share.size(); ++i) payoffs[profile * share.size() + i] += share[i];
        });
    }
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

}  // namespace offramp
