// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/posterior.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "analysis/calibration/emulated_moments.hpp"
#include "analysis/posterior/tempering.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/key.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Up to a constant.
double log_normal_density(const VectorXd& missed, const MatrixXd& covariance) {
    const Eigen::LLT<MatrixXd> root(covariance);
    ensure(root.info() == Eigen::Success, "the covariance of what moments miss has an inverse");
    double sum = -0.5 * root.matrixL().solve(missed).squaredNorm();
    const MatrixXd& factor = root.matrixLLT();
    for (Index k = 0; k < factor.rows(); ++k) sum -= elementary::log(factor(k, k));
    return sum;
}

class PosteriorSearch {
  public:
    PosteriorSearch(const MomentProblem& problem, std::span<const SimulatedPoint> known,
                    const PosteriorOptions& options)
        : problem_(problem), options_(options) {
        ensure(known.size() >= 2 && options.draws >= 2, "a posterior has points to begin from, and draws");
        for (const SimulatedPoint& point : at_different_places(known)) learn(point);
    }

    Posterior run() {
        best_.inflation = options_.inflation;
        for (int round = 0; round < options_.rounds && !options_.cancel.stop_requested(); ++round) {
            Posterior drawn = draw(round);
            if (options_.cancel.stop_requested()) break;
            best_.rounds = round + 1;
            if (drawn.effective > best_.effective) {
                best_.draws = std::move(drawn.draws);
                best_.effective = drawn.effective;
            }
            if (best_.effective >= 0.5 * options_.draws) break;
        }
        best_.complete = !options_.cancel.stop_requested();
        return std::move(best_);
    }

  private:
    void learn(const SimulatedPoint& point) {
        points_.push_back(point);
        errors_.push_back(error_of(point.moments));
    }

    /// Independent standard normal numbers become independent draws from the priors.
    std::vector<double> place_of(const VectorXd& normals) const {
        constexpr double kEnd = 1e-12;
        std::vector<double> at;
        for (std::size_t k = 0; k < problem_.coordinates.size(); ++k) {
            const double share = boost::math::cdf(boost::math::normal(), normals(static_cast<Index>(k)));
            at.push_back(problem_.coordinates[k].quantile(std::clamp(share, kEnd, 1.0 - kEnd)));
        }
        return at;
    }

    /// Of what the simulated moments miss where they are true.
    MatrixXd error_of(const MomentVector& simulated) const {
        const MatrixXd& observation =
            simulated.if_true.size() > 0 ? simulated.if_true : problem_.observed.covariance;
        MatrixXd error = options_.inflation * (observation + simulated.covariance);
        error.diagonal() *= 1.0 + 1e-9;  // moments that tell the same would leave it without an inverse
        return error;
    }

    double simulated_likelihood(const MomentVector& simulated) const {
        return log_normal_density(problem_.observed.value - simulated.value, error_of(simulated));
    }

    /// The error is that of the nearest simulated point.
    double emulated_likelihood(const EmulatedMoments& emulator, std::span<const double> at) const {
        const EmulatedValues values = emulator.at(at);
        MatrixXd covariance = errors_[values.nearest];
        covariance.diagonal() += values.variance;
        return log_normal_density(problem_.observed.value - values.mean, covariance);
    }

    Posterior draw(int round) {
        const EmulatedMoments emulator(problem_.coordinates, points_);
        const Index particles = std::max(options_.particles, options_.draws);
        const auto dimensions = static_cast<Index>(problem_.coordinates.size());
        const MatrixXd sample = sample_posterior(
            dimensions,
            [&](const VectorXd& normals) { return emulated_likelihood(emulator, place_of(normals)); },
            {.seed = combine_keys(options_.seed, static_cast<std::uint64_t>(round)),
             .particles = particles,
             .moves = 4 + 2 * static_cast<int>(dimensions),
             .cancel = options_.cancel});
        Posterior drawn;
        std::vector<double> logs;  // of the weights
        for (int k = 0; k < options_.draws && !options_.cancel.stop_requested(); ++k) {
            PosteriorDraw one;
            one.at = place_of(sample.col(k * particles / options_.draws));
            const std::optional<MomentVector> simulated = tried(one.at);
            if (options_.cancel.stop_requested()) break;
            logs.push_back(-std::numeric_limits<double>::infinity());
            if (simulated) {
                one.moments = *simulated;
                logs.back() = simulated_likelihood(*simulated) - emulated_likelihood(emulator, one.at);
                learn({one.at, *simulated});
            }
            drawn.draws.push_back(std::move(one));
            report(round, k);
        }
        weigh(drawn, logs);
        return drawn;
    }

    std::optional<MomentVector> tried(std::span<const double> at) {
        try {
            return problem_.simulate(at);
        } catch (const RuntimeFailure& failure) {
            best_.failed.push_back({{at.begin(), at.end()}, failure.what()});
            return std::nullopt;
        }
    }

    static void weigh(Posterior& drawn, const std::vector<double>& logs) {
        if (logs.empty() || !std::isfinite(*std::ranges::max_element(logs))) return;
        const double most = *std::ranges::max_element(logs);
        double sum = 0.0;
        for (std::size_t k = 0; k < logs.size(); ++k)
            sum += drawn.draws[k].weight = elementary::exp(logs[k] - most);
        double squares = 0.0;
        for (PosteriorDraw& one : drawn.draws) {
            one.weight /= sum;
            squares += one.weight * one.weight;
        }
        drawn.effective = 1.0 / squares;
    }

    void report(int round, int draw) const {
        if (!options_.progress) return;
        options_.progress(
            {round * options_.draws + draw + 1, options_.rounds * options_.draws, best_.effective});
    }

    const MomentProblem& problem_;
    const PosteriorOptions& options_;
    std::vector<SimulatedPoint> points_;  // each place once: draws never meet
    std::vector<MatrixXd> errors_;        // error_of() each
    Posterior best_;
};

}  // namespace

double misfit_inflation(const MomentFit& fit) {
    constexpr double kLevel = 0.05;
    if (fit.freedom == 0 || fit.j_p >= kLevel) return 1.0;
    return std::max(1.0, fit.j / fit.freedom);
}

Posterior draw_posterior(const MomentProblem& problem, std::span<const SimulatedPoint> known,
                         const PosteriorOptions& options) {
    return PosteriorSearch(problem, known, options).run();
}

std::vector<std::size_t> equally_likely(const Posterior& posterior, std::size_t count) {
    std::vector<std::size_t> chosen;
    double sum = 0.0;
    std::size_t from = 0;
    for (std::size_t k = 0; k < count && !posterior.draws.empty(); ++k) {
        const double wanted = (static_cast<double>(k) + 0.5) / static_cast<double>(count);
        while (from + 1 < posterior.draws.size() && sum + posterior.draws[from].weight < wanted)
            sum += posterior.draws[from++].weight;
        chosen.push_back(from);
    }
    return chosen;
}

}  // namespace offramp
