// SPDX-License-Identifier: Apache-2.0
#include "engine/game/profile_check.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/linear_program.hpp"
#include "engine/game/signalling.hpp"

namespace offramp {
namespace {

constexpr int kErrorTries = 200;

/// A part of the tree, from its root to ends of play and the roots of smaller subgames, seen by one player.
struct PartSeen {
    std::vector<int> nodes;      // in the order of the tree; the rest goes by positions in this list
    std::vector<int> parent;     // kNone for the root
    std::vector<int> choice;     // the player's last on the way, within the part; else kNone
    std::vector<double> reach;   // by the moves of all others, from the root
    std::vector<double> before;  // paid on coming there; at the root of a smaller subgame nothing
    std::vector<double> best;    // the same, with all that the player's best is worth in a smaller subgame
    std::vector<double> played;  // what all are going to do is worth from there on, with what is paid there
};

class ProfileChecker {
  public:
    ProfileChecker(const ExtensiveForm& game, const BehaviourProfile& behaviour, double tolerance)
        : game_(game), behaviour_(behaviour), shape_(shape_of(game)), is_root_(subgame_roots(game, shape_)) {
        ensure(shape_.perfect_recall(), "checking a profile needs perfect recall");
        result_.tolerance = tolerance * payoff_range(game);
        result_.payoffs = expected_payoffs(game, behaviour);
        result_.sets.resize(game.information_sets.size());
        result_.regrets.resize(game.players.size());
        worth_.assign(at(shape_.choices), 0.0);
        place_.assign(game.information_sets.size(), kNone);
        const std::vector<double> reach = reach_of_sets(game, behaviour);
        for (const int set : shape_.sets) result_.sets[at(set)].reach = reach[at(set)];
    }

    ProfileCheck check() {
        result_.subgame_perfect = true;
        for (int player = 0; player < std::ssize(game_.players); ++player) {
            best_.assign(game_.nodes.size(), 0.0);
            played_.assign(game_.nodes.size(), 0.0);
            for (int root = static_cast<int>(game_.nodes.size()) - 1; root >= 0; --root) {
                if (is_root_[at(root)]) look_at(part_at(root, player), player);
            }
            result_.regrets[at(player)] = std::max(best_[0] - played_[0], 0.0);
        }
        const auto is_none = [&](double gain) { return gain <= result_.tolerance; };
        result_.nash = std::ranges::all_of(result_.regrets, is_none);
        result_.perfect_bayesian = std::ranges::all_of(result_.sets, is_none, &SetSupport::gain);
        result_.sequential = is_sequential();
        return std::move(result_);
    }

  private:
    PartSeen part_at(int root, int player) const {
        PartSeen part;
        SubgameNodes places = nodes_of_subgame(game_, is_root_, root);
        part.nodes = std::move(places.nodes);
        part.parent = std::move(places.parent);
        for (std::size_t k = 0; k < part.nodes.size(); ++k) {
            const int node = part.nodes[k];
            const int parent = part.parent[k];
            const TreeNode& n = game_.nodes[at(node)];
            part.choice.push_back(parent == kNone ? kNone : part.choice[at(parent)]);
            part.reach.push_back(parent == kNone ? 1.0 : part.reach[at(parent)]);
            if (parent != kNone) {
                const int set = game_.nodes[at(n.parent)].information_set;
                if (game_.information_sets[at(set)].player == player) {
                    part.choice.back() = shape_.first_choice[at(set)] + n.action;
                } else {
                    part.reach.back() *= behaviour_[at(set)][at(n.action)];
                }
            }
            const bool is_smaller = node != root && is_root_[at(node)];
            const double paid =
                n.outcome == kNone ? 0.0 : to_double(game_.outcomes[at(n.outcome)].payoffs[at(player)]);
            part.before.push_back(is_smaller ? 0.0 : paid);
            part.best.push_back(is_smaller ? best_[at(node)] : paid);
            part.played.push_back(is_smaller ? played_[at(node)] : paid);
        }
        for (std::size_t k = part.nodes.size(); k-- > 1;) {
            const TreeNode& n = game_.nodes[at(part.nodes[k])];
            const int set = game_.nodes[at(n.parent)].information_set;
            part.played[at(part.parent[k])] += behaviour_[at(set)][at(n.action)] * part.played[k];
        }
        return part;
    }

    // The player's own information sets in a part, in the order of the tree, each with its nodes' positions.
    struct OwnSet {
        int set = 0;
        std::vector<int> members;
    };

    std::vector<OwnSet> own_sets(const PartSeen& part, int player) {
        std::vector<OwnSet> own;
        for (std::size_t k = 0; k < part.nodes.size(); ++k) {
            if (k > 0 && is_root_[at(part.nodes[k])]) continue;
            const int set = game_.nodes[at(part.nodes[k])].information_set;
            if (set == kNone || game_.information_sets[at(set)].player != player) continue;
            if (place_[at(set)] == kNone) {
                place_[at(set)] = static_cast<int>(own.size());
                own.push_back({set, {}});
            }
            own[at(place_[at(set)])].members.push_back(static_cast<int>(k));
        }
        return own;
    }

    // Within the part: what the player's best is worth, and at each of its information sets what it gains.
    void look_at(const PartSeen& part, int player) {
        const std::vector<OwnSet> own = own_sets(part, player);
        double before_any = 0.0;
        const auto worth_after = [&](int choice) -> double& {
            return choice == kNone ? before_any : worth_[at(choice)];
        };
        for (std::size_t k = 0; k < part.nodes.size(); ++k)
            worth_after(part.choice[k]) += part.reach[k] * part.best[k];
        for (std::size_t h = own.size(); h-- > 0;) {
            const auto [better, best] = best_action(own[h].set);
            double comes = 0.0;
            double played = 0.0;
            for (const int k : own[h].members) {
                comes += part.reach[at(k)];
                played += part.reach[at(k)] * (part.played[at(k)] - part.before[at(k)]);
            }
            worth_after(part.choice[at(own[h].members.front())]) += best;
            SetSupport& support = result_.sets[at(own[h].set)];
            support.free = comes <= 0.0;
            if (support.free) {
                find_beliefs(part, own, h, support);
            } else {
                for (const int k : own[h].members) support.beliefs.push_back(part.reach[at(k)] / comes);
                note_gain(support, (best - played) / comes, better);
            }
        }
        const std::size_t root = at(part.nodes[0]);
        best_[root] = before_any;
        played_[root] = part.played[0];
        if (best_[root] - played_[root] > result_.tolerance) result_.subgame_perfect = false;
    }

    std::pair<int, double> best_action(int set) const {
        const auto first = worth_.begin() + shape_.first_choice[at(set)];
        const auto best =
            std::max_element(first, first + std::ssize(game_.information_sets[at(set)].actions));
        return {static_cast<int>(best - first), *best};
    }

    void note_gain(SetSupport& support, double gain, int better) const {
        support.gain = std::max(gain, 0.0);
        if (support.gain > result_.tolerance) support.better = better;
    }

    // The beliefs at a free set under which the player gains least by its best way on: of belief m and worth
    // v of each of its sets from this one on, least v - sum of m times what is played, with v at least what
    // each action there is worth (the dual of the best response in sequence form, von Stengel 1996).
    void find_beliefs(const PartSeen& part, const std::vector<OwnSet>& own, std::size_t h,
                      SetSupport& support) {
        count_work(part.nodes.size());
        const OwnSet& here = own[h];
        const std::size_t size = here.members.size();
        std::vector<int> origin(part.nodes.size(), kNone);  // the member behind which a node lies
        std::vector<double> reach(part.nodes.size(), 1.0);  // from there, by the others' moves
        std::vector<bool> is_member(part.nodes.size());
        for (std::size_t m = 0; m < size; ++m) {
            origin[at(here.members[m])] = static_cast<int>(m);
            is_member[at(here.members[m])] = true;
        }

        std::map<int, int> variable;     // of the worth of each set from this one on
        std::vector<std::size_t> later;  // these sets' positions in `own`
        LinearProgram program;
        program.objective.assign(size, 0.0);
        program.low.assign(size, 0.0);
        for (std::size_t m = 0; m < size; ++m)
            program.objective[m] = part.played[at(here.members[m])] - part.before[at(here.members[m])];
        for (std::size_t k = 1; k < part.nodes.size(); ++k) {
            const std::size_t parent = at(part.parent[k]);
            if (origin[k] != kNone || origin[parent] == kNone) continue;
            origin[k] = origin[parent];
            const TreeNode& n = game_.nodes[at(part.nodes[k])];
            const int set = game_.nodes[at(n.parent)].information_set;
            reach[k] = reach[parent];
            if (part.choice[k] == part.choice[parent]) reach[k] *= behaviour_[at(set)][at(n.action)];
        }
        for (std::size_t j = h; j < own.size(); ++j) {
            if (j > h && origin[at(own[j].members.front())] == kNone) continue;
            variable[own[j].set] = static_cast<int>(program.objective.size());
            later.push_back(j);
            program.objective.push_back(j == h ? -1.0 : 0.0);
            program.low.push_back(-kUnbounded);
        }
        // What each choice from here on is worth: a term a belief, and the worth of what is decided next.
        std::map<int, std::vector<double>> by_belief;
        std::map<int, std::vector<int>> next;
        for (std::size_t k = 0; k < part.nodes.size(); ++k) {
            if (origin[k] == kNone || part.best[k] == 0.0 || is_member[k]) continue;
            std::vector<double>& terms = by_belief[part.choice[k]];
            terms.resize(size);
            terms[at(origin[k])] += reach[k] * part.best[k];
        }
        for (const std::size_t j : later) {
            if (j != h) next[part.choice[at(own[j].members.front())]].push_back(own[j].set);
        }
        for (const std::size_t j : later) {
            const int set = own[j].set;
            for (std::size_t a = 0; a < game_.information_sets[at(set)].actions.size(); ++a) {
                const int choice = shape_.first_choice[at(set)] + static_cast<int>(a);
                LinearRow row{.terms = {{variable[set], 1.0}}, .low = 0.0};
                for (std::size_t m = 0; m < by_belief[choice].size(); ++m) {
                    if (by_belief[choice][m] != 0.0)
                        row.terms.push_back({static_cast<int>(m), -by_belief[choice][m]});
                }
                for (const int follows : next[choice]) row.terms.push_back({variable[follows], -1.0});
                program.rows.push_back(std::move(row));
            }
        }
        LinearRow sum{.terms = {}, .low = 1.0, .high = 1.0};
        for (std::size_t m = 0; m < size; ++m) sum.terms.push_back({static_cast<int>(m), 1.0});
        program.rows.push_back(std::move(sum));

        const LinearSolution found = solve(program);
        ensure(found.status == LinearSolution::Status::optimal, "some beliefs gain least");
        support.beliefs.assign(found.variables.begin(), found.variables.begin() + std::ssize(here.members));
        // The action that is worth most with these beliefs.
        int better = 0;
        double most = -kUnbounded;
        for (std::size_t a = 0; a < game_.information_sets[at(here.set)].actions.size(); ++a) {
            const int choice = shape_.first_choice[at(here.set)] + static_cast<int>(a);
            double worth = 0.0;
            for (std::size_t m = 0; m < by_belief[choice].size(); ++m)
                worth += support.beliefs[m] * by_belief[choice][m];
            for (const int follows : next[choice]) worth += found.variables[at(variable[follows])];
            if (worth > most) {
                most = worth;
                better = static_cast<int>(a);
            }
        }
        note_gain(support, -found.objective, better);
    }

    void count_work(std::size_t nodes) {
        work_ += nodes;
        if (work_ > kMostNodesBehind) {
            throw InputError(
                {},
                "the tree is too large to look for beliefs at all information sets that play does "
                "not lead to");
        }
    }

    std::optional<bool> is_sequential() const {
        if (!result_.perfect_bayesian || !result_.nash) return false;
        const bool is_free = std::ranges::any_of(
            result_.sets, [](const SetSupport& set) { return set.free && set.beliefs.size() > 1; });
        if (!is_free) return true;
        if (const std::optional<SignallingGame> signalling = signalling_game(game_))
            return read_signalling(*signalling, behaviour_).sequential;
        std::mt19937_64 random(1);
        BehaviourProfile errors;
        for (const std::vector<double>& p : behaviour_) errors.emplace_back(p.size(), 1.0);
        for (int k = 0; k < kErrorTries; ++k) {
            Assessment assessment;
            assessment.beliefs = consistent_beliefs(game_, shape_, behaviour_, errors);
            if (largest_gain(game_, shape_, behaviour_, assessment) <= result_.tolerance) return true;
            for (std::vector<double>& of_set : errors) {
                for (double& error : of_set)  // between 1e-9 and 1, alike in logarithm
                    error = elementary::exp(-20.7 * static_cast<double>(random() >> 11) * 0x1p-53);
            }
        }
        return std::nullopt;
    }

    const ExtensiveForm& game_;
    const BehaviourProfile& behaviour_;
    const TreeShape shape_;
    const std::vector<bool> is_root_;
    std::vector<double> best_, played_;  // of subgames at their roots, to the player at hand
    std::vector<double> worth_;          // of all that follows each choice within its part
    std::vector<int> place_;             // of each information set among its player's in its part
    std::uint64_t work_ = 0;
    ProfileCheck result_;
};

}  // namespace

ProfileCheck check_profile(const ExtensiveForm& game, const BehaviourProfile& behaviour, double tolerance) {
    return ProfileChecker(game, behaviour, tolerance).check();
}

}  // namespace offramp
