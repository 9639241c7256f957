// SPDX-License-Identifier: Apache-2.0
#include "engine/game/logit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/logit_system.hpp"
#include "engine/game/support_equilibrium.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kLimitTolerance = 1e-8;  // of the regret, in units of the payoff range
constexpr Index kMostUnknowns = 2000;     // a step takes their cube

// The equations of logit equilibrium in the logarithms of all probabilities, player by player, and lambda in
// units of 1 / payoff range (Turocy 2005): probabilities sum to 1, and log-odds are lambda times differences
// of payoffs. In these unknowns probabilities stay positive and keep their relative precision.
class LogitSystem {
  public:
    // Throws InputError for a game that is too large.
    explicit LogitSystem(const NormalForm& game)
        : game_(game), unit_(game.payoff_range() > 0 ? game.payoff_range() : 1.0) {
        for (int i = 0; i < game.players(); ++i) {
            first_.push_back(size_);
            size_ += game.strategies(i);
        }
        if (size_ > kMostUnknowns) {
            throw InputError({}, fmt::format("the logit branch of a game with {} strategies is too long to "
                                             "follow: at most {} are possible",
                                             size_, kMostUnknowns));
        }
    }

    double unit() const { return unit_; }

    VectorXd uniform() const {
        VectorXd point = VectorXd::Zero(size_ + 1);
        for (int i = 0; i < game_.players(); ++i) {
            point.segment(first_[at(i)], game_.strategies(i))
                .setConstant(-elementary::log(game_.strategies(i)));
        }
        return point;
    }

    // Scaled to sum to 1: the equations only hold to rounding.
    MixedProfile profile(const VectorXd& point) const {
        MixedProfile result;
        for (int i = 0; i < game_.players(); ++i) {
            std::vector<double>& mixture = result.emplace_back();
            double sum = 0.0;
            for (int a = 0; a < game_.strategies(i); ++a) {
                mixture.push_back(elementary::exp(point[first_[at(i)] + a]));
                sum += mixture.back();
            }
            for (double& p : mixture) p /= sum;
        }
        return result;
    }

    LogitPoint point_at(const VectorXd& point) const {
        LogitPoint result{point[size_] / unit_, profile(point), 0.0};
        result.residual = residual(result);
        return result;
    }

    double residual(const LogitPoint& point) const {
        return logit_residual(game_, point.profile, point.lambda);
    }

    // The equations as the branch is traced through them.
    void operator()(const VectorXd& point, VectorXd& value, MatrixXd& jacobian) const {
        const double lambda = point[size_];
        MixedProfile sigma;
        for (int i = 0; i < game_.players(); ++i) {
            std::vector<double>& mixture = sigma.emplace_back();
            for (int a = 0; a < game_.strategies(i); ++a)
                mixture.push_back(elementary::exp(point[first_[at(i)] + a]));
        }
        jacobian.setZero();
        for (int i = 0; i < game_.players(); ++i) {
            const Index row = first_[at(i)];
            const int own = game_.strategies(i);
            value[row] = -1.0;
            for (int a = 0; a < own; ++a) {
                value[row] += sigma[at(i)][at(a)];
                jacobian(row, row + a) = sigma[at(i)][at(a)];
            }
            const std::vector<double> payoffs = strategy_payoffs(game_, sigma, i);
            for (int a = 1; a < own; ++a) {
                const double gain = (payoffs[at(a)] - payoffs[0]) / unit_;
                value[row + a] = point[row + a] - point[row] - lambda * gain;
                jacobian(row + a, row + a) = 1.0;
                jacobian(row + a, row) = -1.0;
                jacobian(row + a, size_) = -gain;
            }
            for (int j = 0; j < game_.players(); ++j) {
                if (j == i || own < 2) continue;
                const std::vector<double> pair = pair_payoffs(game_, sigma, i, j);
                const int width = game_.strategies(j);
                for (int a = 1; a < own; ++a) {
                    for (int b = 0; b < width; ++b) {
                        const double slope = (pair[at(a * width + b)] - pair[at(b)]) / unit_;
                        jacobian(row + a, first_[at(j)] + b) = -lambda * slope * sigma[at(j)][at(b)];
                    }
                }
            }
        }
    }

  private:
    const NormalForm& game_;
    double unit_;
    std::vector<Index> first_;  // position of each player's first strategy
    Index size_ = 0;
};

}  // namespace

double logit_residual(const NormalForm& game, const MixedProfile& profile, double lambda) {
    double largest = 0.0;
    for (int i = 0; i < game.players(); ++i) {
        const std::vector<double> payoffs = strategy_payoffs(game, profile, i);
        const double best = *std::max_element(payoffs.begin(), payoffs.end());
        double sum = 0.0;
        for (const double u : payoffs) sum += elementary::exp(lambda * (u - best));
        for (std::size_t a = 0; a < payoffs.size(); ++a) {
            const double response = elementary::exp(lambda * (payoffs[a] - best)) / sum;
            largest = std::max(largest, std::abs(profile[at(i)][a] - response));
        }
    }
    return largest;
}

LogitEquilibrium logit_equilibrium(const NormalForm& game, double lambda, const LogitOptions& options) {
    return equilibrium_at<LogitEquilibrium>(LogitSystem(game), lambda, options);
}

LogitBranch principal_branch(const NormalForm& game, const LogitOptions& options) {
    const LogitSystem system(game);
    LogitBranch branch;
    const BranchEnd end = trace_into(branch, system, options, [&](const LogitPoint& point) {
        return regret(game, point.profile) > 1e-12 * system.unit();
    });
    branch.limit = polish_equilibrium(game, branch.points.back().profile);
    branch.limit_regret = regret(game, branch.limit);
    branch.converged = end == BranchEnd::stopped && branch.limit_regret <= kLimitTolerance * system.unit();
    return branch;
}

LogitFit fit_logit(const NormalForm& game, const std::vector<std::vector<double>>& counts,
                   const LogitOptions& options) {
    const auto log_likelihood = [&](const MixedProfile& profile) {
        double sum = 0.0;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            for (std::size_t a = 0; a < counts[i].size(); ++a) {
                if (counts[i][a] > 0) sum += counts[i][a] * elementary::log(profile[i][a]);
            }
        }
        return sum;
    };
    ensure(std::ssize(counts) == game.players(), "every player has counts");
    const LogitBranch branch = principal_branch(game, options);
    std::size_t best = 0;
    double highest = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < branch.points.size(); ++k) {
        const double value = log_likelihood(branch.points[k].profile);
        if (value > highest) {
            highest = value;
            best = k;
        }
    }
    // Golden-section search between the neighbours of the best point.
    double low = branch.points[best == 0 ? 0 : best - 1].lambda;
    double high = branch.points[std::min(best + 1, branch.points.size() - 1)].lambda;
    if (low > high) std::swap(low, high);
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    bool converged = true;
    const auto at_lambda = [&](double lambda) {
        LogitEquilibrium found = logit_equilibrium(game, lambda, options);
        converged &= found.converged;
        return found.point;
    };
    double left = high - ratio * (high - low), right = low + ratio * (high - low);
    double left_value = log_likelihood(at_lambda(left).profile);
    double right_value = log_likelihood(at_lambda(right).profile);
    while (high - low > 1e-7 * (1.0 + high)) {
        if (left_value >= right_value) {
            high = std::exchange(right, left);
            right_value = left_value;
            left = high - ratio * (high - low);
            left_value = log_likelihood(at_lambda(left).profile);
        } else {
            low = std::exchange(left, right);
            left_value = right_value;
            right = low + ratio * (high - low);
            right_value = log_likelihood(at_lambda(right).profile);
        }
    }
    LogitFit fit{at_lambda((low + high) / 2), 0.0, false};
    fit.log_likelihood = log_likelihood(fit.point.profile);
    fit.converged = converged;
    return fit;
}

}  // namespace offramp
