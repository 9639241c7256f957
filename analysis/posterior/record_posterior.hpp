// SPDX-License-Identifier: Apache-2.0
// What the record leaves open of a calibration's parameters, and whether the model can have written the
// record.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/calibration/calibration.hpp"
#include "analysis/calibration/crisis_moments.hpp"
#include "analysis/posterior/posterior.hpp"

namespace offramp {

/// Where 2.5, 50 and 97.5 % of something not known lie below.
struct Spread {
    double low = 0.0;
    double median = 0.0;
    double high = 0.0;
};

/// A parameter in the unit of its factor.
struct ParameterBelief {
    std::string name;
    std::string unit;
    Spread before;  ///< of the prior
    Spread after;   ///< of the draws
    double left =
        1.0;  ///< standard deviation of the draws on the scale of the search, as a share of the prior's
};

/// A predictive check (Box 1980; Rubin 1984): what the model says of a moment before and after it knew the
/// record.
struct PredictedMoment {
    std::string name;
    std::string title;
    double observed = 0.0;
    double error = 0.0;  ///< its standard error, by the observation itself
    Spread before;  ///< of the simulated moment over the screen's points, which are spread as the priors say
    Spread after;   ///< over the draws
    double above = 0.0;  ///< chance that another record from one of the draws lies above this one
};

struct RecordPosterior {
    Posterior posterior;
    std::vector<ParameterBelief> parameters;  ///< empty where there are no draws
    std::vector<PredictedMoment> moments;     ///< likewise; `before` needs a screen, and is else of one point
};

struct RecordPosteriorOptions {
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(const PosteriorProgress&)> progress = {};
    TableStore tables = {};
};

/// Throws InputError where the search and the draws together are more points than an emulator can learn from.
void check_can_draw(const CalibrationPlan& calibration);

/// Draws from what the record leaves open, from the points of a complete fit to it. The same result on any
/// number of threads.
RecordPosterior record_posterior(const CalibrationPlan& calibration, const MomentFit& fit,
                                 const RecordPosteriorOptions& options);

/// The draws as a sweep file (its design a list, every point equally likely): so many of them, as often as
/// they weigh. `scenario`: the scenario file as the sweep is to name it, and `policy` likewise, or empty.
std::string draws_text(const CalibrationPlan& calibration, const RecordPosterior& drawn,
                       const std::string& name, const std::string& scenario, const std::string& policy);

nlohmann::ordered_json to_json(const RecordPosterior& drawn, const CalibrationPlan& calibration);

}  // namespace offramp
