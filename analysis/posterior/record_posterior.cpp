// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/record_posterior.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <numeric>

#include "analysis/calibration/calibrate.hpp"
#include "analysis/interval.hpp"
#include "engine/base/error.hpp"
#include "engine/base/key.hpp"

namespace offramp {
namespace {

using Eigen::Index;

/// Of values with weights that sum to 1.
double weighted_quantile(const std::vector<double>& values, const std::vector<double>& weights,
                         double share) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t k) { return values[k]; });
    double below = 0.0;
    for (const std::size_t k : order) {
        below += weights[k];
        if (below >= share) return values[k];
    }
    return values[order.back()];
}

Spread spread_of(const std::vector<double>& values, const std::vector<double>& weights) {
    return {weighted_quantile(values, weights, 0.025), weighted_quantile(values, weights, 0.5),
            weighted_quantile(values, weights, 0.975)};
}

std::vector<double> weights_of(const Posterior& posterior) {
    std::vector<double> weights;
    for (const PosteriorDraw& draw : posterior.draws) weights.push_back(draw.weight);
    return weights;
}

ParameterBelief belief_in(const CalibrationParameter& parameter, std::size_t k, const Posterior& posterior) {
    const SearchCoordinate& c = parameter.coordinate;
    const std::vector<double> weights = weights_of(posterior);
    std::vector<double> places;
    for (const PosteriorDraw& draw : posterior.draws) places.push_back(draw.at[k]);
    const double mean = std::inner_product(places.begin(), places.end(), weights.begin(), 0.0);
    double variance = 0.0;
    for (std::size_t d = 0; d < places.size(); ++d)
        variance += weights[d] * (places[d] - mean) * (places[d] - mean);
    const Spread found = spread_of(places, weights);
    return {parameter.factor.name,
            parameter.factor.unit,
            {parameter.value(c.quantile(0.025)), parameter.value(c.quantile(0.5)),
             parameter.value(c.quantile(0.975))},
            {parameter.value(found.low), parameter.value(found.median), parameter.value(found.high)},
            std::sqrt(variance) / c.prior_sd()};
}

/// The simulated points that are spread as the priors say: those of the screen, which come after the start.
std::span<const SimulatedPoint> screened(const CalibrationPlan& calibration, const MomentFit& fit) {
    const auto screen = static_cast<std::size_t>(calibration.search.screen);
    const std::span<const SimulatedPoint> points = fit.points;
    return screen > 0 && points.size() > screen ? points.subspan(1, screen) : points.first(1);
}

PredictedMoment predicted(const CalibrationPlan& calibration, std::size_t m, const MomentVector& observed,
                          std::span<const SimulatedPoint> before, const Posterior& posterior) {
    const auto row = static_cast<Index>(m);
    PredictedMoment moment{calibration.moments[m].name,
                           calibration.moments[m].title,
                           observed.value(row),
                           std::sqrt(observed.covariance(row, row)),
                           {},
                           {},
                           0.0};
    std::vector<double> values;
    for (const SimulatedPoint& point : before) values.push_back(point.moments.value(row));
    moment.before =
        spread_of(values, std::vector<double>(values.size(), 1.0 / static_cast<double>(values.size())));
    values.clear();
    std::vector<double> weights;
    for (const PosteriorDraw& draw : posterior.draws) {
        if (draw.weight == 0.0) continue;
        weights.push_back(draw.weight);
        values.push_back(draw.moments.value(row));
        const double sd = std::sqrt(draw.moments.if_true(row, row) + draw.moments.covariance(row, row));
        const double z = (moment.observed - values.back()) / sd;
        moment.above += draw.weight * normal_tail(z);
    }
    moment.after = spread_of(values, weights);
    return moment;
}

nlohmann::ordered_json spread_json(const Spread& spread) {
    return {{"low", spread.low}, {"median", spread.median}, {"high", spread.high}};
}

}  // namespace

void check_can_draw(const CalibrationPlan& calibration) {
    const MomentFitOptions& search = calibration.search;
    const auto points = std::int64_t{search.screen} + search.emulated + search.evaluations +
                        std::int64_t{calibration.posterior.draws} * calibration.posterior.rounds;
    if (points <= kMostEmulated) return;
    throw InputError(
        {},
        fmt::format("{} points of the search and the draws are more than the {} that an emulator "
                    "can learn from",
                    points, kMostEmulated),
        "fewer evaluations in 'search', or fewer draws or rounds in 'posterior'");
}

RecordPosterior record_posterior(const CalibrationPlan& calibration, const MomentFit& fit,
                                 const RecordPosteriorOptions& options) {
    const IncidentMask everyone = every_incident(calibration);
    const MomentProblem problem =
        moment_problem(calibration, everyone, {options.threads, options.cancel, options.tables});
    RecordPosterior drawn;
    drawn.posterior = draw_posterior(problem, fit.points,
                                     {.draws = calibration.posterior.draws,
                                      .rounds = calibration.posterior.rounds,
                                      .inflation = misfit_inflation(fit),
                                      .seed = combine_keys(name_key("posterior", "draws"), calibration.seed),
                                      .cancel = options.cancel,
                                      .progress = options.progress});
    if (drawn.posterior.draws.empty()) return drawn;
    for (std::size_t k = 0; k < calibration.parameters.size(); ++k)
        drawn.parameters.push_back(belief_in(calibration.parameters[k], k, drawn.posterior));
    for (std::size_t m = 0; m < calibration.moments.size(); ++m) {
        drawn.moments.push_back(
            predicted(calibration, m, problem.observed, screened(calibration, fit), drawn.posterior));
    }
    return drawn;
}

static void to_json(nlohmann::ordered_json& json, const ParameterBelief& belief) {
    json = {{"name", belief.name},
            {"unit", belief.unit},
            {"before", spread_json(belief.before)},
            {"after", spread_json(belief.after)},
            {"left", belief.left}};
}

static void to_json(nlohmann::ordered_json& json, const PredictedMoment& moment) {
    json = {{"name", moment.name},
            {"observed", moment.observed},
            {"error", moment.error},
            {"before", spread_json(moment.before)},
            {"after", spread_json(moment.after)},
            {"above", moment.above}};
}

nlohmann::ordered_json to_json(const RecordPosterior& drawn, const CalibrationPlan& calibration) {
    const Posterior& posterior = drawn.posterior;
    nlohmann::ordered_json json = {
        {"complete", posterior.complete},   {"rounds", posterior.rounds},
        {"effective", posterior.effective}, {"failed", failed_json(posterior.failed, calibration)},
        {"inflation", posterior.inflation}, {"parameters", drawn.parameters},
        {"moments", drawn.moments},         {"draws", nlohmann::ordered_json::array()}};
    for (const PosteriorDraw& draw : posterior.draws)
        json["draws"].push_back({{"weight", draw.weight}, {"values", values_json(draw.at, calibration)}});
    return json;
}

}  // namespace offramp
