// SPDX-License-Identifier: Apache-2.0
// Fitting a scenario to the record, and testing the fit on incidents that it has not seen.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/calibration/crisis_moments.hpp"
#include "analysis/interval.hpp"

namespace offramp {

struct FittedParameter {
    std::string name;
    std::string title;
    std::string unit;
    std::optional<double> before;  ///< the scenario's own; of scaling ones 1
    Estimate fitted;               ///< interval of 95 %, within the range
    double left = 1.0;             ///< standard deviation left, as a share of the prior's or the range's
    bool at_end = false;           ///< of its range: the interval is then one-sided at best
    bool held = false;             ///< left at the scenario's own
};

struct FittedMoment {
    std::string name;
    std::string title;
    double target = 0.0;
    double error = 0.0;           ///< standard error of the target
    std::uint64_t incidents = 0;  ///< of a share of the record
    double before = 0.0;          ///< simulated with the scenario's own values (or the nearest in range)
    double fitted = 0.0;
    double simulation_error = 0.0;  ///< standard error of `fitted`
};

/// Mean squared errors of the predicted shares (Brier 1950) over incidents that were not fitted to.
struct ValidationScore {
    std::string name;  ///< "leave_one_out" or "time_forward"
    std::uint64_t incidents = 0;
    std::uint64_t forecasts = 0;   ///< incidents by moments
    double before = 0.0;           ///< of the scenario as it stands
    double fitted = 0.0;           ///< of the parameters fitted to the others
    double climatology = 0.0;      ///< of the shares of the others
    Estimate gain;                 ///< before - fitted, interval by resampling incidents
    Estimate gain_on_climatology;  ///< climatology - fitted
};

struct CalibrationResult {
    bool complete = false;  ///< false: cancelled; then only the points and moments of the best so far
    MomentFit fit;
    std::vector<FittedParameter> parameters;
    std::vector<FittedMoment> moments;
    std::vector<ValidationScore> validation;
};

struct CalibrateOptions {
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(const MomentFitProgress&)> progress = {};
    TableStore tables = {};
};

/// The fit to all incidents; where moments are of the record, each left out in turn (by one step from the
/// fit, not fitted again), and, where the calibration has a split, a fit to those before it. The same result
/// on any number of threads.
CalibrationResult calibrate(const CalibrationPlan& calibration, const CalibrateOptions& options);

/// "#"-comments for overlay_text(): the interval of each parameter.
std::vector<std::string> interval_comments(const CalibrationResult& result);

/// "0.8 rationality - 0.6 audience_cost": loadings of at least 0.2.
std::string describe(const Direction& direction, const CalibrationPlan& calibration);

/// The values of the parameters at a place, by name; and places where nothing could be simulated, with
/// reasons.
nlohmann::ordered_json values_json(std::span<const double> at, const CalibrationPlan& calibration);
nlohmann::ordered_json failed_json(std::span<const FailedPoint> failed, const CalibrationPlan& calibration);

nlohmann::ordered_json to_json(const CalibrationResult& result, const CalibrationPlan& calibration);

}  // namespace offramp
