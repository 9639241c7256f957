// SPDX-License-Identifier: Apache-2.0
#include "engine/game/agent_logit.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/logit_system.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index kMostActionsOfTree = 2000;      // at all information sets: a step takes their cube
constexpr Index kMostDerivatives = 20'000'000;  // nodes times actions, held in memory

double range_of_payoffs(const ExtensiveForm& game) {
    double low = 0.0, high = 0.0;
    for (const TreeOutcome& outcome : game.outcomes) {
        for (const Rational& payoff : outcome.payoffs) {
            low = std::min(low, to_double(payoff));
            high = std::max(high, to_double(payoff));
        }
    }
    return high > low ? high - low : 1.0;
}

// The equations of agent logit equilibrium in the logarithms of all action probabilities, and lambda in units
// of 1 / range of the outcomes' payoffs. At each information set: probabilities sum to 1, and log-odds are
// lambda times differences of expected payoffs, given that the information set is reached.
class AgentLogitSystem {
  public:
    // Throws InputError for a tree that is too large.
    explicit AgentLogitSystem(const ExtensiveForm& game)
        : game_(game), unit_(range_of_payoffs(game)), first_(game.information_sets.size(), kNone) {
        for (std::size_t set = 0; set < game.information_sets.size(); ++set) {
            const InformationSet& s = game.information_sets[set];
            chance_.emplace_back();
            for (const Rational& p : s.probabilities) chance_.back().push_back(to_double(p));
            if (s.player == kChance) continue;
            first_[set] = size_;
            size_ += std::ssize(s.actions);
        }
        if (size_ > kMostActionsOfTree || size_ * std::ssize(game.nodes) > kMostDerivatives) {
            throw InputError({}, "this tree is too large for the logit branch of its agents");
        }
        members_.resize(game.information_sets.size());
        payoffs_.resize(game.players.size());
        for (int node = 0; node < std::ssize(game.nodes); ++node) {
            const TreeNode& n = game.nodes[at(node)];
            if (n.information_set != kNone) members_[at(n.information_set)].push_back(node);
            for (std::size_t i = 0; i < payoffs_.size(); ++i) {
                payoffs_[i].push_back(
                    n.outcome == kNone ? 0.0 : to_double(game.outcomes[at(n.outcome)].payoffs[i]) / unit_);
            }
        }
    }

    double unit() const { return unit_; }

    VectorXd uniform() const {
        VectorXd point = VectorXd::Zero(size_ + 1);
        for (std::size_t set = 0; set < first_.size(); ++set) {
            const auto actions = std::ssize(game_.information_sets[set].actions);
            if (first_[set] != kNone) {
                point.segment(first_[set], actions)
                    .setConstant(-elementary::log(static_cast<double>(actions)));
            }
        }
        return point;
    }

    AgentLogitPoint point_at(const VectorXd& point) const {
        AgentLogitPoint result{point[size_] / unit_, chance_, 0.0};
        for (std::size_t set = 0; set < first_.size(); ++set) {
            if (first_[set] == kNone) continue;
            double sum = 0.0;
            for (Index a = 0; a < std::ssize(game_.information_sets[set].actions); ++a) {
                result.behaviour[set].push_back(elementary::exp(point[first_[set] + a]));
                sum += result.behaviour[set].back();
            }
            for (double& p : result.behaviour[set]) p /= sum;
        }
        result.residual = residual(result);
        return result;
    }

    double residual(const AgentLogitPoint& point) const {
        return agent_logit_residual(game_, point.behaviour, point.lambda);
    }

    // The equations as the branch is traced through them.
    void operator()(const VectorXd& point, VectorXd& value, MatrixXd& jacobian) const {
        jacobian.setZero();
        VectorXd worth;
        MatrixXd slope;
        for (std::size_t player = 0; player < payoffs_.size(); ++player) {
            values_of(player, point, worth, slope);
            for (std::size_t set = 0; set < first_.size(); ++set) {
                if (game_.information_sets[set].player == static_cast<int>(player)) {
                    evaluate_set(set, point, worth, slope, value, jacobian);
                }
            }
        }
    }

  private:
    // Expected payoff of each node to one player, and its derivatives in the unknowns: children come after
    // their parents, so one pass from the back fills both.
    void values_of(std::size_t player, const VectorXd& point, VectorXd& worth, MatrixXd& slope) const {
        worth.setZero(std::ssize(game_.nodes));
        slope.setZero(size_, std::ssize(game_.nodes));
        for (Index node = std::ssize(game_.nodes) - 1; node >= 0; --node) {
            const TreeNode& n = game_.nodes[static_cast<std::size_t>(node)];
            worth[node] = payoffs_[player][static_cast<std::size_t>(node)];
            if (n.information_set == kNone) continue;
            const Index first = first_[at(n.information_set)];
            for (std::size_t a = 0; a < n.children.size(); ++a) {
                const Index child = n.children[a];
                const Index unknown = first + static_cast<Index>(a);
                const double p =
                    first == kNone ? chance_[at(n.information_set)][a] : elementary::exp(point[unknown]);
                worth[node] += p * worth[child];
                slope.col(node) += p * slope.col(child);
                if (first != kNone) slope(unknown, node) += p * worth[child];
            }
        }
    }

    // The unknowns on the way to a node, and the logarithm of its probability.
    double path_to(int node, const VectorXd& point, std::vector<Index>& unknowns) const {
        unknowns.clear();
        double log_probability = 0.0;
        for (int here = node; game_.nodes[at(here)].parent != kNone; here = game_.nodes[at(here)].parent) {
            const int set = game_.nodes[at(game_.nodes[at(here)].parent)].information_set;
            const int action = game_.nodes[at(here)].action;
            if (first_[at(set)] == kNone) {
                log_probability += elementary::log(chance_[at(set)][at(action)]);
            } else {
                unknowns.push_back(first_[at(set)] + action);
                log_probability += point[unknowns.back()];
            }
        }
        return log_probability;
    }

    void evaluate_set(std::size_t set, const VectorXd& point, const VectorXd& worth, const MatrixXd& slope,
                      VectorXd& value, MatrixXd& jacobian) const {
        const Index first = first_[set];
        const Index actions = std::ssize(game_.information_sets[set].actions);
        const std::vector<int>& members = members_[set];
        const double lambda = point[size_];

        // Beliefs: relative probabilities of the members, which stay exact where all of them vanish.
        std::vector<double> belief;
        std::vector<std::vector<Index>> paths(members.size());
        for (std::size_t m = 0; m < members.size(); ++m)
            belief.push_back(path_to(members[m], point, paths[m]));
        const double highest = *std::max_element(belief.begin(), belief.end());
        double sum = 0.0;
        for (double& b : belief) {
            b = std::isfinite(highest) ? elementary::exp(b - highest)
                                       : 1.0;  // chance never comes here: any belief
            sum += b;
        }
        VectorXd gain = VectorXd::Zero(actions);  // over the first action
        MatrixXd gain_slope = MatrixXd::Zero(size_, actions);
        VectorXd belief_slope = VectorXd::Zero(size_);  // of the logarithm of the sum
        for (std::size_t m = 0; m < members.size(); ++m) {
            belief[m] /= sum;
            for (const Index unknown : paths[m]) belief_slope[unknown] += belief[m];
        }
        for (std::size_t m = 0; m < members.size(); ++m) {
            const std::vector<int>& children = game_.nodes[at(members[m])].children;
            for (Index a = 1; a < actions; ++a) {
                const Index here = children[static_cast<std::size_t>(a)], base = children[0];
                const double difference = belief[m] * (worth[here] - worth[base]);
                gain[a] += difference;
                gain_slope.col(a) +=
                    belief[m] * (slope.col(here) - slope.col(base)) - difference * belief_slope;
                for (const Index unknown : paths[m]) gain_slope(unknown, a) += difference;
            }
        }
        value[first] = -1.0;
        for (Index a = 0; a < actions; ++a) {
            const double p = elementary::exp(point[first + a]);
            value[first] += p;
            jacobian(first, first + a) = p;
        }
        for (Index a = 1; a < actions; ++a) {
            value[first + a] = point[first + a] - point[first] - lambda * gain[a];
            jacobian.row(first + a).head(size_) = -lambda * gain_slope.col(a).transpose();
            jacobian(first + a, first + a) += 1.0;
            jacobian(first + a, first) -= 1.0;
            jacobian(first + a, size_) = -gain[a];
        }
    }

    const ExtensiveForm& game_;
    double unit_;
    std::vector<Index> first_;  // position of each information set's first action; kNone for chance
    Index size_ = 0;
    BehaviourProfile chance_;                   // probabilities of chance; empty for players
    std::vector<std::vector<int>> members_;     // nodes of each information set
    std::vector<std::vector<double>> payoffs_;  // [player][node], of the outcome there alone
};

// Expected payoff to a player from each node on.
std::vector<double> worth_of_nodes(const ExtensiveForm& game, const BehaviourProfile& behaviour, int player) {
    std::vector<double> worth(game.nodes.size());
    for (std::size_t node = game.nodes.size(); node-- > 0;) {
        const TreeNode& n = game.nodes[node];
        if (n.outcome != kNone) worth[node] = to_double(game.outcomes[at(n.outcome)].payoffs[at(player)]);
        for (std::size_t a = 0; a < n.children.size(); ++a) {
            worth[node] += behaviour[at(n.information_set)][a] * worth[at(n.children[a])];
        }
    }
    return worth;
}

}  // namespace

double agent_logit_residual(const ExtensiveForm& game, const BehaviourProfile& behaviour, double lambda) {
    std::vector<double> reach{1.0};
    for (int node = 1; node < std::ssize(game.nodes); ++node) {
        const TreeNode& n = game.nodes[at(node)];
        const int set = game.nodes[at(n.parent)].information_set;
        reach.push_back(reach[at(n.parent)] * behaviour[at(set)][at(n.action)]);
    }
    double largest = 0.0;
    for (int player = 0; player < std::ssize(game.players); ++player) {
        const std::vector<double> worth = worth_of_nodes(game, behaviour, player);
        for (int set = 0; set < std::ssize(game.information_sets); ++set) {
            if (game.information_sets[at(set)].player != player) continue;
            double sum = 0.0;
            std::vector<double> value(game.information_sets[at(set)].actions.size(), 0.0);
            for (int node = 0; node < std::ssize(game.nodes); ++node) {
                if (game.nodes[at(node)].information_set != set) continue;
                sum += reach[at(node)];
                for (std::size_t a = 0; a < value.size(); ++a) {
                    value[a] += reach[at(node)] * worth[at(game.nodes[at(node)].children[a])];
                }
            }
            // Below this, dividing by the probability of coming here magnifies rounding beyond use.
            if (sum < 1e-200) continue;
            const double best = *std::max_element(value.begin(), value.end());
            double total = 0.0;
            for (double& v : value) total += v = elementary::exp(lambda * (v - best) / sum);
            for (std::size_t a = 0; a < value.size(); ++a) {
                largest = std::max(largest, std::abs(behaviour[at(set)][a] - value[a] / total));
            }
        }
    }
    return largest;
}

AgentLogitEquilibrium agent_logit_equilibrium(const ExtensiveForm& game, double lambda,
                                              const LogitOptions& options) {
    return equilibrium_at<AgentLogitEquilibrium>(AgentLogitSystem(game), lambda, options);
}

AgentLogitBranch agent_principal_branch(const ExtensiveForm& game, const LogitOptions& options) {
    AgentLogitBranch branch;
    const BranchEnd end =
        trace_into(branch, AgentLogitSystem(game), options, [](const AgentLogitPoint&) { return true; });
    branch.limit = branch.points.back().behaviour;
    branch.converged = end == BranchEnd::stopped;
    return branch;
}

}  // namespace offramp
