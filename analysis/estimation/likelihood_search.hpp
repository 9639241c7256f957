// SPDX-License-Identifier: Apache-2.0
// The likelihood of observed choices as a function of the parameters: its value, its slope, and the way up.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "analysis/estimation/choice_problem.hpp"

namespace offramp {

/// A point and what the model says there.
struct LikelihoodPoint {
    std::vector<double> at;
    double log_likelihood = 0.0;  ///< minus infinity where the model says nothing, or something impossible
    ChoiceProbabilities probabilities;
    bool converged = true;
};

/// The likelihood near a point, to first order.
struct LikelihoodSlope {
    /// Derivatives of the probabilities, each row times the square root of choices / probability: its square
    /// is Fisher's expected information.
    Eigen::MatrixXd jacobian;
    Eigen::VectorXd score;  ///< derivatives of the log-likelihood

    Eigen::MatrixXd information() const { return jacobian.transpose() * jacobian; }
};

/// Thrown out of a search that is cancelled.
struct SearchCancelled {};

class LikelihoodSearch {
  public:
    /// @param report  called after each evaluation with their number; may be empty
    LikelihoodSearch(const ChoiceProblem& problem, std::stop_token cancel,
                     std::function<void(int evaluations)> report)
        : problem_(problem), cancel_(std::move(cancel)), report_(std::move(report)) {}

    const ChoiceProblem& problem() const { return problem_; }
    int evaluations() const { return evaluations_; }

    /// Throws SearchCancelled where that is asked for.
    LikelihoodPoint evaluate(std::vector<double> at);

    /// By central differences a twentieth of a standard error wide, or as wide as the ends leave room for;
    /// zero in directions of parameters that are `held`.
    LikelihoodSlope slope(const LikelihoodPoint& point, const std::vector<bool>& held);

    /// Up from a point within the ends, by the method of scoring (Fisher 1925) with Levenberg's (1944) and
    /// Marquardt's (1963) damping, until a step promises less than 1e-7.
    LikelihoodPoint climb(LikelihoodPoint from, const std::vector<bool>& held);

    /// Second derivatives of the negative log-likelihood at a point, by differences of half a standard error;
    /// of the parameters in `used`.
    Eigen::MatrixXd observed_information(const LikelihoodPoint& point, const std::vector<std::size_t>& used);

  private:
    double step_of(std::size_t k) const;
    Eigen::VectorXd derivatives(const LikelihoodPoint& point, std::size_t k, double step);

    const ChoiceProblem& problem_;
    std::stop_token cancel_;
    std::function<void(int)> report_;
    int evaluations_ = 0;
    std::vector<double> errors_;  // standard errors of the parameters as last found, each by itself
};

}  // namespace offramp
