// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/simulated_moments.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numbers>

#include "analysis/optimise.hpp"
#include "analysis/sweep/sampling_design.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

class MomentSearch {
  public:
    MomentSearch(const MomentProblem& problem, const MomentFitOptions& options)
        : problem_(problem), options_(options) {}

    MomentFit run() {
        std::vector<double> start;
        for (const SearchCoordinate& c : problem_.coordinates) start.push_back(c.start);
        fit_.start = problem_.simulate(start);
        set_weights();
        fit_.at = start;
        fit_.fitted = fit_.start;
        fit_.distance = fit_.start_distance = distance(start, fit_.start.value);
        report();
        screen();
        search();
        fit_.complete = !options_.cancel.stop_requested();
        if (fit_.complete) differentiate();
        fit_.complete = fit_.complete && !options_.cancel.stop_requested();
        if (fit_.complete) judge();
        return std::move(fit_);
    }

  private:
    void set_weights() {
        const VectorXd variance = problem_.observed.covariance.diagonal() + fit_.start.covariance.diagonal();
        ensure((variance.array() > 0).all(), "a moment has a standard error");
        fit_.weights = variance.cwiseInverse();
    }

    double distance(std::span<const double> at, const VectorXd& simulated) const {
        const VectorXd missed = simulated - problem_.observed.value;
        double sum = missed.cwiseAbs2().dot(fit_.weights);
        for (std::size_t k = 0; k < at.size(); ++k) {
            const auto& prior = problem_.coordinates[k].prior;
            if (prior) sum += elementary::pow((at[k] - prior->mean) / prior->sd, 2);
        }
        return sum;
    }

    double evaluate(std::span<const double> at) {
        const MomentVector simulated = problem_.simulate(at);
        const double found = distance(at, simulated.value);
        if (found < fit_.distance) {
            fit_.distance = found;
            fit_.at.assign(at.begin(), at.end());
            fit_.fitted = simulated;
        }
        report();
        return found;
    }

    void report() {
        ++fit_.evaluations;
        if (!options_.progress) return;
        const int wanted =
            1 + options_.screen + options_.evaluations + 2 * static_cast<int>(problem_.coordinates.size());
        options_.progress({fit_.evaluations, wanted, fit_.distance});
    }

    void screen() {
        if (options_.screen == 0) return;
        const std::vector<std::string> names = names_of(problem_.coordinates);
        const std::vector<double> points =
            SobolSequence{static_cast<std::uint64_t>(options_.screen)}.sample(names);
        std::vector<double> at(names.size());
        for (int p = 0; p < options_.screen && !options_.cancel.stop_requested(); ++p) {
            for (std::size_t k = 0; k < at.size(); ++k) {
                const SearchCoordinate& c = problem_.coordinates[k];
                const double u = points[static_cast<std::size_t>(p) * at.size() + k];
                at[k] = c.low + u * (c.high - c.low);
            }
            evaluate(at);
        }
    }

    void search() {
        std::vector<double> low;
        std::vector<double> high;
        for (const SearchCoordinate& c : problem_.coordinates) {
            low.push_back(c.low);
            high.push_back(c.high);
        }
        const std::vector<double> from = fit_.at;
        const Minimum minimum =
            minimise([&](std::span<const double> at) { return evaluate(at); }, from, low, high,
                     {.tolerance = options_.tolerance,
                      .evaluations = options_.evaluations,
                      .first_step = 0.15,
                      .cancel = options_.cancel});
        fit_.converged = minimum.converged;
    }

    void differentiate() {
        const std::vector<double> centre = fit_.at;
        const auto count = static_cast<Index>(centre.size());
        fit_.jacobian = MatrixXd::Zero(problem_.observed.value.size(), count);
        for (Index k = 0; k < count && !options_.cancel.stop_requested(); ++k) {
            const auto place = static_cast<std::size_t>(k);
            const auto [below, above] = derivative_points(problem_, centre, place, options_.step);
            const VectorXd change = problem_.simulate(above).value - problem_.simulate(below).value;
            fit_.jacobian.col(k) = change / (above[place] - below[place]);
            report();
            report();
        }
    }

    void judge() {
        const VectorXd root = fit_.weights.cwiseSqrt();
        VectorXd scale(fit_.jacobian.cols());
        for (Index k = 0; k < scale.size(); ++k)
            scale(k) = problem_.coordinates[static_cast<std::size_t>(k)].prior_sd();
        // In units of standard errors by prior standard deviations.
        const MatrixXd sensitivity = root.asDiagonal() * fit_.jacobian * scale.asDiagonal();
        const MatrixXd error =
            root.asDiagonal() * (problem_.observed.covariance + fit_.fitted.covariance) * root.asDiagonal();
        // The prior is worth one standard error a standard deviation; so is the width of the box without one,
        // which keeps what the moments do not determine finite.
        const MatrixXd identity = MatrixXd::Identity(scale.size(), scale.size());
        const MatrixXd bread = (sensitivity.transpose() * sensitivity + identity).inverse();
        const MatrixXd meat = sensitivity.transpose() * error * sensitivity + identity;
        fit_.covariance = scale.asDiagonal() * (bread * meat * bread) * scale.asDiagonal();

        const Eigen::JacobiSVD<MatrixXd> svd(sensitivity, Eigen::ComputeThinU | Eigen::ComputeFullV);
        for (Index k = 0; k < scale.size(); ++k) {
            Direction direction{k < svd.singularValues().size() ? svd.singularValues()(k) : 0.0,
                                svd.matrixV().col(k)};
            Index largest = 0;
            direction.loadings.cwiseAbs().maxCoeff(&largest);
            if (direction.loadings(largest) < 0) direction.loadings = -direction.loadings;
            fit_.directions.push_back(std::move(direction));
        }
        test(sensitivity, error, root);
    }

    // The misses of moments and priors without the part that the parameters could mend, in units of its own
    // covariance. A prior is a moment here: without it a weak direction would mend anything, far out.
    void test(const MatrixXd& sensitivity, const MatrixXd& error, const VectorXd& root) {
        const Index moments = sensitivity.rows();
        std::vector<std::pair<std::size_t, SearchCoordinate::Prior>> priors;  // with their coordinate
        for (std::size_t k = 0; k < problem_.coordinates.size(); ++k) {
            if (const auto& prior = problem_.coordinates[k].prior) priors.emplace_back(k, *prior);
        }
        const Index all = moments + static_cast<Index>(priors.size());
        MatrixXd slopes = MatrixXd::Zero(all, sensitivity.cols());
        MatrixXd errors = MatrixXd::Identity(all, all);
        VectorXd missed(all);
        slopes.topRows(moments) = sensitivity;
        errors.topLeftCorner(moments, moments) = error;
        missed.head(moments) = root.cwiseProduct(fit_.fitted.value - problem_.observed.value);
        for (std::size_t p = 0; p < priors.size(); ++p) {
            const Index row = moments + static_cast<Index>(p);
            const auto& [coordinate, prior] = priors[p];
            slopes(row, static_cast<Index>(coordinate)) = 1.0;
            missed(row) = (fit_.at[coordinate] - prior.mean) / prior.sd;
        }
        constexpr double kNothing = 1e-6;
        const Eigen::JacobiSVD<MatrixXd> svd(slopes, Eigen::ComputeThinU | Eigen::ComputeThinV);
        MatrixXd rest = MatrixXd::Identity(all, all);
        for (Index k = 0; k < svd.singularValues().size() && svd.singularValues()(k) > kNothing; ++k)
            rest -= svd.matrixU().col(k) * svd.matrixU().col(k).transpose();
        const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(rest * errors * rest.transpose());
        const VectorXd left = rest * missed;
        for (Index k = 0; k < all; ++k) {
            const double variance = solver.eigenvalues()(k);
            if (variance < kNothing) continue;
            fit_.j += elementary::pow(solver.eigenvectors().col(k).dot(left), 2) / variance;
            ++fit_.freedom;
        }
        if (fit_.freedom == 0) return;
        const boost::math::chi_squared chi(static_cast<double>(fit_.freedom));
        fit_.j_p = boost::math::cdf(boost::math::complement(chi, fit_.j));
    }

    const MomentProblem& problem_;
    const MomentFitOptions& options_;
    MomentFit fit_;
};

}  // namespace

double SearchCoordinate::prior_sd() const {
    return prior ? prior->sd : (high - low) / (2.0 * std::numbers::sqrt3);
}

double Direction::left() const {
    return 1.0 / std::sqrt(1.0 + strength * strength);
}

std::string describe(const Direction& direction, std::span<const std::string> names) {
    std::vector<Index> order;
    for (Index k = 0; k < direction.loadings.size(); ++k) {
        if (std::abs(direction.loadings(k)) >= kTold) order.push_back(k);
    }
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        return std::abs(direction.loadings(a)) > std::abs(direction.loadings(b));
    });
    std::string text;
    for (const Index k : order) {
        const double loading = direction.loadings(k);
        text += text.empty() ? "" : loading < 0 ? " - " : " + ";
        text += fmt::format("{:.2f} {}", std::abs(loading), spoken(names[static_cast<std::size_t>(k)]));
    }
    return text;
}

std::pair<std::vector<double>, std::vector<double>> derivative_points(const MomentProblem& problem,
                                                                      const std::vector<double>& at,
                                                                      std::size_t k, double step) {
    const SearchCoordinate& c = problem.coordinates[k];
    std::pair<std::vector<double>, std::vector<double>> points = {at, at};
    points.first[k] = std::max(c.low, at[k] - step * (c.high - c.low));
    points.second[k] = std::min(c.high, at[k] + step * (c.high - c.low));
    return points;
}

MomentFit fit_moments(const MomentProblem& problem, const MomentFitOptions& options) {
    ensure(!problem.coordinates.empty() && problem.observed.value.size() > 0,
           "a fit has parameters and moments");
    return MomentSearch(problem, options).run();
}

std::vector<double> one_step(const MomentProblem& problem, const MomentFit& fit, const VectorXd& observed,
                             const VectorXd& simulated, const MatrixXd& jacobian) {
    const auto count = static_cast<Index>(fit.at.size());
    MatrixXd curvature = jacobian.transpose() * fit.weights.asDiagonal() * jacobian;
    VectorXd slope = jacobian.transpose() * fit.weights.asDiagonal() * (observed - simulated);
    // Less what is left of the slope at the fit itself: at an end, and short of convergence, it is not 0.
    slope -=
        fit.jacobian.transpose() * fit.weights.asDiagonal() * (problem.observed.value - fit.fitted.value);
    for (Index k = 0; k < count; ++k) {
        const double sd = problem.coordinates[static_cast<std::size_t>(k)].prior_sd();
        curvature(k, k) += 1.0 / (sd * sd);
    }
    const VectorXd step = curvature.ldlt().solve(slope);
    std::vector<double> at = fit.at;
    for (Index k = 0; k < count; ++k) {
        const auto place = static_cast<std::size_t>(k);
        const SearchCoordinate& c = problem.coordinates[place];
        at[place] = std::clamp(at[place] + step(k), c.low, c.high);
    }
    return at;
}

}  // namespace offramp
