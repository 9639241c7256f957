// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "analysis/crisis_solution.hpp"
#include "analysis/estimate_json.hpp"
#include "engine/base/index.hpp"
#include "engine/trajectory/event.hpp"

namespace offramp {

namespace {

using Json = nlohmann::ordered_json;

Json opening_json(const CrisisStudy& study, const SolvedCrisis& crisis, std::size_t actor) {
    Json types = Json::object();
    for (std::size_t type = 0; type < study.types[actor].size(); ++type) {
        Json moves = Json::object();
        for (const OpeningMove& move : crisis.opening[actor]) moves[move.action] = move.probability[type];
        types[study.types[actor][type]] = {{"value", crisis.type_value[actor][type]},
                                           {"opening_move", moves}};
    }
    return types;
}

Json end_json(const CrisisStudy& study, const End& end, double probability) {
    Json object = {{"ending", to_string(detail_of(end.ending))}};
    if (end.by >= 0) object["by"] = study.actors[at(end.by)];
    if (end.ending == Ending::kOffRamp) object["terms"] = end.terms;
    object["probability"] = probability;
    return object;
}

// How it goes, by probabilities and expectations.
Json course_json(const CrisisStudy& study, const SolvedCrisis& crisis) {
    const CrisisDistribution& course = crisis.course;
    Json highest = Json::object();
    for (std::size_t rung = 0; rung < study.rungs.size(); ++rung)
        highest[study.rungs[rung]] = course.highest[rung];
    Json ends = Json::array();
    for (const EndOdds& odds : ends_in_all(course))
        ends.push_back(end_json(study, odds.end, odds.probability));
    Json parts = Json::object();
    for (const PayoffPartRow& row : kPayoffPartTable) {
        const auto& paid = course.paid[at(row.part)];
        if (paid[0] == 0.0 && paid[1] == 0.0) continue;
        parts[std::string(row.name)] = {{study.actors[0], paid[0]}, {study.actors[1], paid[1]}};
    }
    return {{"highest_rung", highest},
            {"ends", ends},
            {"rounds", course.rounds},
            {"days", crisis.days},
            {"harms", course.harms},
            {"share_moved", {{study.actors[0], crisis.moved}, {study.actors[1], -crisis.moved}}},
            {"value_by_part", parts}};
}

Json crisis_json(const CrisisStudy& study, const SolvedCrisis& crisis) {
    Json object = {{"incident", crisis.incident},
                   {"provoker", study.actors[at(crisis.provoker)]},
                   {"share_of_crises", crisis.weight},
                   {"rounds", crisis.rounds},
                   {"configurations", crisis.configurations},
                   {"belief_points", crisis.belief_points},
                   {"solved_as_repeatable", crisis.repeatable},
                   {"states", crisis.report.states},
                   {"unconverged", crisis.report.unconverged},
                   {"residual", crisis.report.residual},
                   {"iterations", crisis.report.iterations},
                   {"most_iterations", crisis.report.most_iterations},
                   {"seconds", crisis.seconds}};
    for (std::size_t i = 0; i < study.actors.size(); ++i)
        object["value_" + study.actors[i]] = crisis.value[i];
    for (std::size_t i = 0; i < study.actors.size(); ++i)
        object[study.actors[i]] = opening_json(study, crisis, i);
    object["course"] = course_json(study, crisis);
    if (crisis.played == 0) return object;
    Json played = {{"crises", crisis.played}};
    for (std::size_t i = 0; i < study.actors.size(); ++i) {
        played["value_" + study.actors[i]] = crisis.played_value[i];
        played["solved_value_" + study.actors[i]] = crisis.value_alone[i];
    }
    played["failed"] = crisis.failed;
    played["first_failures"] = crisis.first_failures;
    played["outcomes"] = crisis.outcomes;
    object["played"] = std::move(played);
    return object;
}

}  // namespace

nlohmann::ordered_json to_json(const CrisisStudy& study) {
    Json object = {{"offramp", study.version},
                   {"scenario", {{"name", study.scenario}, {"title", study.title}, {"hash", study.hash}}},
                   {"policy", study.policy},
                   {"seed", study.seed},
                   {"states", study.states()},
                   {"residual", study.residual()},
                   {"converged", study.complete && study.unconverged() == 0},
                   {"unconverged", study.unconverged()},
                   {"seconds", study.seconds()},
                   {"threads", study.threads}};
    for (std::size_t i = 0; i < study.actors.size(); ++i) {
        object["value_" + study.actors[i]] = study.value(static_cast<int>(i));
    }
    object["crises"] = Json::array();
    for (const SolvedCrisis& crisis : study.crises) object["crises"].push_back(crisis_json(study, crisis));
    return object;
}

nlohmann::ordered_json to_json(const ComparedCrises& crises) {
    Json object = to_json(crises.study);
    if (crises.against && crises.against->complete) object["against"] = to_json(*crises.against);
    return object;
}

}  // namespace offramp
