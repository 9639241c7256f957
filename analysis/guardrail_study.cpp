// SPDX-License-Identifier: Apache-2.0
#include "analysis/guardrail_study.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

/// The package that the region is about.
std::uint32_t package_of(const Scenario& scenario, const std::vector<std::string>& names) {
    if (names.empty()) return proposed_guardrails(scenario);
    const std::vector<std::string> known = names_of(scenario.guardrails);
    std::uint32_t package = 0;
    for (const std::string& name : names)
        package |= 1U << place_among(known, name, "unknown guardrail '" + name + "'");
    return package;
}

/// The side whose answer the usual region is about: one that rebuffs the package, else the second.
int side_in_question(const GuardrailGame& game, std::uint32_t package) {
    for (const PackageResult& result : game.packages) {
        if (result.guardrails == package && !result.side[0].accepts) return 0;
    }
    return 1;
}

std::vector<RegretCase> regrets_of(const Scenario& scenario, const StudyOptions& study) {
    std::vector<RegretCase> cases;
    for (const auto& [name, guardrails] : {std::pair{"without guardrails", 0U},
                                           std::pair{"with all of them", proposed_guardrails(scenario)}}) {
        const Model model = option_model(scenario, {guardrails, -1});
        cases.push_back({name, model.names,
                         posture_regret(model, {.seed = study.seed,
                                                .campaigns = study.first_pass,
                                                .threads = study.threads,
                                                .cancel = study.cancel,
                                                .tables = study.tables})});
    }
    return cases;
}

}  // namespace

GuardrailStudy study_guardrails(const ValidatedScenario& scenario, const GuardrailQuestion& question) {
    std::vector<RegionAxis> axes;
    for (const std::string& text : question.region) axes.push_back(parse_axis(text));
    check_axes(scenario, axes);
    const bool with_region = !axes.empty() || question.usual_region;
    if (!with_region && !question.package.empty())
        throw InputError({}, "a package is about a region", "ask for one, for example the usual region");
    const std::uint32_t package = package_of(scenario.scenario(), question.package);
    GuardrailStudy study{solve_guardrail_game(scenario, {.study = question.study}), {}, {}};
    bool& complete = study.game.complete;
    if (with_region && complete) {
        if (axes.empty()) axes = default_axes(scenario, side_in_question(study.game, package));
        study.region = acceptance_region(scenario, package, axes, question.study);
        complete = study.region->complete;
    }
    if (complete) study.regrets = regrets_of(scenario.scenario(), question.study);
    for (const RegretCase& c : study.regrets) complete = complete && c.regret.complete;
    return study;
}

nlohmann::ordered_json to_json(const GuardrailStudy& study) {
    nlohmann::ordered_json object = to_json(study.game);
    if (study.region) object["region"] = to_json(*study.region, study.game.actors);
    for (const RegretCase& c : study.regrets) object["posture_regret"][c.name] = to_json(c.regret, c.names);
    return object;
}

}  // namespace offramp
