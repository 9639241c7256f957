// SPDX-License-Identifier: Apache-2.0
#include "analysis/arrival/fit_arrivals.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "analysis/optimise.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

// Parameters on scales without ends: logarithms, and the log odds of the branching.
enum Coordinate : std::size_t { kLogBackground, kLogitBranching, kLogMemory, kLogSize, kCoordinates };

constexpr double kLeastBranching = 1e-3;  // below it there is no memory to speak of

using Likelihood = std::function<double(const ArrivalParameters&)>;

double logistic(double x) {
    return 1.0 / (1.0 + elementary::exp(-x));
}

struct FreeCoordinates {
    std::vector<Coordinate> which;
    std::vector<double> low;
    std::vector<double> high;
};

FreeCoordinates free_coordinates(ArrivalModel model, double rate, double days) {
    FreeCoordinates free;
    const auto add = [&](Coordinate coordinate, double low, double high) {
        free.which.push_back(coordinate);
        free.low.push_back(low);
        free.high.push_back(high);
    };
    add(kLogBackground, elementary::log(rate * 1e-3), elementary::log(rate * 3.0));
    if (is_self_exciting(model)) {
        add(kLogitBranching, -9.0, 6.0);
        add(kLogMemory, elementary::log(0.05), elementary::log(std::max(days / 2.0, 1.0)));
    }
    if (has_size(model)) add(kLogSize, elementary::log(1e-3), elementary::log(1e4));
    return free;
}

ArrivalParameters parameters_at(const FreeCoordinates& free, std::span<const double> at) {
    ArrivalParameters p;
    for (std::size_t k = 0; k < free.which.size(); ++k) {
        switch (free.which[k]) {
            case kLogBackground:
                p.background = elementary::exp(at[k]);
                break;
            case kLogitBranching:
                p.branching = logistic(at[k]);
                break;
            case kLogMemory:
                p.memory = elementary::exp(at[k]);
                break;
            case kLogSize:
                p.size = elementary::exp(at[k]);
                break;
            case kCoordinates:
                break;
        }
    }
    return p;
}

Minimum best_of_starts(const Likelihood& likelihood, const FreeCoordinates& free, double rate) {
    const Objective objective = [&](std::span<const double> at) {
        return -likelihood(parameters_at(free, at));
    };
    // Memories of a day to a month: the likelihood may have a peak at each scale.
    struct Start {
        double branching;
        double memory;
    };
    constexpr std::array<Start, 3> kStarts = {{{0.3, 1.0}, {0.5, 5.0}, {0.5, 30.0}}};
    Minimum best;
    for (const Start& start : kStarts) {
        const bool excites = free.which.size() > 1 && free.which[1] == kLogitBranching;
        std::array<double, kCoordinates> all{};
        all[kLogBackground] = elementary::log(excites ? rate * (1.0 - start.branching) : rate);
        all[kLogitBranching] = elementary::log(start.branching / (1.0 - start.branching));
        all[kLogMemory] = elementary::log(start.memory);
        std::vector<double> at;
        for (const Coordinate coordinate : free.which) at.push_back(all[coordinate]);
        Minimum found = minimise(objective, at, free.low, free.high, {.tolerance = 1e-6});
        found.evaluations += best.evaluations;
        if (best.at.empty() || found.value < best.value) {
            best = std::move(found);
        } else {
            best.evaluations = found.evaluations;
        }
        if (!excites) break;
    }
    return best;
}

/// Second derivatives of the negative log-likelihood in some coordinates, by central differences.
Eigen::MatrixXd observed_information(const Objective& objective, const std::vector<double>& at,
                                     const std::vector<std::size_t>& used) {
    constexpr double kStep = 2e-3;
    const auto value = [&](std::size_t i, double di, std::size_t j, double dj) {
        std::vector<double> moved = at;
        moved[i] += di;
        moved[j] += dj;
        return objective(moved);
    };
    const auto n = static_cast<Eigen::Index>(used.size());
    Eigen::MatrixXd information(n, n);
    for (Eigen::Index a = 0; a < n; ++a) {
        for (Eigen::Index b = a; b < n; ++b) {
            const std::size_t i = used[static_cast<std::size_t>(a)];
            const std::size_t j = used[static_cast<std::size_t>(b)];
            const double second = value(i, kStep, j, kStep) - value(i, kStep, j, -kStep) -
                                  value(i, -kStep, j, kStep) + value(i, -kStep, j, -kStep);
            information(a, b) = information(b, a) = second / (4.0 * kStep * kStep);
        }
    }
    return information;
}

/// Covariance of the coordinates; zero for those that the data do not determine.
Eigen::MatrixXd covariance_of(const Objective& objective, const FreeCoordinates& free,
                              const Minimum& minimum) {
    const double branching = parameters_at(free, minimum.at).branching;
    std::vector<std::size_t> used;
    for (std::size_t k = 0; k < free.which.size(); ++k) {
        const double margin = 1e-3 * (free.high[k] - free.low[k]);
        const bool at_end = minimum.at[k] < free.low[k] + margin || minimum.at[k] > free.high[k] - margin;
        const bool of_excitement = free.which[k] == kLogitBranching || free.which[k] == kLogMemory;
        const bool memoryless = branching < kLeastBranching;
        if (!at_end && (!of_excitement || !memoryless)) used.push_back(k);
    }
    const auto n = static_cast<Eigen::Index>(free.which.size());
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(n, n);
    if (used.empty()) return covariance;
    const Eigen::MatrixXd information = observed_information(objective, minimum.at, used);
    const Eigen::LLT<Eigen::MatrixXd> factor(information);
    if (factor.info() != Eigen::Success) return covariance;  // no peak: nothing is determined
    const Eigen::MatrixXd inverse =
        factor.solve(Eigen::MatrixXd::Identity(information.rows(), information.cols()));
    for (std::size_t a = 0; a < used.size(); ++a) {
        for (std::size_t b = 0; b < used.size(); ++b) {
            covariance(static_cast<Eigen::Index>(used[a]), static_cast<Eigen::Index>(used[b])) =
                inverse(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
        }
    }
    return covariance;
}

Estimate log_estimate(double value, double variance, std::size_t size) {
    Estimate e{value, {}, {}, size};
    if (!(variance > 0)) return e;
    const double half = kNormal975 * std::sqrt(variance);
    e.low = value * elementary::exp(-half);
    e.high = value * elementary::exp(half);
    return e;
}

void fill_estimates(ArrivalFit& fit, const FreeCoordinates& free, const Eigen::MatrixXd& covariance,
                    std::size_t sample) {
    const ArrivalParameters& p = fit.parameters;
    Eigen::VectorXd mean_gradient = Eigen::VectorXd::Zero(covariance.rows());  // of the log of the mean rate
    bool mean_known = true;
    for (std::size_t k = 0; k < free.which.size(); ++k) {
        const auto i = static_cast<Eigen::Index>(k);
        const double variance = covariance(i, i);
        switch (free.which[k]) {
            case kLogBackground:
                fit.background = log_estimate(p.background, variance, sample);
                mean_gradient(i) = 1.0;
                mean_known = variance > 0;
                break;
            case kLogitBranching: {
                fit.branching = Estimate{p.branching, {}, {}, sample};
                mean_gradient(i) = p.branching;
                if (!(variance > 0)) break;
                const double half = kNormal975 * std::sqrt(variance);
                const double odds = elementary::log(p.branching / (1.0 - p.branching));
                fit.branching.low = logistic(odds - half);
                fit.branching.high = logistic(odds + half);
                break;
            }
            case kLogMemory:
                fit.memory = log_estimate(p.memory, variance, sample);
                break;
            case kLogSize:
                fit.size = log_estimate(p.size, variance, sample);
                break;
            case kCoordinates:
                break;
        }
    }
    const double variance = mean_gradient.dot(covariance * mean_gradient);
    fit.mean_rate = log_estimate(p.mean_rate(), mean_known ? variance : 0.0, sample);
}

ArrivalFit fit_by_likelihood(ArrivalModel model, const Likelihood& likelihood, double rate, double days,
                             std::size_t sample) {
    const FreeCoordinates free = free_coordinates(model, rate, days);
    const Minimum minimum = best_of_starts(likelihood, free, rate);
    ArrivalFit fit;
    fit.model = model;
    fit.parameters = parameters_at(free, minimum.at);
    fit.free_parameters = static_cast<int>(free.which.size());
    fit.log_likelihood = -minimum.value;
    fit.aic = 2.0 * fit.free_parameters + 2.0 * minimum.value;
    fit.converged = minimum.converged;
    fit.evaluations = minimum.evaluations;
    const Objective objective = [&](std::span<const double> at) {
        return -likelihood(parameters_at(free, at));
    };
    fill_estimates(fit, free, covariance_of(objective, free, minimum), sample);
    return fit;
}

}  // namespace

ArrivalFit fit_arrivals(const CountSeries& series, ArrivalModel model) {
    const auto total = std::accumulate(series.counts.begin(), series.counts.end(), 0.0);
    ensure(total > 0, "arrivals are fitted where there are some");
    ArrivalFit fit = fit_by_likelihood(
        model, [&](const ArrivalParameters& p) { return log_likelihood(series, model, p); },
        total / series.days(), series.days(), series.counts.size());
    fit.residuals = residual_test(series, model, fit.parameters);
    return fit;
}

ArrivalFit fit_arrivals(const EventTimes& events, ArrivalModel model) {
    ensure(!events.times.empty() && !has_size(model), "event times have no model of counts");
    ArrivalFit fit = fit_by_likelihood(
        model, [&](const ArrivalParameters& p) { return log_likelihood(events, p); },
        static_cast<double>(events.times.size()) / events.days, events.days, events.times.size());
    fit.residuals = residual_test(events, fit.parameters);
    return fit;
}

const ArrivalFit& ArrivalStudy::best() const {
    return *std::ranges::min_element(fits, {}, &ArrivalFit::aic);
}

ArrivalStudy study_arrivals(Arrivals arrivals, const std::string& source) {
    ArrivalStudy study{std::move(arrivals), {}, {}};
    if (study.arrivals.events) {
        for (const ArrivalModel model : {ArrivalModel::kPoisson, ArrivalModel::kHawkes})
            study.fits.push_back(fit_arrivals(*study.arrivals.events, model));
        return study;
    }
    if (!study.arrivals.counts) throw InternalError("arrivals are events or counts");
    const CountSeries& series = *study.arrivals.counts;
    const auto refuse = [&](const char* message) { throw InputError({source}, message); };
    if (series.counts.size() < 10) refuse("a series to be fitted has at least ten periods");
    if (std::all_of(series.counts.begin(), series.counts.end(), [](int count) { return count == 0; }))
        refuse("nothing arrives in this series");
    study.shape = shape_of(series);
    for (const ArrivalModel model : {ArrivalModel::kPoisson, ArrivalModel::kNegativeBinomial,
                                     ArrivalModel::kHawkes, ArrivalModel::kNegativeBinomialHawkes})
        study.fits.push_back(fit_arrivals(series, model));
    return study;
}

}  // namespace offramp
