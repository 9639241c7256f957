// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "analysis/history/hindcast.hpp"
#include "analysis/run_record.hpp"

namespace offramp {
namespace {

using nlohmann::ordered_json;

constexpr std::array kQuantiles = {0.05, 0.25, 0.5, 0.75, 0.95};

// Where the last category is "so late or later, or never", a quantile in it has no value.
ordered_json quantiles_json(HindcastTarget target, CategoryForecast forecast) {
    ordered_json json = ordered_json::array();
    for (const double p : kQuantiles) {
        const std::size_t category = forecast_quantile(forecast, p);
        const bool is_open = is_in_days(target) && category + 1 == forecast.size();
        json.push_back(is_open ? ordered_json() : ordered_json(category));
    }
    return json;
}

ordered_json scores_json(const ScoredForecast& forecast) {
    return {{"ranked_probability", forecast.ranked}, {"log", forecast.log}};
}

ordered_json incident_json(const IncidentResult& incident) {
    ordered_json observed = ordered_json::object();
    ordered_json scores = ordered_json::object();
    ordered_json quantiles = ordered_json::object();
    for (std::size_t t = 0; t < kHindcastTargets; ++t) {
        const auto target = static_cast<HindcastTarget>(t);
        const std::string name(to_string(target));
        const auto& result = incident.targets[t];
        if (!result) {
            observed[name] = nullptr;
            continue;
        }
        const bool is_open = is_in_days(target) && result->observed + 1 == result->model.probabilities.size();
        observed[name] = is_open ? ordered_json() : ordered_json(result->observed);
        scores[name] = scores_json(result->model);
        for (std::size_t b = 0; b < kBaselines; ++b) {
            if (const auto& baseline = result->baselines.at(b))
                scores[name][std::string(to_string(static_cast<Baseline>(b)))] = scores_json(*baseline);
        }
        quantiles[name] = quantiles_json(target, result->model.probabilities);
    }
    return {{"id", incident.id},           {"name", incident.name}, {"date", incident.date},
            {"opening", incident.opening}, {"observed", observed},  {"scores", scores},
            {"quantiles", quantiles}};
}

ordered_json skill_json(const Skill& skill) {
    return {{"target", to_string(skill.target)},        {"baseline", to_string(skill.baseline)},
            {"incidents", skill.skill.sample_size},     {"score", skill.model_score},
            {"baseline_score", skill.baseline_score},   {"skill", estimate_json(skill.skill)},
            {"log_gain", estimate_json(skill.log_gain)}};
}

ordered_json calibration_json(const Calibration& calibration) {
    ordered_json coverage = ordered_json::array();
    for (const Calibration::Coverage& one : calibration.coverage) {
        ordered_json row = {{"share", one.share}, {"expected", one.expected}};
        row.update(estimate_json(one.observed));
        coverage.push_back(std::move(row));
    }
    return {{"target", to_string(calibration.target)},
            {"rank_histogram", calibration.histogram},
            {"mean_rank", estimate_json(calibration.mean_rank)},
            {"coverage", std::move(coverage)}};
}

}  // namespace

ordered_json to_json(const HindcastRecord& record) {
    ordered_json json = {
        {"offramp", version()},
        {"scenario", {{"name", record.scenario}, {"title", record.title}, {"hash", record.hash}}},
        {"history", {{"name", record.history}, {"title", record.history_title}}},
        {"policy", record.policy},
        {"seed", record.seed},
        {"campaigns", record.campaigns},
        {"complete", record.complete},
        {"quantile_levels", kQuantiles},
        {"incidents", ordered_json::array()},
        {"skill", ordered_json::array()},
        {"calibration", ordered_json::array()}};
    for (const IncidentResult& incident : record.incidents)
        json["incidents"].push_back(incident_json(incident));
    for (const Skill& skill : record.skill) json["skill"].push_back(skill_json(skill));
    for (const Calibration& one : record.calibration) json["calibration"].push_back(calibration_json(one));
    return json;
}

}  // namespace offramp
