// SPDX-License-Identifier: Apache-2.0
#include "engine/game/agent_logit.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/branch.hpp"
#include "engine/game/tree_play.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kLogitTolerance = 1e-7;  // of a probability

BehaviourProfile chance_alone(const ExtensiveForm& game) {
    BehaviourProfile behaviour;
    for (const InformationSet& set : game.information_sets) {
        std::vector<double>& probabilities = behaviour.emplace_back(set.actions.size(), 0.0);
        for (std::size_t a = 0; a < set.probabilities.size(); ++a)
            probabilities[a] = to_double(set.probabilities[a]);
    }
    return behaviour;
}

// The logit response to `utilities`, what actions are worth times lambda, which may be large; returns the
// logarithm by which each probability falls short of its utility.
double respond(const double* utilities, std::vector<double>& probabilities) {
    const double best = *std::max_element(utilities, utilities + probabilities.size());
    double sum = 0.0;
    for (std::size_t a = 0; a < probabilities.size(); ++a)
        sum += probabilities[a] = elementary::exp(utilities[a] - best);
    for (double& p : probabilities) p /= sum;
    return best + elementary::log(sum);
}

// The equations y = lambda V(p(y)), in units of the payoff range: y is the utility of each choice times
// lambda, p the logit response to it, and V what a choice is worth where play has come to it, with beliefs by
// Bayes's rule.
class AgentLogitSystem {
  public:
    explicit AgentLogitSystem(const ExtensiveForm& game)
        : game_(game),
          shape_(shape_of(game)),
          unit_(payoff_range(game)),
          pass_(static_cast<double>(game.nodes.size() * game.players.size())),
          behaviour_(chance_alone(game)) {
        payoffs_.resize(game.players.size());
        for (const TreeNode& n : game.nodes) {
            for (std::size_t i = 0; i < payoffs_.size(); ++i) {
                payoffs_[i].push_back(
                    n.outcome == kNone ? 0.0 : to_double(game.outcomes[at(n.outcome)].payoffs[i]) / unit_);
            }
        }
        worth_.assign(payoffs_.size(), std::vector<double>(game.nodes.size()));
        for (const InformationSet& set : game.information_sets) {
            std::vector<double>& logs = log_behaviour_.emplace_back(set.actions.size());
            for (std::size_t a = 0; a < set.probabilities.size(); ++a)
                logs[a] = elementary::log(to_double(set.probabilities[a]));
        }
        log_reach_.assign(game.nodes.size(), 0.0);
        beliefs_.assign(game.nodes.size(), 0.0);
        slope_.assign(game.nodes.size(), 0.0);
        log_reach_slope_.assign(game.nodes.size(), 0.0);
    }

    Index size() const { return shape_.choices; }
    double unit() const { return unit_; }
    double work() const { return work_; }  // as in AgentLogitOptions

    /// At y.
    AgentLogitPoint point_at(const VectorXd& y, double lambda) {
        values(y);
        AgentLogitPoint point{lambda, behaviour_, agent_logit_residual(game_, behaviour_, lambda), {}};
        for (const std::vector<int>& members : shape_.members) {
            std::vector<double>& beliefs = point.beliefs.emplace_back();
            for (const int node : members) beliefs.push_back(beliefs_[at(node)]);
        }
        return point;
    }

    // Where behaviour and beliefs at y tend to with 1 / lambda, from how y changes with lambda.
    AgentLogitPoint ahead_of(const VectorXd& y, double lambda, const VectorXd& slope) {
        values(y);
        slopes(slope);
        AgentLogitPoint point{std::numeric_limits<double>::infinity(), behaviour_, 0.0, {}};
        const auto move_on = [&](std::vector<double>& probabilities, const auto& log_slope_of) {
            double mean = 0.0;
            for (std::size_t k = 0; k < probabilities.size(); ++k) mean += probabilities[k] * log_slope_of(k);
            double sum = 0.0;
            for (std::size_t k = 0; k < probabilities.size(); ++k) {
                double& p = probabilities[k];
                p = std::max(0.0, p * (1.0 + lambda * (log_slope_of(k) - mean)));
                sum += p;
            }
            for (double& p : probabilities) p /= sum;
        };
        for (const int set : shape_.sets) {
            const Index first = shape_.first_choice[at(set)];
            move_on(point.behaviour[at(set)],
                    [&](std::size_t a) { return slope[first + static_cast<Index>(a)]; });
        }
        for (const std::vector<int>& members : shape_.members) {
            std::vector<double>& beliefs = point.beliefs.emplace_back();
            for (const int node : members) beliefs.push_back(beliefs_[at(node)]);
            move_on(beliefs, [&](std::size_t k) { return log_reach_slope_[at(members[k])]; });
        }
        return point;
    }

    // V at y; what slopes() needs is kept.
    VectorXd values(const VectorXd& y) {
        work_ += pass_;
        for (const int set : shape_.sets) {
            const double* utilities = y.data() + shape_.first_choice[at(set)];
            const double rest = respond(utilities, behaviour_[at(set)]);
            for (std::size_t a = 0; a < behaviour_[at(set)].size(); ++a)
                log_behaviour_[at(set)][a] = utilities[a] - rest;
        }
        for (std::size_t node = 1; node < game_.nodes.size(); ++node) {
            const TreeNode& n = game_.nodes[node];
            const int set = game_.nodes[at(n.parent)].information_set;
            log_reach_[node] = log_reach_[at(n.parent)] + log_behaviour_[at(set)][at(n.action)];
        }
        for (const std::vector<int>& members : shape_.members) find_beliefs(members);
        for (std::size_t i = 0; i < payoffs_.size(); ++i) {
            worth_[i] = payoffs_[i];
            for (std::size_t node = game_.nodes.size() - 1; node > 0; --node) {
                const TreeNode& n = game_.nodes[node];
                worth_[i][at(n.parent)] += probability_of(n) * worth_[i][node];
            }
        }
        VectorXd v = VectorXd::Zero(size());
        for (const int set : shape_.sets) {
            const std::vector<double>& worth = worth_[at(game_.information_sets[at(set)].player)];
            for (const int node : shape_.members[at(set)]) {
                const std::vector<int>& children = game_.nodes[at(node)].children;
                for (std::size_t a = 0; a < children.size(); ++a) {
                    v[shape_.first_choice[at(set)] + static_cast<Index>(a)] +=
                        beliefs_[at(node)] * worth[at(children[a])];
                }
            }
        }
        return v;
    }

    // The derivative of V, where values() was called last, in the direction dy.
    VectorXd slopes(const VectorXd& dy) {
        work_ += pass_;
        VectorXd log_slope(size());  // of each choice's probability
        for (const int set : shape_.sets) {
            const Index first = shape_.first_choice[at(set)];
            double mean = 0.0;
            for (std::size_t a = 0; a < behaviour_[at(set)].size(); ++a)
                mean += behaviour_[at(set)][a] * dy[first + static_cast<Index>(a)];
            for (std::size_t a = 0; a < behaviour_[at(set)].size(); ++a)
                log_slope[first + static_cast<Index>(a)] = dy[first + static_cast<Index>(a)] - mean;
        }
        const auto log_slope_to = [&](const TreeNode& n) {
            const int first = shape_.first_choice[at(game_.nodes[at(n.parent)].information_set)];
            return first == kNone ? 0.0 : log_slope[first + n.action];
        };
        for (std::size_t node = 1; node < game_.nodes.size(); ++node) {
            const TreeNode& n = game_.nodes[node];
            log_reach_slope_[node] = log_reach_slope_[at(n.parent)] + log_slope_to(n);
        }
        VectorXd dv = VectorXd::Zero(size());
        for (std::size_t i = 0; i < payoffs_.size(); ++i) {
            std::ranges::fill(slope_, 0.0);
            for (std::size_t node = game_.nodes.size() - 1; node > 0; --node) {
                const TreeNode& n = game_.nodes[node];
                slope_[at(n.parent)] +=
                    probability_of(n) * (slope_[node] + log_slope_to(n) * worth_[i][node]);
            }
            for (const int set : shape_.sets) {
                if (at(game_.information_sets[at(set)].player) == i) add_slopes(set, worth_[i], dv);
            }
        }
        return dv;
    }

  private:
    double probability_of(const TreeNode& n) const {
        return behaviour_[at(game_.nodes[at(n.parent)].information_set)][at(n.action)];
    }

    void find_beliefs(const std::vector<int>& members) {
        double highest = -std::numeric_limits<double>::infinity();
        for (const int node : members) highest = std::max(highest, log_reach_[at(node)]);
        double sum = 0.0;
        for (const int node : members) {
            // Where chance never comes, any belief will do.
            beliefs_[at(node)] =
                std::isfinite(highest) ? elementary::exp(log_reach_[at(node)] - highest) : 1.0;
            sum += beliefs_[at(node)];
        }
        for (const int node : members) beliefs_[at(node)] /= sum;
    }

    void add_slopes(int set, const std::vector<double>& worth, VectorXd& dv) const {
        double mean = 0.0;
        for (const int node : shape_.members[at(set)])
            mean += beliefs_[at(node)] * log_reach_slope_[at(node)];
        for (const int node : shape_.members[at(set)]) {
            const std::vector<int>& children = game_.nodes[at(node)].children;
            for (std::size_t a = 0; a < children.size(); ++a) {
                const std::size_t child = at(children[a]);
                dv[shape_.first_choice[at(set)] + static_cast<Index>(a)] +=
                    beliefs_[at(node)] * (slope_[child] + (log_reach_slope_[at(node)] - mean) * worth[child]);
            }
        }
    }

    const ExtensiveForm& game_;
    TreeShape shape_;
    double unit_;  // of payoffs
    double pass_, work_ = 0.0;
    BehaviourProfile behaviour_, log_behaviour_;  // probabilities may be too small to be held
    std::vector<std::vector<double>> payoffs_,
        worth_;  // [player][node]; of the outcome there, of all from there
    std::vector<double> log_reach_, beliefs_, slope_, log_reach_slope_;  // by node
};

// Solves A x = b from 0 to a share of |b|, by GMRES without restarts.
VectorXd gmres(const auto& product, const VectorXd& b, double share) {
    constexpr int kMostProducts = 150;
    const int most = static_cast<int>(std::min<Index>(kMostProducts, b.size()));
    const double norm = b.norm();
    if (norm == 0.0) return VectorXd::Zero(b.size());
    MatrixXd h = MatrixXd::Zero(most + 1, most);
    VectorXd cosines(most), sines(most), g = VectorXd::Zero(most + 1);
    std::vector<VectorXd> basis{b / norm};
    g[0] = norm;
    int k = 0;
    while (k < most) {
        VectorXd next = product(basis.back());
        for (int j = 0; j <= k; ++j) {
            h(j, k) = next.dot(basis[at(j)]);
            next -= h(j, k) * basis[at(j)];
        }
        h(k + 1, k) = next.norm();
        const bool exhausted = h(k + 1, k) <= 1e-300;
        if (!exhausted) basis.emplace_back(next / h(k + 1, k));
        for (int j = 0; j < k; ++j) {
            const double upper = cosines[j] * h(j, k) + sines[j] * h(j + 1, k);
            h(j + 1, k) = -sines[j] * h(j, k) + cosines[j] * h(j + 1, k);
            h(j, k) = upper;
        }
        const double length = std::hypot(h(k, k), h(k + 1, k));
        if (length == 0.0) break;
        cosines[k] = h(k, k) / length;
        sines[k] = h(k + 1, k) / length;
        h(k, k) = length;
        g[k + 1] = -sines[k] * g[k];
        g[k] *= cosines[k];
        ++k;
        if (exhausted || std::abs(g[k]) <= share * norm) break;
    }
    VectorXd x = VectorXd::Zero(b.size());
    VectorXd y = VectorXd::Zero(std::max(k, 1));
    for (int j = k - 1; j >= 0; --j) {
        double rest = g[j];
        for (int c = j + 1; c < k; ++c) rest -= h(j, c) * y[c];
        y[j] = rest / h(j, j);
        x += y[j] * basis[at(j)];
    }
    return x;
}

// The equations at a point of the branch, y and then lambda, which is what the tracer of branches asks for.
class AgentLogitCorrector {
  public:
    AgentLogitCorrector(AgentLogitSystem& tree, double most_work) : tree_(tree), most_work_(most_work) {}

    BranchPoint start() {
        const VectorXd value = tree_.values(VectorXd::Zero(tree_.size()));
        BranchPoint point{VectorXd::Zero(tree_.size() + 1), joined(value, 1.0).normalized(), 0.0};
        return point;
    }

    std::optional<BranchPoint> advance(const BranchPoint& from, double step) {
        return correct(from.point + step * from.tangent, from.tangent);
    }

    // The point with this lambda near a point of the branch.
    std::optional<BranchPoint> at_lambda(const BranchPoint& near, double lambda) {
        VectorXd guess = near.point;
        if (near.direction() != 0.0) guess += (lambda - near.parameter()) / near.direction() * near.tangent;
        guess[tree_.size()] = lambda;
        return correct(guess, VectorXd::Unit(guess.size(), tree_.size()));
    }

  private:
    static VectorXd joined(const VectorXd& y, double lambda) {
        VectorXd point(y.size() + 1);
        point << y, lambda;
        return point;
    }

    // Newton's method in the plane through `point` across `normal`.
    std::optional<BranchPoint> correct(VectorXd point, const VectorXd& normal) {
        constexpr int kMostIterations = 12;
        constexpr double kTolerance = 1e-11;  // of utilities, relative to the largest
        const Index n = tree_.size();
        double before = std::numeric_limits<double>::infinity();
        for (int iteration = 0; iteration < kMostIterations; ++iteration) {
            if (tree_.work() > most_work_) return std::nullopt;
            const double lambda = point[n];
            const VectorXd value = tree_.values(point.head(n));
            const VectorXd rest = lambda * value - point.head(n);
            const double residual = rest.lpNorm<Eigen::Infinity>();
            if (!std::isfinite(residual) || residual > 10.0 * before) return std::nullopt;
            const auto product = [&](const VectorXd& d) {
                const VectorXd dy = d.head(n);
                return joined(dy - lambda * tree_.slopes(dy) - d[n] * value, normal.dot(d));
            };
            if (residual <= kTolerance * (1.0 + point.lpNorm<Eigen::Infinity>())) {
                const VectorXd ahead = VectorXd::Unit(n + 1, n) - product(normal);
                VectorXd tangent = normal + gmres(product, ahead, 1e-6);
                return BranchPoint{std::move(point), tangent.normalized(), residual};
            }
            before = residual;
            point += gmres(product, joined(rest, 0.0), 1e-4);
        }
        return std::nullopt;
    }

    AgentLogitSystem& tree_;
    double most_work_;
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

// With perfect information, from the ends back.
AgentLogitEquilibrium logit_by_recursion(const ExtensiveForm& game, double lambda) {
    BehaviourProfile behaviour = chance_alone(game);
    std::vector<std::vector<double>> worth(game.players.size(), std::vector<double>(game.nodes.size()));
    std::vector<double> utilities;
    for (std::size_t node = game.nodes.size(); node-- > 0;) {
        const TreeNode& n = game.nodes[node];
        if (n.information_set != kNone) {
            const int player = game.information_sets[at(n.information_set)].player;
            if (player != kChance) {
                utilities.clear();
                double best = -std::numeric_limits<double>::infinity();
                for (const int child : n.children) best = std::max(best, worth[at(player)][at(child)]);
                for (const int child : n.children)
                    utilities.push_back(lambda * (worth[at(player)][at(child)] - best));
                respond(utilities.data(), behaviour[at(n.information_set)]);
            }
        }
        for (std::size_t i = 0; i < worth.size(); ++i) {
            double sum = n.outcome == kNone ? 0.0 : to_double(game.outcomes[at(n.outcome)].payoffs[i]);
            for (std::size_t a = 0; a < n.children.size(); ++a)
                sum += behaviour[at(n.information_set)][a] * worth[i][at(n.children[a])];
            worth[i][node] = sum;
        }
    }
    AgentLogitEquilibrium result;
    result.point = {lambda, behaviour, agent_logit_residual(game, behaviour, lambda), {}};
    for (const InformationSet& set : game.information_sets)
        result.point.beliefs.emplace_back(set.player == kChance ? 0 : 1, 1.0);
    result.converged = result.point.residual <= kLogitTolerance;
    return result;
}

}  // namespace

double agent_logit_residual(const ExtensiveForm& game, const BehaviourProfile& behaviour, double lambda) {
    std::vector<double> reach{1.0};
    for (int node = 1; node < std::ssize(game.nodes); ++node) {
        const TreeNode& n = game.nodes[at(node)];
        const int set = game.nodes[at(n.parent)].information_set;
        reach.push_back(reach[at(n.parent)] * behaviour[at(set)][at(n.action)]);
    }
    const TreeShape shape = shape_of(game);
    double largest = 0.0;
    for (int player = 0; player < std::ssize(game.players); ++player) {
        const std::vector<double> worth = worth_of_nodes(game, behaviour, player);
        for (const int set : shape.sets) {
            if (game.information_sets[at(set)].player != player) continue;
            double sum = 0.0;
            std::vector<double> value(game.information_sets[at(set)].actions.size(), 0.0);
            for (const int node : shape.members[at(set)]) {
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
                                              const AgentLogitOptions& options) {
    ensure(std::isfinite(lambda) && lambda >= 0.0, "lambda is finite and not negative");
    if (shape_of(game).perfect_information()) return logit_by_recursion(game, lambda);
    AgentLogitSystem tree(game);
    AgentLogitCorrector corrector(tree, options.most_work);
    const double target = lambda * tree.unit();
    std::optional<BranchPoint> found;
    BranchPoint last = corrector.start();
    const BranchTrace trace =
        follow_branch(corrector, std::optional(last), {.most_steps = options.most_steps},
                      [&](const BranchPoint& before, const BranchPoint& now) {
                          last = now;
                          if (now.parameter() < target) return true;
                          for (const BranchPoint* near : {&before, &now}) {
                              const std::optional<BranchPoint> point = corrector.at_lambda(*near, target);
                              const double step = (now.point - before.point).norm();
                              // Farther away it may lie on another branch.
                              if (!found && point && (point->point - before.point).norm() <= 1.5 * step)
                                  found = point;
                          }
                          return false;
                      });
    if (found) last = *found;
    const double reached = found ? lambda : last.parameter() / tree.unit();
    AgentLogitEquilibrium result{tree.point_at(last.point.head(tree.size()), reached), trace.steps, false};
    result.converged = found && result.point.residual <= kLogitTolerance;
    return result;
}

AgentLogitBranch agent_principal_branch(const ExtensiveForm& game, const AgentLogitOptions& options) {
    AgentLogitSystem tree(game);
    AgentLogitCorrector corrector(tree, options.most_work);
    AgentLogitBranch branch;
    BranchPoint last = corrector.start();
    const BranchTrace trace =
        follow_branch(corrector, std::optional(last), {.most_steps = options.most_steps},
                      [&](const BranchPoint& before, const BranchPoint& now) {
                          last = now;
                          if (before.direction() * now.direction() < 0)
                              branch.folds.push_back(now.parameter() / tree.unit());
                          branch.converged = now.parameter() >= options.largest_lambda;
                          return !branch.converged;
                      });
    branch.steps = trace.steps;
    const VectorXd y = last.point.head(tree.size());
    branch.last = tree.point_at(y, last.parameter() / tree.unit());
    branch.limit = branch.last.behaviour;
    branch.beliefs = branch.last.beliefs;
    const TreeShape shape = shape_of(game);
    if (!shape.perfect_recall() || last.direction() <= 0.0) return branch;
    AgentLogitPoint ahead =
        tree.ahead_of(y, last.parameter(), last.tangent.head(tree.size()) / last.direction());
    if (regret(game, shape, ahead.behaviour) < regret(game, shape, branch.limit)) {
        branch.limit = std::move(ahead.behaviour);
        branch.beliefs = std::move(ahead.beliefs);
    }
    return branch;
}

}  // namespace offramp
