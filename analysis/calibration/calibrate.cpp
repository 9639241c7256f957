// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/calibrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "analysis/run_record.hpp"
#include "analysis/sensitivity/bootstrap.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/elementary.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A forecast of a share and what came of it.
struct Forecast {
    std::size_t incident = 0;
    double seen = 0.0;
    double before = 0.0;
    double fitted = 0.0;
    double climatology = 0.0;
};

ValidationScore score(const std::string& name, const std::vector<Forecast>& forecasts) {
    std::map<std::size_t, std::vector<const Forecast*>> by_incident;
    for (const Forecast& forecast : forecasts) by_incident[forecast.incident].push_back(&forecast);
    std::vector<std::vector<const Forecast*>> rows;
    for (const auto& [incident, of] : by_incident) rows.push_back(of);
    std::array<double, 3> totals{};
    const auto sums = [&](std::span<const std::size_t> chosen, std::span<double> out) {
        totals = {};
        double n = 0;
        for (const std::size_t row : chosen) {
            for (const Forecast* forecast : rows[row]) {
                totals[0] += elementary::pow(forecast->before - forecast->seen, 2);
                totals[1] += elementary::pow(forecast->fitted - forecast->seen, 2);
                totals[2] += elementary::pow(forecast->climatology - forecast->seen, 2);
                ++n;
            }
        }
        for (double& total : totals) total /= n;
        out[0] = totals[0] - totals[1];
        out[1] = totals[2] - totals[1];
    };
    const std::vector<Estimate> gains = bootstrap(rows.size(), 2, sums, {});
    std::vector<std::size_t> all(rows.size());
    for (std::size_t k = 0; k < all.size(); ++k) all[k] = k;
    std::array<double, 2> ignored{};
    sums(all, ignored);
    return {name, rows.size(), forecasts.size(), totals[0], totals[1], totals[2], gains[0], gains[1]};
}

class Calibrator {
  public:
    Calibrator(const CalibrationPlan& calibration, const CalibrateOptions& options)
        : calibration_(calibration), options_(options), everyone_(every_incident(calibration)) {}

    CalibrationResult run() {
        const MomentProblem problem = problem_over(everyone_, &seen_);
        CalibrationResult result;
        result.fit = fit_moments(problem, search_options());
        result.complete = result.fit.complete;
        describe_moments(result, problem);
        describe_parameters(result);
        const bool has_record = std::ranges::any_of(
            calibration_.moments,
            [](const CalibrationMoment& moment) { return std::holds_alternative<RecordMoment>(moment.of); });
        if (result.complete && has_record) {
            leave_one_out(result, problem);
            if (calibration_.split) time_forward(*calibration_.split, result);
            result.complete = !options_.cancel.stop_requested();
        }
        return result;
    }

  private:
    using Seen = std::map<std::vector<double>, SimulatedMoments>;

    MomentSimulation simulation() const { return {options_.threads, options_.cancel, options_.tables}; }

    MomentFitOptions search_options() const {
        MomentFitOptions search = calibration_.search;
        search.cancel = options_.cancel;
        search.progress = options_.progress;
        return search;
    }

    // Every point is kept in `seen`: leaving out needs the shares by incident at the derivative's points
    // again.
    MomentProblem problem_over(const IncidentMask& mask, Seen* seen) const {
        MomentProblem problem = moment_problem(calibration_, mask, simulation());
        if (seen == nullptr) return problem;
        problem.simulate = [this, &mask, seen](std::span<const double> at) {
            SimulatedMoments simulated = simulate_moments(calibration_, at, mask, simulation());
            MomentVector moments = simulated.moments;
            (*seen)[{at.begin(), at.end()}] = std::move(simulated);
            return moments;
        };
        return problem;
    }

    void describe_moments(CalibrationResult& result, const MomentProblem& problem) const {
        for (std::size_t m = 0; m < calibration_.moments.size(); ++m) {
            const auto row = static_cast<Index>(m);
            const CalibrationMoment& moment = calibration_.moments[m];
            std::uint64_t incidents = 0;
            for (std::size_t i = 0; i < everyone_.size(); ++i)
                incidents += observed_in(calibration_, moment, i).has_value() ? 1 : 0;
            result.moments.push_back({moment.name, moment.title, problem.observed.value(row),
                                      std::sqrt(problem.observed.covariance(row, row)), incidents,
                                      result.fit.start.value(row), result.fit.fitted.value(row),
                                      std::sqrt(result.fit.fitted.covariance(row, row))});
        }
    }

    void describe_parameters(CalibrationResult& result) const {
        for (std::size_t k = 0; k < calibration_.parameters.size(); ++k) {
            const CalibrationParameter& parameter = calibration_.parameters[k];
            const SearchCoordinate& c = parameter.coordinate;
            const double at = result.fit.at[k];
            const double margin = 1e-3 * (c.high - c.low);
            FittedParameter fitted{parameter.factor.name,
                                   parameter.factor.title,
                                   parameter.factor.unit,
                                   parameter.before,
                                   {parameter.value(at), {}, {}, 0},
                                   1.0,
                                   at < c.low + margin || at > c.high - margin,
                                   c.held};
            if (result.fit.complete) {
                const auto row = static_cast<Index>(k);
                const double sd = std::sqrt(result.fit.covariance(row, row));
                fitted.left = sd / c.prior_sd();
                fitted.fitted.low = parameter.value(std::max(c.low, at - kNormal975 * sd));
                fitted.fitted.high = parameter.value(std::min(c.high, at + kNormal975 * sd));
            }
            result.parameters.push_back(std::move(fitted));
        }
    }

    const SimulatedMoments& seen_at(const std::vector<double>& at) {
        const auto found = seen_.find(at);
        if (found != seen_.end()) return found->second;
        return seen_[at] = simulate_moments(calibration_, at, everyone_, simulation());
    }

    std::vector<double> start() const {
        std::vector<double> at;
        for (const CalibrationParameter& parameter : calibration_.parameters)
            at.push_back(parameter.coordinate.start);
        return at;
    }

    void leave_one_out(CalibrationResult& result, const MomentProblem& problem) {
        const MomentFit& fit = result.fit;
        const SimulatedMoments& centre = seen_at(fit.at);
        const SimulatedMoments& before = seen_at(start());
        struct Side {
            const SimulatedMoments* below;
            const SimulatedMoments* above;
            double width;
        };
        std::vector<Side> sides;
        for (std::size_t k = 0; k < fit.at.size(); ++k) {
            const auto& [below, above] = fit.sides[k];
            sides.push_back({&seen_at(below), &seen_at(above), above[k] - below[k]});
        }
        std::vector<Forecast> forecasts;
        for (std::size_t out = 0; out < everyone_.size(); ++out) {
            IncidentMask others = everyone_;
            others[out] = false;
            MatrixXd jacobian = fit.jacobian;
            for (std::size_t k = 0; k < sides.size(); ++k) {
                jacobian.col(static_cast<Index>(k)) = (moments_over(calibration_, *sides[k].above, others) -
                                                       moments_over(calibration_, *sides[k].below, others)) /
                                                      sides[k].width;
            }
            const VectorXd observed = observed_moments(calibration_, others).value;
            const std::vector<double> moved =
                one_step(problem, fit, observed, moments_over(calibration_, centre, others), jacobian);
            for (std::size_t m = 0; m < calibration_.moments.size(); ++m) {
                const std::optional<bool> seen = observed_in(calibration_, calibration_.moments[m], out);
                if (!seen) continue;
                double share = centre.shares[m][out];
                for (std::size_t k = 0; k < sides.size(); ++k) {
                    share += (moved[k] - fit.at[k]) *
                             (sides[k].above->shares[m][out] - sides[k].below->shares[m][out]) /
                             sides[k].width;
                }
                forecasts.push_back({out, *seen ? 1.0 : 0.0, before.shares[m][out],
                                     std::clamp(share, 0.0, 1.0), observed(static_cast<Index>(m))});
            }
        }
        if (!forecasts.empty()) result.validation.push_back(score("leave_one_out", forecasts));
    }

    void time_forward(std::chrono::sys_days split, CalibrationResult& result) {
        IncidentMask early = everyone_;
        for (std::size_t i = 0; i < early.size(); ++i) early[i] = incidents_of(calibration_)[i].date < split;
        const MomentProblem problem = problem_over(early, nullptr);
        const MomentFit fit = fit_moments(problem, search_options());
        if (!fit.complete) return;
        const SimulatedMoments fitted = simulate_moments(calibration_, fit.at, everyone_, simulation());
        const SimulatedMoments& before = seen_at(start());
        std::vector<Forecast> forecasts;
        for (std::size_t i = 0; i < early.size(); ++i) {
            if (early[i]) continue;
            for (std::size_t m = 0; m < calibration_.moments.size(); ++m) {
                const std::optional<bool> seen = observed_in(calibration_, calibration_.moments[m], i);
                if (!seen) continue;
                forecasts.push_back({i, *seen ? 1.0 : 0.0, before.shares[m][i], fitted.shares[m][i],
                                     problem.observed.value(static_cast<Index>(m))});
            }
        }
        if (!forecasts.empty()) result.validation.push_back(score("time_forward", forecasts));
    }

    const CalibrationPlan& calibration_;
    const CalibrateOptions& options_;
    IncidentMask everyone_;
    Seen seen_;
};

nlohmann::ordered_json numbers_json(const VectorXd& numbers) {
    return std::vector<double>(numbers.begin(), numbers.end());
}

nlohmann::ordered_json rows_json(const MatrixXd& matrix) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (Index row = 0; row < matrix.rows(); ++row) rows.push_back(numbers_json(matrix.row(row)));
    return rows;
}

}  // namespace

static void to_json(nlohmann::ordered_json& json, const FittedParameter& parameter) {
    json = {{"name", parameter.name}, {"unit", parameter.unit}, {"before", parameter.before}};
    json.update(nlohmann::ordered_json(parameter.fitted));
    json["left"] = parameter.left;
    json["at_end"] = parameter.at_end;
    json["held"] = parameter.held;
}

static void to_json(nlohmann::ordered_json& json, const FittedMoment& moment) {
    json = {{"name", moment.name},           {"title", moment.title},
            {"target", moment.target},       {"error", moment.error},
            {"incidents", moment.incidents}, {"before", moment.before},
            {"fitted", moment.fitted},       {"simulation_error", moment.simulation_error}};
}

static void to_json(nlohmann::ordered_json& json, const Direction& direction) {
    json = {{"strength", direction.strength},
            {"left", direction.left()},
            {"weak", direction.strength < kWeakDirection},
            {"loadings", numbers_json(direction.loadings)}};
}

static void to_json(nlohmann::ordered_json& json, const ValidationScore& score) {
    json = {{"name", score.name},           {"incidents", score.incidents},
            {"forecasts", score.forecasts}, {"brier_before", score.before},
            {"brier_fitted", score.fitted}, {"brier_climatology", score.climatology},
            {"gain", score.gain},           {"gain_on_climatology", score.gain_on_climatology}};
}

CalibrationResult calibrate(const CalibrationPlan& calibration, const CalibrateOptions& options) {
    return Calibrator(calibration, options).run();
}

std::vector<std::string> interval_comments(const CalibrationResult& result) {
    std::vector<std::string> comments;
    for (const FittedParameter& parameter : result.parameters) {
        const Estimate& e = parameter.fitted;
        comments.push_back(e.low && e.high ? fmt::format("{} {} [{}, {}]", spoken(parameter.name),
                                                         number_text(e.value.value_or(0.0)),
                                                         number_text(*e.low), number_text(*e.high))
                                           : spoken(parameter.name));
    }
    return comments;
}

std::string describe(const Direction& direction, const CalibrationPlan& calibration) {
    std::vector<std::string> names;
    for (const CalibrationParameter& parameter : calibration.parameters)
        names.push_back(parameter.factor.name);
    return describe(direction, names);
}

nlohmann::ordered_json values_json(std::span<const double> at, const CalibrationPlan& calibration) {
    nlohmann::ordered_json values;
    for (std::size_t k = 0; k < at.size(); ++k) {
        const CalibrationParameter& parameter = calibration.parameters[k];
        values[parameter.factor.name] = parameter.value(at[k]);
    }
    return values;
}

nlohmann::ordered_json failed_json(std::span<const FailedPoint> failed, const CalibrationPlan& calibration) {
    nlohmann::ordered_json points = nlohmann::ordered_json::array();
    for (const FailedPoint& point : failed)
        points.push_back({{"values", values_json(point.at, calibration)}, {"reason", point.reason}});
    return points;
}

nlohmann::ordered_json to_json(const CalibrationResult& result, const CalibrationPlan& calibration) {
    const MomentFit& fit = result.fit;
    return {{"version", version()},
            {"calibration", calibration.name},
            {"scenario", calibration.worlds.front().scenario.scenario().name},
            {"hash", calibration.worlds.front().scenario.hash()},
            {"seed", calibration.seed},
            {"campaigns", calibration.campaigns},
            {"crises", calibration.crises},
            {"complete", result.complete},
            {"converged", fit.converged},
            {"evaluations", fit.evaluations},
            {"failed", failed_json(fit.failed, calibration)},
            {"distance_before", fit.start_distance},
            {"distance", fit.distance},
            {"j", {{"statistic", fit.j}, {"freedom", fit.freedom}, {"p", fit.j_p}}},
            {"parameters", result.parameters},
            {"moments", result.moments},
            {"directions", fit.directions},
            {"jacobian", rows_json(fit.jacobian)},
            {"covariance", rows_json(fit.covariance)},
            {"validation", result.validation}};
}

}  // namespace offramp
