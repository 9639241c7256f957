// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/audit_json.hpp"

#include "analysis/estimate_json.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

Json estimate_json(const Estimate& estimate) {
    Json json = estimate;
    json["n"] = estimate.sample_size;
    json["note"] = note_or_null(estimate);
    return json;
}

std::optional<double> number_or_none(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

Estimate estimate_in(const Json& json) {
    const Json& note = json.at("note");
    return with_note({number_or_none(json.at("estimate")), number_or_none(json.at("low")),
                      number_or_none(json.at("high")), json.at("n").get<std::uint64_t>()},
                     note.is_null() ? "" : note.get<std::string>());
}

Json changes_json(const Changes& changes) {
    Json json = Json::array();
    for (const Estimate& change : changes) json.push_back(estimate_json(change));
    return json;
}

std::vector<Changes> outcomes_in(const Json& json) {
    std::vector<Changes> outcomes;
    for (const Json& outcome : json) {
        Changes& changes = outcomes.emplace_back();
        for (const Json& change : outcome) changes.push_back(estimate_in(change));
    }
    return outcomes;
}

Json outcomes_json(const std::vector<Changes>& outcomes) {
    Json json = Json::array();
    for (const Changes& outcome : outcomes) json.push_back(changes_json(outcome));
    return json;
}

Json effects_json(const ElementaryEffects& effects) {
    return {{"mean_absolute", effects.mean_absolute},
            {"mean", effects.mean},
            {"deviation", effects.deviation},
            {"noise_floor", effects.noise_floor}};
}

Json together_json(const Audit& audit, const Together& together, double negligible) {
    Json json = {{"wanted", together.wanted},
                 {"groups", Json::array()},
                 {"trajectories", together.trajectories},
                 {"numbers", Json::array()},
                 {"apart", together.apart}};
    for (const JointGroup& group : together.groups) {
        json["groups"].push_back({{"paths", group.paths},
                                  {"bearing", to_string(group.bearing)},
                                  {"combinations", group.combinations},
                                  {"differing", group.differing},
                                  {"most", group.most},
                                  {"refused", group.refused},
                                  {"problem", group.problem},
                                  {"is_parted", group.is_parted}});
    }
    for (const JointNumber& number : together.numbers) {
        Json item = {{"path", number.path}, {"low", number.low}, {"high", number.high}};
        for (std::size_t c = 0; c < audit.contrasts.size(); ++c)
            item["moves"].push_back(clearly_moves(audit, number, c, negligible));
        for (const std::vector<ElementaryEffects>& outcome : number.effects) {
            item["effects"].push_back(Json::array());
            for (const ElementaryEffects& effects : outcome)
                item["effects"].back().push_back(effects_json(effects));
        }
        json["numbers"].push_back(std::move(item));
    }
    return json;
}

}  // namespace

Json number_json(const AuditedNumber& number) {
    Json json = {{"path", number.path},       {"value", number.value},  {"unit", number.unit},
                 {"written", number.written}, {"marks", number.marks},  {"varied_by", number.varied_by},
                 {"range", number.range},     {"trials", Json::array()}};
    for (const TrialResult& trial : number.trials) {
        json["trials"].push_back({{"value", trial.value},
                                  {"differing", trial.differing},
                                  {"problem", trial.problem},
                                  {"changes", outcomes_json(trial.changes)}});
    }
    return json;
}

AuditedNumber number_in(const Json& json) {
    AuditedNumber number;
    json.at("path").get_to(number.path);
    json.at("value").get_to(number.value);
    json.at("unit").get_to(number.unit);
    json.at("written").get_to(number.written);
    json.at("marks").get_to(number.marks);
    json.at("varied_by").get_to(number.varied_by);
    number.range = json.value("range", "");
    for (const Json& item : json.at("trials")) {
        TrialResult trial;
        item.at("value").get_to(trial.value);
        item.at("differing").get_to(trial.differing);
        item.at("problem").get_to(trial.problem);
        trial.changes = outcomes_in(item.at("changes"));
        number.trials.push_back(std::move(trial));
    }
    return number;
}

Json point_json(const JointPoint& point) {
    return {{"differing", point.differing},
            {"problem", point.problem},
            {"changes", outcomes_json(point.changes)},
            {"means", point.means}};
}

JointPoint point_in(const Json& json) {
    JointPoint point;
    json.at("differing").get_to(point.differing);
    json.at("problem").get_to(point.problem);
    point.changes = outcomes_in(json.at("changes"));
    json.at("means").get_to(point.means);
    return point;
}

Json audit_json(const Audit& audit, double negligible) {
    Json json = {{"scenario", {{"name", audit.scenario}, {"title", audit.title}}},
                 {"hashes", audit.hashes},
                 {"seed", audit.seed},
                 {"campaigns", audit.campaigns},
                 {"complete", audit.complete},
                 {"negligible", negligible},
                 {"contrasts", audit.contrasts},
                 {"contrast_titles", audit.contrast_titles},
                 {"actor_titles", audit.actor_titles},
                 {"rungs", audit.rungs},
                 {"outcomes", Json::array()},
                 {"numbers", Json::array()}};
    for (const AuditedOutcome& outcome : audit.outcomes) {
        json["outcomes"].push_back({{"name", outcome.name},
                                    {"meaning", outcome.meaning},
                                    {"unit", outcome.unit},
                                    {"spread", outcome.spread},
                                    {"bound", negligible * outcome.spread},
                                    {"levels", changes_json(outcome.levels)}});
    }
    for (const AuditedNumber& number : audit.numbers) {
        Json item = number_json(number);
        item["bearing"] = to_string(bearing_of(audit, number, negligible));
        item["bare"] = is_bare(number);
        for (std::size_t c = 0; c < audit.contrasts.size(); ++c) {
            item["moves"].push_back(clearly_moves(audit, number, c, negligible));
            item["reach"].push_back(reach_of(audit, number, c));
        }
        json["numbers"].push_back(std::move(item));
    }
    json["together"] = together_json(audit, audit.together.value_or(Together{}), negligible);
    return json;
}

}  // namespace offramp
