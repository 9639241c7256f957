// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "analysis/history/hindcast.hpp"
#include "analysis/history/quantiles_json.hpp"
#include "analysis/run_record.hpp"

namespace offramp {
namespace {

using nlohmann::ordered_json;

}  // namespace

static void to_json(ordered_json& json, const ScoredForecast& forecast) {
    json = {{"ranked_probability", forecast.ranked}, {"log", forecast.log}};
}

static void to_json(ordered_json& json, const IncidentResult& incident) {
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
        scores[name] = result->model;
        for (std::size_t b = 0; b < kBaselines; ++b) {
            if (const auto& baseline = result->baselines.at(b))
                scores[name][std::string(to_string(static_cast<Baseline>(b)))] = *baseline;
        }
        quantiles[name] = quantiles_json(target, result->model.probabilities);
    }
    json = {{"id", incident.id},           {"name", incident.name}, {"date", incident.date},
            {"opening", incident.opening}, {"observed", observed},  {"scores", scores},
            {"quantiles", quantiles}};
}

static void to_json(ordered_json& json, const Skill& skill) {
    json = {{"target", to_string(skill.target)},
            {"baseline", to_string(skill.baseline)},
            {"incidents", skill.skill.sample_size},
            {"score", skill.model_score},
            {"baseline_score", skill.baseline_score},
            {"skill", skill.skill},
            {"log_gain", skill.log_gain}};
}

static void to_json(ordered_json& json, const Calibration::Coverage& coverage) {
    json = {{"share", coverage.share}, {"expected", coverage.expected}};
    json.update(ordered_json(coverage.observed));
}

static void to_json(ordered_json& json, const Calibration& calibration) {
    json = {{"target", to_string(calibration.target)},
            {"rank_histogram", calibration.histogram},
            {"mean_rank", calibration.mean_rank},
            {"coverage", calibration.coverage}};
}

ordered_json to_json(const HindcastRecord& record) {
    ordered_json json = {
        {"offramp", version()},
        {"scenario", {{"name", record.scenario}, {"title", record.title}, {"hash", record.hash}}},
        {"history", {{"name", record.history}, {"title", record.history_title}}},
        {"policy", record.policy},
        {"seed", record.seed},
        {"campaigns", record.campaigns},
        {"complete", record.complete},
        {"quantile_levels", kForecastQuantiles},
        {"incidents", record.incidents},
        {"skill", record.skill},
        {"skill_against_best", record.skill_against_best},
        {"calibration", record.calibration}};
    if (!record.rule.empty()) json["rule_of_thumb"] = record.rule;
    return json;
}

}  // namespace offramp
