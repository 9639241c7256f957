// SPDX-License-Identifier: Apache-2.0
#include "engine/game/signalling.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/index.hpp"
#include "engine/game/matrix_game.hpp"
#include "engine/game/tree_play.hpp"

namespace offramp {
namespace {

constexpr double kTieTolerance = 1e-9;      // in units of the payoff range
constexpr double kUnsent = 1e-9;            // a message with less probability is not sent
constexpr std::size_t kMostD1Answers = 12;  // every set of answers is looked at

std::vector<Rational> payoffs_of(const ExtensiveForm& game, int end) {
    std::vector<Rational> sum(game.players.size());
    for (int node = end; node != kNone; node = game.nodes[at(node)].parent) {
        const int outcome = game.nodes[at(node)].outcome;
        if (outcome == kNone) continue;
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += game.outcomes[at(outcome)].payoffs[i];
    }
    return sum;
}

double sends(const SignallingGame& game, const BehaviourProfile& behaviour, int type, int message) {
    return behaviour[at(game.type_sets[at(type)])][at(game.actions[at(type)][at(message)])];
}

class Refinements {
  public:
    Refinements(const SignallingGame& game, const BehaviourProfile& behaviour)
        : game_(game), behaviour_(behaviour), all_(game.types.size()) {
        std::iota(all_.begin(), all_.end(), 0);
        double least = game.payoffs[0][0][0][0];
        double most = least;
        for (const auto& message : game.payoffs) {
            for (const auto& type : message) {
                for (const auto& answer : type) {
                    least = std::min({least, answer[0], answer[1]});
                    most = std::max({most, answer[0], answer[1]});
                }
            }
        }
        tolerance_ = kTieTolerance * (most > least ? most - least : 1.0);
        for (const int t : all_) equilibrium_.push_back(payoff_of(t));
    }

    bool is_sent(int message) const {
        double sum = 0.0;
        for (const int t : all_) sum += game_.prior[at(t)] * sends(game_, behaviour_, t, message);
        return sum > kUnsent;
    }

    bool is_supported(int message) const {
        const std::vector<double>& answer = behaviour_[at(game_.message_sets[at(message)])];
        std::vector<int> given;
        for (int a = 0; a < answers(message); ++a) {
            if (answer[at(a)] > kUnsent) given.push_back(a);
        }
        return are_best(message, given, all_);
    }

    RefinementVerdict intuitive(int message) const {
        const std::vector<int> best = best_answers(message, all_);
        std::vector<int> left;
        for (const int t : all_) {
            const bool could_gain =
                std::ranges::any_of(best, [&](int a) { return gain(message, t, a) >= -tolerance_; });
            if (could_gain) left.push_back(t);
        }
        if (left.empty()) return {};
        const std::vector<int> answers_then = best_answers(message, left);
        const bool fails = std::ranges::any_of(left, [&](int t) {
            return std::ranges::all_of(answers_then, [&](int a) { return gain(message, t, a) > tolerance_; });
        });
        if (fails) return {false, message, left};
        return {};
    }

    RefinementVerdict d1(int message) const {
        std::vector<int> left;
        for (const int t : all_) {
            const bool is_pruned = std::ranges::any_of(
                all_, [&](int other) { return other != t && gains_more_often(message, other, t); });
            if (!is_pruned) left.push_back(t);
        }
        if (left.empty() || can_be_deterred(message, left)) return {};
        return {false, message, left};
    }

    int answers(int message) const { return static_cast<int>(game_.payoffs[at(message)][0].size()); }

  private:
    double payoff_of(int type) const {
        double sum = 0.0;
        for (int m = 0; m < std::ssize(game_.messages); ++m) {
            const int set = game_.message_sets[at(m)];
            for (int a = 0; a < answers(m); ++a) {
                const double answered = set == kNone ? 1.0 : behaviour_[at(set)][at(a)];
                sum +=
                    sends(game_, behaviour_, type, m) * answered * game_.payoffs[at(m)][at(type)][at(a)][0];
            }
        }
        return sum;
    }

    // By sending the message, if it is answered so, over the equilibrium.
    double gain(int message, int type, int answer) const {
        return game_.payoffs[at(message)][at(type)][at(answer)][0] - equilibrium_[at(type)];
    }

    // Whether some belief in these types makes all of these answers best: nature, who chooses the belief, can
    // keep what any other answer has over any of them from being positive.
    bool are_best(int message, const std::vector<int>& chosen, const std::vector<int>& types) const {
        PayoffTable lead;  // of the answers chosen over all others
        for (const int t : types) {
            const auto& payoffs = game_.payoffs[at(message)][at(t)];
            std::vector<double>& row = lead.emplace_back();
            for (const int a : chosen) {
                for (const auto& other : payoffs) row.push_back(payoffs[at(a)][1] - other[1]);
            }
        }
        return solve_matrix_game(lead).value >= -tolerance_;
    }

    std::vector<int> best_answers(int message, const std::vector<int>& types) const {
        std::vector<int> best;
        for (int a = 0; a < answers(message); ++a) {
            if (are_best(message, {a}, types)) best.push_back(a);
        }
        return best;
    }

    // Whether `more` gains against every best answer, mixed ones included, against which `less` gains or does
    // not lose, and gains against one at all. What mixtures bring is linear: their extreme points, pure or of
    // two answers where `less` neither gains nor loses, decide.
    bool gains_more_often(int message, int more, int less) const {
        const std::vector<int> best = best_answers(message, all_);
        const auto gains = [&](int type) {
            return [this, message, type](int a) { return gain(message, type, a) > tolerance_; };
        };
        if (std::ranges::none_of(best, gains(more))) return false;
        for (const int a : best) {
            if (gain(message, less, a) >= -tolerance_ && !gains(more)(a)) return false;
            for (const int b : best) {
                const double up = gain(message, less, a);
                const double down = gain(message, less, b);
                if (up <= tolerance_ || down >= -tolerance_ || !are_best(message, {a, b}, all_)) continue;
                const double share = -down / (up - down);  // of a
                const double of_more =
                    share * gain(message, more, a) + (1.0 - share) * gain(message, more, b);
                if (of_more <= tolerance_) return false;
            }
        }
        return true;
    }

    // Whether some belief in these types has a best answer, or mixture of best answers, by which no type
    // gains.
    bool can_be_deterred(int message, const std::vector<int>& types) const {
        for (unsigned set = 1; set < 1U << answers(message); ++set) {
            std::vector<int> chosen;
            for (int a = 0; a < answers(message); ++a) {
                if ((set >> a & 1U) != 0) chosen.push_back(a);
            }
            PayoffTable gains;
            for (const int t : all_) {
                std::vector<double>& row = gains.emplace_back();
                for (const int a : chosen) row.push_back(gain(message, t, a));
            }
            if (solve_matrix_game(gains).value <= tolerance_ && are_best(message, chosen, types)) return true;
        }
        return false;
    }

    const SignallingGame& game_;
    const BehaviourProfile& behaviour_;
    std::vector<int> all_;  // types
    std::vector<double> equilibrium_;
    double tolerance_ = 0.0;
};

SignallingReading::Kind kind_of(const SignallingGame& game, const BehaviourProfile& behaviour) {
    using enum SignallingReading::Kind;
    bool pools = false;
    bool separates = true;
    for (int m = 0; m < std::ssize(game.messages); ++m) {
        int senders = 0;
        bool all_send = true;
        for (int t = 0; t < std::ssize(game.types); ++t) {
            const double p = sends(game, behaviour, t, m);
            if (p > kUnsent) ++senders;
            all_send = all_send && p >= 1.0 - kUnsent;
        }
        pools = pools || all_send;
        separates = separates && senders <= 1;
    }
    return pools ? kPooling : separates ? kSeparating : kPartlyPooling;
}

// The action of a type that is the message: the only one that leads to its information set, or the end of
// that name.
std::optional<int> action_for(const ExtensiveForm& game, int type_node, int message_set,
                              const std::string& name) {
    const TreeNode& node = game.nodes[at(type_node)];
    const InformationSet& set = game.information_sets[at(node.information_set)];
    std::optional<int> found;
    for (int a = 0; a < std::ssize(node.children); ++a) {
        const int leads_to = game.nodes[at(node.children[at(a)])].information_set;
        if (leads_to != message_set || (message_set == kNone && set.actions[at(a)] != name)) continue;
        if (found) return std::nullopt;
        found = a;
    }
    return found;
}

// As all types call it, else as the receiver's information set is called.
std::string name_of_message(const ExtensiveForm& game, const SignallingGame& signalling,
                            std::size_t message) {
    const auto called = [&](std::size_t t) -> const std::string& {
        return game.information_sets[at(signalling.type_sets[t])].actions[at(signalling.actions[t][message])];
    };
    for (std::size_t t = 1; t < signalling.types.size(); ++t) {
        const int set = signalling.message_sets[message];
        if (called(t) != called(0) && set != kNone && !game.information_sets[at(set)].label.empty())
            return game.information_sets[at(set)].label;
    }
    return called(0);
}

}  // namespace

std::optional<SignallingGame> signalling_game(const ExtensiveForm& game) {
    const TreeNode& root = game.nodes.front();
    if (game.players.size() != 2 || root.information_set == kNone) return std::nullopt;
    const InformationSet& nature = game.information_sets[at(root.information_set)];
    if (nature.player != kChance || root.children.size() < 2) return std::nullopt;
    const TreeShape shape = shape_of(game);
    SignallingGame result;
    result.types = nature.actions;
    for (const Rational& p : nature.probabilities) result.prior.push_back(to_double(p));
    if (std::ranges::any_of(result.prior, [](double p) { return p <= 0.0; })) return std::nullopt;
    const TreeNode& first = game.nodes[at(root.children.front())];
    if (first.information_set == kNone) return std::nullopt;
    const InformationSet& first_type = game.information_sets[at(first.information_set)];
    const int sender = first_type.player;
    if (sender == kChance) return std::nullopt;
    for (const int sent : first.children) result.message_sets.push_back(game.nodes[at(sent)].information_set);
    result.payoffs.resize(first.children.size());
    for (const int type : root.children) {
        const int set = game.nodes[at(type)].information_set;
        if (set == kNone || shape.members[at(set)].size() != 1 ||
            game.information_sets[at(set)].player != sender ||
            game.nodes[at(type)].children.size() != first.children.size())
            return std::nullopt;
        result.type_sets.push_back(set);
        std::vector<int>& actions = result.actions.emplace_back();
        for (std::size_t m = 0; m < first.children.size(); ++m) {
            const int message_set = result.message_sets[m];
            const auto action = action_for(game, type, message_set, first_type.actions[m]);
            if (!action) return std::nullopt;
            actions.push_back(*action);
            const int sent = game.nodes[at(type)].children[at(*action)];
            std::vector<int> ends = game.nodes[at(sent)].children;
            if (message_set == kNone) {
                ends = {sent};
            } else if (game.information_sets[at(message_set)].player != 1 - sender ||
                       shape.members[at(message_set)].size() != root.children.size()) {
                return std::nullopt;
            }
            auto& of_type = result.payoffs[m].emplace_back();
            for (const int end : ends) {
                if (game.nodes[at(end)].information_set != kNone) return std::nullopt;
                const std::vector<Rational> sums = payoffs_of(game, end);
                of_type.push_back({to_double(sums[at(sender)]), to_double(sums[at(1 - sender)])});
            }
        }
    }
    for (std::size_t m = 0; m < result.payoffs.size(); ++m)
        result.messages.push_back(name_of_message(game, result, m));
    return result;
}

SignallingReading read_signalling(const SignallingGame& game, const BehaviourProfile& behaviour) {
    const Refinements refinements(game, behaviour);
    SignallingReading reading;
    reading.kind = kind_of(game, behaviour);
    for (int m = 0; m < std::ssize(game.messages); ++m) {
        if (refinements.is_sent(m)) {
            if (reading.kind == SignallingReading::Kind::kPooling) reading.pooled_on = m;
        } else if (game.message_sets[at(m)] != kNone && !refinements.is_supported(m)) {
            reading.unsupported = m;
            reading.sequential = false;
        }
    }
    reading.d1.emplace();
    for (int m = 0; m < std::ssize(game.messages); ++m) {
        if (refinements.is_sent(m) || game.message_sets[at(m)] == kNone) continue;
        if (reading.intuitive.passes) reading.intuitive = refinements.intuitive(m);
        if (at(refinements.answers(m)) > kMostD1Answers) reading.d1.reset();
        if (reading.d1 && reading.d1->passes) reading.d1 = refinements.d1(m);
    }
    return reading;
}

}  // namespace offramp
