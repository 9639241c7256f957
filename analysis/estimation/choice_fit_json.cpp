// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "analysis/estimation/choice_fit.hpp"
#include "analysis/run_record.hpp"
#include "engine/base/enumerator_names.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

Json situations_json(const ChoiceFit& fit, const ChoiceProblem& problem) {
    Json situations = Json::array();
    for (std::size_t s = 0; s < problem.situations.size(); ++s) {
        const ObservedSituation& situation = problem.situations[s];
        Json alternatives = Json::array();
        for (std::size_t a = 0; a < situation.alternatives.size(); ++a) {
            const Alternative& alternative = situation.alternatives[a];
            alternatives.push_back({{"action", alternative.name},
                                    {"count", alternative.count},
                                    {"frequency", static_cast<double>(alternative.count) /
                                                      static_cast<double>(situation.choices())},
                                    {"fitted", fit.probabilities[s][a]}});
        }
        situations.push_back({{"chooser", situation.chooser},
                              {"where", situation.where},
                              {"choices", situation.choices()},
                              {"alternatives", std::move(alternatives)}});
    }
    return situations;
}

Json parameter_json(const ParameterEstimate& parameter) {
    Json profile = Json::array();
    for (const ProfilePoint& point : parameter.profile)
        profile.push_back({{"value", point.value}, {"fall", point.fall}});
    Json json = {{"name", parameter.name}, {"title", parameter.title}, {"unit", parameter.unit}};
    json.update(Json(parameter.fitted));
    json["normal_low"] = parameter.normal_low;
    json["normal_high"] = parameter.normal_high;
    json["range"] = {parameter.low, parameter.high};
    json["at_low_end"] = parameter.at_low;
    json["at_high_end"] = parameter.at_high;
    json["profile"] = std::move(profile);
    return json;
}

}  // namespace

std::string_view to_string(FindingKind kind) {
    constexpr std::string_view kNames[] = {
        "flat_direction",    "weak_direction", "no_scale",    "not_bounded",  "not_bounded_below",
        "not_bounded_above", "at_low_end",     "at_high_end", "nothing_left", "unsolved"};
    return name_in(kNames, kind);
}

Json to_json(const ChoiceFit& fit, const ChoiceProblem& problem) {
    Json parameters = Json::array();
    for (const ParameterEstimate& parameter : fit.parameters) parameters.push_back(parameter_json(parameter));
    Json directions = Json::array();
    for (const Direction& direction : fit.directions) {
        directions.push_back(
            {{"strength", direction.strength},
             {"left", direction.left()},
             {"loadings", std::vector<double>(direction.loadings.begin(), direction.loadings.end())}});
    }
    Json findings = Json::array();
    for (const Finding& finding : fit.findings) {
        findings.push_back(
            {{"kind", to_string(finding.kind)}, {"parameters", finding.parameters}, {"text", finding.text}});
    }
    const bool tells = std::isfinite(fit.log_likelihood) && !fit.probabilities.empty();
    return {{"version", version()},
            {"complete", fit.complete},
            {"solved", fit.solved},
            {"evaluations", fit.evaluations},
            {"choices", fit.choices},
            {"log_likelihood", fit.log_likelihood},
            {"log_likelihood_uniform", fit.uniform},
            {"log_likelihood_saturated", fit.saturated},
            {"pseudo_r2", fit.pseudo_r2},
            {"deviance", {{"statistic", fit.deviance}, {"freedom", fit.freedom}, {"p", fit.deviance_p}}},
            {"parameters", std::move(parameters)},
            {"directions", std::move(directions)},
            {"findings", std::move(findings)},
            {"situations", tells ? situations_json(fit, problem) : Json::array()}};
}

}  // namespace offramp
