// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimation/choice_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>

#include "analysis/estimation/identification.hpp"
#include "analysis/estimation/likelihood_search.hpp"
#include "analysis/optimise.hpp"
#include "analysis/sweep/sampling_design.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kAtAnEnd = 1e-5;        // of the range
constexpr double kClearlyHigher = 1e-3;  // of the log-likelihood

// A profile came higher than the estimate from which it set out.
struct HigherPoint {
    LikelihoodPoint point;
};

std::vector<std::string> names_of(const ChoiceProblem& problem) {
    std::vector<std::string> names;
    for (const ChoiceParameter& parameter : problem.parameters) names.push_back(parameter.coordinate.name);
    return names;
}

class ChoiceFitter {
  public:
    ChoiceFitter(const ChoiceProblem& problem, const ChoiceFitOptions& options)
        : problem_(problem),
          options_(options),
          search_(problem, options.cancel,
                  [this](int evaluations) {
                      if (options_.progress) options_.progress(evaluations, best_.log_likelihood);
                  }),
          count_(problem.parameters.size()) {
        ensure(count_ > 0 && problem.choices() > 0, "an estimation has parameters and choices");
        best_.log_likelihood = -std::numeric_limits<double>::infinity();
    }

    ChoiceFit run() {
        try {
            maximise();
            judge();
            fit_.complete = true;
        } catch (const SearchCancelled&) {
            fit_.complete = false;
        }
        compare();
        if (fit_.complete) fit_.findings = findings_of(fit_, no_scale_);
        return std::move(fit_);
    }

  private:
    std::vector<bool> nothing_held() const { return std::vector<bool>(count_, false); }

    void take(const LikelihoodPoint& point) {
        if (best_.at.empty() || point.log_likelihood > best_.log_likelihood) best_ = point;
    }

    // The best of the start and of points all over the ranges, each as far up as it goes from there; then a
    // search without derivatives, for likelihoods with kinks.
    void maximise() {
        constexpr std::size_t kSetOut = 2;
        std::vector<LikelihoodPoint> points;
        std::vector<double> start;
        for (const ChoiceParameter& parameter : problem_.parameters)
            start.push_back(parameter.coordinate.start);
        points.push_back(search_.evaluate(start));
        take(points.front());
        const auto screened = static_cast<std::size_t>(options_.screen) * count_;
        const std::vector<double> sample = SobolSequence{screened}.sample(names_of(problem_));
        for (std::size_t p = 0; p < screened; ++p) {
            std::vector<double> at;
            for (std::size_t k = 0; k < count_; ++k) {
                const SearchCoordinate& c = problem_.parameters[k].coordinate;
                at.push_back(c.low + sample[p * count_ + k] * (c.high - c.low));
            }
            points.push_back(search_.evaluate(std::move(at)));
            take(points.back());
        }
        if (!std::isfinite(best_.log_likelihood))
            throw InputError({},
                             "what was chosen has no probability anywhere in the ranges of the parameters",
                             "let rationality range lower: nobody is then sure of anything");
        std::stable_sort(points.begin() + 1, points.end(),
                         [](const LikelihoodPoint& a, const LikelihoodPoint& b) {
                             return a.log_likelihood > b.log_likelihood;
                         });
        for (std::size_t p = 0; p < std::min(kSetOut, points.size()); ++p)
            take(search_.climb(points[p], nothing_held()));
        polish();
    }

    void polish() {
        std::vector<double> low;
        std::vector<double> high;
        for (const ChoiceParameter& parameter : problem_.parameters) {
            low.push_back(parameter.coordinate.low);
            high.push_back(parameter.coordinate.high);
        }
        const double before = best_.log_likelihood;
        const std::vector<double> from = best_.at;
        minimise(
            [&](std::span<const double> at) {
                const LikelihoodPoint point = search_.evaluate({at.begin(), at.end()});
                take(point);
                return -point.log_likelihood;
            },
            from, low, high,
            {.tolerance = 1e-6, .evaluations = 20 * static_cast<int>(count_), .first_step = 0.02});
        if (best_.log_likelihood > before + kClearlyHigher) take(search_.climb(best_, nothing_held()));
    }

    // Intervals and directions. Where a profile finds a higher point all begins anew from there.
    void judge() {
        constexpr int kMostTimes = 5;
        for (int time = 0;; ++time) {
            fit_.parameters.clear();
            try {
                estimate(time < kMostTimes);
                return;
            } catch (const HigherPoint& higher) {
                take(search_.climb(higher.point, nothing_held()));
            }
        }
    }

    void estimate(bool restarts) {
        restarts_ = restarts;
        const LikelihoodSlope slope = search_.slope(best_, nothing_held());
        fit_.directions = directions_of(problem_, slope);
        no_scale_ = has_no_scale(problem_, values_at(problem_, best_.at));
        describe_parameters();
        add_normal_intervals();
        if (!options_.profiles) return;
        for (std::size_t k = 0; k < count_; ++k) add_profile(k);
    }

    void describe_parameters() {
        for (std::size_t k = 0; k < count_; ++k) {
            const ChoiceParameter& parameter = problem_.parameters[k];
            const SearchCoordinate& c = parameter.coordinate;
            const double margin = kAtAnEnd * (c.high - c.low);
            ParameterEstimate estimate;
            estimate.name = c.name;
            estimate.title = parameter.title;
            estimate.unit = parameter.unit;
            estimate.low = parameter.value(c.low);
            estimate.high = parameter.value(c.high);
            estimate.fitted.value = parameter.value(best_.at[k]);
            estimate.fitted.sample_size = problem_.choices();
            estimate.at_low = best_.at[k] <= c.low + margin;
            estimate.at_high = best_.at[k] >= c.high - margin;
            fit_.parameters.push_back(std::move(estimate));
        }
    }

    void add_normal_intervals() {
        std::vector<std::size_t> used;
        for (std::size_t k = 0; k < count_; ++k) {
            if (!fit_.parameters[k].at_low && !fit_.parameters[k].at_high) used.push_back(k);
        }
        errors_.assign(count_, std::nullopt);
        if (used.empty()) return;
        const MatrixXd information = search_.observed_information(best_, used);
        const Eigen::LLT<MatrixXd> factor(information);
        if (factor.info() != Eigen::Success || !information.allFinite()) return;
        const MatrixXd inverse = factor.solve(MatrixXd::Identity(information.rows(), information.cols()));
        for (std::size_t n = 0; n < used.size(); ++n) {
            const std::size_t k = used[n];
            const ChoiceParameter& parameter = problem_.parameters[k];
            const SearchCoordinate& c = parameter.coordinate;
            const double error = std::sqrt(inverse(static_cast<Index>(n), static_cast<Index>(n)));
            if (!(error < c.high - c.low)) continue;  // nothing that a parabola says
            errors_[k] = error;
            const auto at = [&](double z) {
                return parameter.value(std::clamp(best_.at[k] + z * error, c.low, c.high));
            };
            fit_.parameters[k].normal_low = at(-kNormal975);
            fit_.parameters[k].normal_high = at(kNormal975);
        }
    }

    // --- profiles

    using Profile =
        std::vector<std::pair<double, LikelihoodPoint>>;  // of one parameter, as it was gone through

    void add_profile(std::size_t k) {
        const SearchCoordinate& c = problem_.parameters[k].coordinate;
        Profile profile = {{best_.at[k], best_}};
        ParameterEstimate& estimate = fit_.parameters[k];
        const std::optional<double> low = estimate.at_low ? std::nullopt : end_of_profile(k, c.low, profile);
        const std::optional<double> high =
            estimate.at_high ? std::nullopt : end_of_profile(k, c.high, profile);
        if (low) estimate.fitted.low = problem_.parameters[k].value(*low);
        if (high) estimate.fitted.high = problem_.parameters[k].value(*high);
        std::sort(profile.begin(), profile.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [at, point] : profile) {
            estimate.profile.push_back({problem_.parameters[k].value(at), fall_at(point)});
        }
    }

    double fall_at(const LikelihoodPoint& point) const {
        return std::max(0.0, best_.log_likelihood - point.log_likelihood);
    }

    // The highest point with parameter k at a value, found from the nearest one that is known.
    double fall_with(std::size_t k, double value, Profile& profile) {
        const auto nearest =
            std::min_element(profile.begin(), profile.end(), [&](const auto& a, const auto& b) {
                return std::abs(a.first - value) < std::abs(b.first - value);
            });
        std::vector<double> at = nearest->second.at;
        at[k] = value;
        std::vector<bool> held = nothing_held();
        held[k] = true;
        LikelihoodPoint point = search_.evaluate(std::move(at));
        if (count_ > 1) point = search_.climb(std::move(point), held);
        if (restarts_ && point.log_likelihood > best_.log_likelihood + kClearlyHigher)
            throw HigherPoint{std::move(point)};
        const double fall = fall_at(point);
        if (std::isfinite(fall)) profile.emplace_back(value, std::move(point));
        return fall;
    }

    // Where the profile has fallen by kProfileFall on the way to an end of the range; empty: it does not.
    std::optional<double> end_of_profile(std::size_t k, double end, Profile& profile) {
        constexpr int kMostTries = 40;
        constexpr double kClose = 0.003;  // of the root of the likelihood ratio: 1.96
        const SearchCoordinate& c = problem_.parameters[k].coordinate;
        const double direction = end > best_.at[k] ? 1.0 : -1.0;
        const auto root_less_target = [](double fall) { return std::sqrt(2.0 * fall) - kNormal975; };
        double inner = best_.at[k];
        double inner_value = -kNormal975;
        const std::optional<double> error = errors_[k];
        double step = error ? kNormal975 * *error : 0.05 * (c.high - c.low);
        double outer = inner;
        double outer_value = 0.0;
        for (;;) {
            outer += direction * step;
            if (direction * (outer - end) >= 0.0) outer = end;
            outer_value = root_less_target(fall_with(k, outer, profile));
            if (outer_value >= 0.0) break;
            if (outer == end) return std::nullopt;
            inner = outer;
            inner_value = outer_value;
            step *= 2.0;
        }
        // Regula falsi, where an end that stays for a second time counts half (Illinois): the root is nearly
        // linear.
        double of_inner = inner_value;
        double of_outer = outer_value;
        int moved = 0;  // which end was last: -1 the inner one
        for (int n = 0; n < kMostTries && outer_value > kClose; ++n) {
            const double middle = std::isfinite(of_outer)
                                      ? (inner * of_outer - outer * of_inner) / (of_outer - of_inner)
                                      : 0.5 * (inner + outer);
            if (middle == inner || middle == outer) break;
            const double value = root_less_target(fall_with(k, middle, profile));
            if (value >= 0.0) {
                outer = middle;
                outer_value = of_outer = value;
                if (moved == 1) of_inner *= 0.5;
                moved = 1;
            } else {
                if (value > -kClose) return middle;
                inner = middle;
                of_inner = value;
                if (moved == -1) of_outer *= 0.5;
                moved = -1;
            }
        }
        return outer;
    }

    void compare() {
        if (fit_.parameters.empty() && !best_.at.empty()) describe_parameters();
        fit_.solved = best_.converged;
        fit_.probabilities = best_.probabilities;
        fit_.choices = problem_.choices();
        fit_.log_likelihood = best_.log_likelihood;
        fit_.uniform = uniform_log_likelihood(problem_);
        fit_.saturated = saturated_log_likelihood(problem_);
        fit_.pseudo_r2 = 1.0 - fit_.log_likelihood / fit_.uniform;
        fit_.deviance = std::max(0.0, 2.0 * (fit_.saturated - fit_.log_likelihood));
        fit_.freedom = free_probabilities(problem_);
        for (const Direction& direction : fit_.directions) {
            if (direction.strength >= kFlatDirection) --fit_.freedom;
        }
        if (fit_.complete && fit_.freedom > 0) {
            fit_.deviance_p = boost::math::cdf(boost::math::complement(
                boost::math::chi_squared(static_cast<double>(fit_.freedom)), fit_.deviance));
        }
        fit_.evaluations = search_.evaluations();
    }

    const ChoiceProblem& problem_;
    const ChoiceFitOptions& options_;
    LikelihoodPoint best_;
    LikelihoodSearch search_;
    std::size_t count_;
    ChoiceFit fit_;
    std::vector<std::optional<double>> errors_;  // standard, on the scale of the search
    bool restarts_ = true;
    bool no_scale_ = false;
};

}  // namespace

ChoiceFit fit_choices(const ChoiceProblem& problem, const ChoiceFitOptions& options) {
    return ChoiceFitter(problem, options).run();
}

}  // namespace offramp
