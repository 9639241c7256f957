// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimation/likelihood_search.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kWidestStep = 0.01;     // of a derivative, as a share of the range
constexpr double kNarrowestStep = 1e-6;  // likewise
constexpr double kLeastProbability = 1e-12;

double width_of(const SearchCoordinate& c) {
    return c.high - c.low;
}

}  // namespace

LikelihoodPoint LikelihoodSearch::evaluate(std::vector<double> at) {
    if (cancel_.stop_requested()) throw SearchCancelled{};
    std::optional<ChoicePrediction> predicted = problem_.predict(values_at(problem_, at));
    if (cancel_.stop_requested()) throw SearchCancelled{};
    ++evaluations_;
    if (report_) report_(evaluations_);
    LikelihoodPoint point{std::move(at), -std::numeric_limits<double>::infinity(), {}, false};
    if (!predicted) return point;
    point.log_likelihood = log_likelihood(problem_, predicted->probabilities);
    point.probabilities = std::move(predicted->probabilities);
    point.converged = predicted->converged;
    return point;
}

double LikelihoodSearch::step_of(std::size_t k) const {
    const double width = width_of(problem_.parameters[k].coordinate);
    if (errors_.size() <= k) return 1e-3 * width;
    return std::clamp(0.05 * errors_[k], kNarrowestStep * width, kWidestStep * width);
}

// Of the probabilities by one parameter, one below the other; zero where the model says nothing beside the
// point.
VectorXd LikelihoodSearch::derivatives(const LikelihoodPoint& point, std::size_t k, double step) {
    const SearchCoordinate& c = problem_.parameters[k].coordinate;
    std::vector<double> below = point.at;
    std::vector<double> above = point.at;
    below[k] = std::max(c.low, below[k] - step);
    above[k] = std::min(c.high, above[k] + step);
    const double width = above[k] - below[k];
    const LikelihoodPoint low = evaluate(std::move(below));
    const LikelihoodPoint high = evaluate(std::move(above));
    std::vector<double> slopes;
    const bool known = !low.probabilities.empty() && !high.probabilities.empty();
    for (std::size_t s = 0; s < point.probabilities.size(); ++s) {
        for (std::size_t a = 0; a < point.probabilities[s].size(); ++a)
            slopes.push_back(known ? (high.probabilities[s][a] - low.probabilities[s][a]) / width : 0.0);
    }
    return VectorXd::Map(slopes.data(), std::ssize(slopes));
}

LikelihoodSlope LikelihoodSearch::slope(const LikelihoodPoint& point, const std::vector<bool>& held) {
    const auto count = std::ssize(problem_.parameters);
    Index rows = 0;
    for (const std::vector<double>& of_situation : point.probabilities) rows += std::ssize(of_situation);
    LikelihoodSlope slope{MatrixXd::Zero(rows, count), VectorXd::Zero(count)};
    VectorXd weight(rows);  // of a derivative in the Jacobian
    VectorXd gain(rows);    // of one in the score
    Index row = 0;
    for (std::size_t s = 0; s < point.probabilities.size(); ++s) {
        const ObservedSituation& situation = problem_.situations[s];
        const auto choices = static_cast<double>(situation.choices());
        for (std::size_t a = 0; a < situation.alternatives.size(); ++a, ++row) {
            const double p = std::max(point.probabilities[s][a], kLeastProbability);
            weight(row) = std::sqrt(choices / p);
            gain(row) = static_cast<double>(situation.alternatives[a].count) / p;
        }
    }
    if (errors_.empty()) {
        for (const ChoiceParameter& parameter : problem_.parameters)
            errors_.push_back(0.02 * width_of(parameter.coordinate));
    }
    for (Index k = 0; k < count; ++k) {
        const auto place = static_cast<std::size_t>(k);
        if (held[place]) continue;
        const VectorXd column = derivatives(point, place, step_of(place));
        slope.jacobian.col(k) = weight.cwiseProduct(column);
        slope.score(k) = gain.dot(column);
        const double information = slope.jacobian.col(k).squaredNorm();
        errors_[place] = information > 0.0 ? 1.0 / std::sqrt(information)
                                           : width_of(problem_.parameters[place].coordinate);
    }
    return slope;
}

LikelihoodPoint LikelihoodSearch::climb(LikelihoodPoint from, const std::vector<bool>& held) {
    constexpr int kMostSteps = 100;
    constexpr double kEnough = 1e-7;  // of the log-likelihood
    constexpr double kMostDamping = 1e8;
    if (!std::isfinite(from.log_likelihood)) return from;
    double damping = 1e-3;
    for (int iteration = 0; iteration < kMostSteps; ++iteration) {
        const LikelihoodSlope slope = this->slope(from, held);
        const MatrixXd information = slope.information();
        // Parameters at an end beyond which the likelihood would rise stay there.
        std::vector<Index> free;
        for (Index k = 0; k < slope.score.size(); ++k) {
            const auto place = static_cast<std::size_t>(k);
            const SearchCoordinate& c = problem_.parameters[place].coordinate;
            const bool stuck = (from.at[place] <= c.low && slope.score(k) <= 0.0) ||
                               (from.at[place] >= c.high && slope.score(k) >= 0.0);
            if (!held[place] && !stuck) free.push_back(k);
        }
        if (free.empty()) return from;
        const MatrixXd of_free = information(free, free);
        const VectorXd score = slope.score(free);
        VectorXd scale = of_free.diagonal();
        for (Index f = 0; f < scale.size(); ++f) {
            const auto place = static_cast<std::size_t>(free[static_cast<std::size_t>(f)]);
            const double width = width_of(problem_.parameters[place].coordinate);
            scale(f) = std::max(scale(f), 1e-4 / (width * width));
        }
        bool stepped = false;
        for (; damping <= kMostDamping; damping *= 10.0) {
            const MatrixXd damped = of_free + MatrixXd((damping * scale).asDiagonal());
            const VectorXd step = damped.ldlt().solve(score);
            if (0.5 * step.dot(score) < kEnough) break;
            std::vector<double> at = from.at;
            for (std::size_t f = 0; f < free.size(); ++f) {
                const auto place = static_cast<std::size_t>(free[f]);
                const SearchCoordinate& c = problem_.parameters[place].coordinate;
                at[place] = std::clamp(at[place] + step(static_cast<Index>(f)), c.low, c.high);
            }
            LikelihoodPoint next = evaluate(std::move(at));
            if (!(next.log_likelihood > from.log_likelihood)) continue;
            from = std::move(next);
            stepped = true;
            damping = std::max(damping / 10.0, 1e-9);
            break;
        }
        if (!stepped) return from;
    }
    return from;
}

MatrixXd LikelihoodSearch::observed_information(const LikelihoodPoint& point,
                                                const std::vector<std::size_t>& used) {
    const auto count = std::ssize(used);
    const auto reach = [&](std::size_t k) {
        const SearchCoordinate& c = problem_.parameters[k].coordinate;
        const double wanted = 0.5 * (errors_.size() > k ? errors_[k] : 0.02 * width_of(c));
        const double room = std::min(point.at[k] - c.low, c.high - point.at[k]);
        return std::min({wanted, room, 0.05 * width_of(c)});
    };
    const auto moved = [&](std::size_t i, double di, std::size_t j, double dj) {
        std::vector<double> at = point.at;
        at[i] += di;
        at[j] += dj;
        return evaluate(std::move(at)).log_likelihood;
    };
    MatrixXd information(count, count);
    for (Index a = 0; a < count; ++a) {
        const std::size_t i = used[static_cast<std::size_t>(a)];
        const double hi = reach(i);
        for (Index b = a; b < count; ++b) {
            const std::size_t j = used[static_cast<std::size_t>(b)];
            const double hj = reach(j);
            const double second =
                a == b
                    ? (moved(i, hi, i, 0.0) - 2.0 * point.log_likelihood + moved(i, -hi, i, 0.0)) / (hi * hi)
                    : (moved(i, hi, j, hj) - moved(i, hi, j, -hj) - moved(i, -hi, j, hj) +
                       moved(i, -hi, j, -hj)) /
                          (4.0 * hi * hj);
            information(a, b) = information(b, a) = -second;
        }
    }
    return information;
}

}  // namespace offramp
