// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/dated_values.hpp"

#include "engine/scenario/idle_parts.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

namespace {

// The small scenario with further entries of its timeline.
std::string with_entries(const std::string& entries) {
    return small_with("outcomes: [p_war]", entries + "outcomes: [p_war]");
}

std::string problem_of_setting(const std::string& set) {
    return problems_with("outcomes: [p_war]",
                         "  - {date: 2023-05-01, set: {" + set + "}}\noutcomes: [p_war]");
}

}  // namespace

TEST_CASE("values hold from their date on, in the order of dates") {
    const Scenario s =
        parse_scenario(with_entries("  - {date: 2023-09-01, set: {actions.climb.cost: 0.3}}\n"
                                    "  - {date: 2023-05-01, set: {actions.climb.cost: 0.2}}\n"
                                    "  - {date: 2023-05-01, set: {crisis.face_saving: 0.4}}\n"),
                       "s.yaml")
            .scenario();
    const std::vector<Date> dates = dates_of_change(s);
    REQUIRE(dates.size() == 2);
    const auto climb = [&](double hours) {
        return *value_at(scenario_at(s, {hours}), "actions.climb.cost").number;
    };
    CHECK(climb(dates[0].hours - 1) == 0.0);
    CHECK(climb(dates[0].hours) == 0.2);
    CHECK(climb(dates[1].hours) == 0.3);
    CHECK(value_at(scenario_at(s, dates[1]), "crisis.face_saving").number == 0.4);  // stays
    CHECK(dates_of_change(scenario_at(s, dates[0])).empty());
}

TEST_CASE("what is set on a date is read back from the canonical text") {
    const ValidatedScenario s = parse_scenario(
        with_entries("  - {date: 2023-05-01, set: {incidents.intercept.rate: 0.1/day, actors.us.agent.rule: "
                     "doctrine, crisis.face_saving: 0.4}}\n"),
        "s.yaml");
    const ValidatedScenario again = parse_scenario(s.canonical_text(), "again.yaml");
    CHECK(again.canonical_text() == s.canonical_text());
    CHECK(again.scenario().timeline.back().set.size() == 3);
}

TEST_CASE("what cannot be set on a date is refused where it is written") {
    CHECK(problem_of_setting("actions.clim.cost: 1") ==
          "s.yaml:44:49: there is no 'clim' in 'actions' (did you mean 'climb'?)");
    CHECK_THAT(problem_of_setting("actions.climb.cost: much"),
               contains("s.yaml:44:50: actions.climb.cost: "));
    CHECK_THAT(problem_of_setting("actions.climb.cost: -1"),
               contains("s.yaml:44:50: ") && contains("out of range"));
    CHECK_THAT(problem_of_setting("tension.initial: 0.7"),
               contains("'tension.initial' is read when the campaign begins and cannot be set on a date"));
    CHECK_THAT(problem_of_setting("guardrails.rules.in_force: true"), contains("'adopts'"));
    CHECK_THAT(problem_of_setting("time.season: 30d"), contains("'time' holds for the whole campaign"));
    CHECK_THAT(problem_of_setting("contacts.visit.cadence: 30d"), contains("write two contacts"));
    CHECK_THAT(problem_of_setting("actions: 1"), contains("'actions' is not a single value"));
    CHECK_THAT(problem_of_setting("actors.us.title: Washington"), contains("is text for people"));
    // The rules between members, as the scenario then is.
    CHECK_THAT(problem_of_setting("crisis.war_share: 0.4"),
               contains("from 2023-05-01 on: crisis.war_share: what one side gains the other loses"));
    CHECK(problem_of_setting("actors.us.posture.presence.initial: 1").empty() ==
          problems_with("    rationality: 2\n", "    rationality: 2\n    posture: {presence: {initial: 1}}\n")
              .empty());
}

TEST_CASE("problems of several settings are said at once") {
    const std::string all = problem_of_setting("actions.clim.cost: 1, tension.initial: 0.7");
    CHECK_THAT(all, contains("'clim'") && contains("'tension.initial'"));
    CHECK_THAT(problem_of_setting("crisis.face_saving: 0.4, crisis.face_saving: 0.5"), contains("twice"));
}

TEST_CASE("a value that changes nothing is idle, and what a date brings to life is not") {
    const auto idle = [](const std::string& text) {
        return to_string(idle_parts(parse_scenario(text, "s.yaml").scenario()));
    };
    CHECK_THAT(idle(with_entries("  - {date: 2023-05-01, set: {actors.us.rationality: 2.0}}\n")),
               contains("'actors.us.rationality' is 2.0 before, too"));
    std::string text = with_entries("  - {date: 2023-05-01, set: {incidents.never.rate: 0.1/day}}\n");
    text.replace(text.find("incidents:\n"), 11, "incidents:\n  never: {rate: 0/day}\n");
    CHECK(idle(text).empty());
}
