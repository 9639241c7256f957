// SPDX-License-Identifier: Apache-2.0
// The record of the repository, and the scenario that it was written for with agents that cost little.
#pragma once

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "analysis/experiment.hpp"
#include "analysis/history/crisis_course.hpp"
#include "analysis/history/history.hpp"
#include "analysis/history/world_at.hpp"
#include "engine/model/compile.hpp"
#include "tests/fixtures/campaigns.hpp"

namespace offramp::testing {

inline const std::filesystem::path kScenarios = std::filesystem::path(OFFRAMP_SOURCE_DIR) / "scenarios";

inline History the_record() {
    return load_history(kScenarios / "history" / "us-china.yaml");
}

inline const ValidatedScenario& reference_scenario() {
    static const ValidatedScenario scenario = rich_scenario();
    return scenario;
}

/// The record as the engine would have written it: what happened is one of its own campaigns.
inline History written_by(const ValidatedScenario& scenario, History history, std::uint64_t seed) {
    for (std::size_t k = 0; k < history.incidents.size(); ++k) {
        HistoricalIncident& one = history.incidents[k];
        const Model model = compile(world_at(history, scenario, one));
        const CrisisCourse course =
            course_of(replay(model, seed, k), model, course_rules(history, scenario.scenario(), one));
        const auto days = [](std::optional<int> day) { return std::chrono::days(day.value_or(1000)); };
        one.highest_severity = course.highest;
        one.response_severity = course.response;
        one.acute_end = one.date + days(course.acute_day);
        one.settled = one.date + days(course.settled_day);
        one.days_to_talks = static_cast<int>(days(course.talks_day).count());
        one.days_to_senior_contact = course.contact_day;
    }
    return history;
}

inline const HistoricalIncident& incident_of(const History& history, const std::string& id) {
    for (const HistoricalIncident& one : history.incidents) {
        if (one.id == id) return one;
    }
    throw std::runtime_error("no incident " + id);
}

}  // namespace offramp::testing
