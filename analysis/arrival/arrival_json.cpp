// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "analysis/arrival/fit_arrivals.hpp"
#include "analysis/estimate_json.hpp"
#include "analysis/history/incident.hpp"
#include "analysis/run_record.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace {

nlohmann::ordered_json shape_json(const CountShape& shape) {
    return {{"periods", shape.periods},
            {"total", shape.total},
            {"mean_per_day", shape.mean},
            {"variance_over_mean", shape.dispersion},
            {"zero_share", shape.zero_share},
            {"lags", shape.lags},
            {"autocorrelation", shape.autocorrelation},
            {"white_noise", shape.white_noise}};
}

nlohmann::ordered_json fit_json(const ArrivalFit& fit, double least_aic) {
    const ResidualTest& test = fit.residuals;
    return {{"model", to_string(fit.model)},
            {"log_likelihood", fit.log_likelihood},
            {"free_parameters", fit.free_parameters},
            {"aic", fit.aic},
            {"aic_above_best", fit.aic - least_aic},
            {"background_per_day", fit.background},
            {"branching", fit.branching},
            {"memory_days", fit.memory},
            {"size", fit.size},
            {"mean_per_day", fit.mean_rate},
            {"converged", fit.converged},
            {"evaluations", fit.evaluations},
            {"residuals",
             {{"n", test.count},
              {"distance", test.distance},
              {"p_uniform", test.p_uniform},
              {"lags", test.lags},
              {"p_independent", test.p_independent}}}};
}

}  // namespace

nlohmann::ordered_json to_json(const ArrivalStudy& study) {
    const Arrivals& arrivals = study.arrivals;
    nlohmann::ordered_json json = {{"version", version()},
                                   {"from", format_date(midnight(arrivals.from))},
                                   {"to", format_date(midnight(arrivals.to))}};
    if (arrivals.events) {
        json["events"] = arrivals.events->times.size();
    } else if (arrivals.counts && study.shape) {
        json["period_days"] = arrivals.counts->width;
        json["counts"] = shape_json(*study.shape);
    }
    json["best"] = to_string(study.best().model);
    json["fits"] = nlohmann::ordered_json::array();
    for (const ArrivalFit& fit : study.fits) json["fits"].push_back(fit_json(fit, study.best().aic));
    return json;
}

}  // namespace offramp
