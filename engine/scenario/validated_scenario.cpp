// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/validated_scenario.hpp"

#include <iterator>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/scenario/check.hpp"
#include "engine/scenario/dated_values.hpp"
#include "engine/scenario/units.hpp"
#include "engine/scenario/writer.hpp"

namespace offramp {

namespace {

// What the timeline sets, and the scenario as it is from then on; the first that breaks a rule, since all
// later ones would.
std::vector<Diagnostic> check_dates(const Scenario& scenario) {
    std::vector<Diagnostic> problems;
    const std::vector<DatedScenario> dated = dated_scenarios(scenario, problems);
    for (const DatedScenario& one : dated) {
        if (!problems.empty()) break;
        problems = check(one.scenario);
        for (Diagnostic& problem : problems)
            problem.message = "from " + format_date(one.from) + " on: " + problem.message;
    }
    return problems;
}

}  // namespace

std::vector<Diagnostic> check(const Scenario& scenario) {
    std::vector<Diagnostic> diagnostics = check_sizes(scenario);
    if (!diagnostics.empty()) return diagnostics;  // the other checks rely on the sizes
    const auto add = [&](std::vector<Diagnostic> more) {
        std::move(more.begin(), more.end(), std::back_inserter(diagnostics));
    };
    add(check_members(scenario));
    const bool in_range = diagnostics.empty();
    add(check_rules(scenario));
    if (in_range) add(check_magnitudes(scenario));
    if (diagnostics.empty()) add(check_dates(scenario));
    return diagnostics;
}

ValidatedScenario validate(Scenario scenario) {
    std::vector<Diagnostic> diagnostics = check(scenario);
    if (!diagnostics.empty()) throw InputError(std::move(diagnostics));
    ValidatedScenario validated;
    validated.scenario_ = std::move(scenario);
    validated.canonical_text_ = write_scenario(validated.scenario_);
    validated.hash_ = fingerprint(validated.canonical_text_);
    return validated;
}

std::string crisis_rules_hash(const Scenario& scenario) {
    Scenario rules = scenario;
    // What can only be felt in a crisis through the state of the world in which it opens.
    rules.name = rules.title = rules.description = "";
    rules.policy = {};
    rules.start = rules.end = {};
    rules.season = rules.tick = rules.recent_memory = Hours{1};
    rules.tension = rules.third_party_pressure = {};
    for (Actor& actor : rules.actors) {
        actor.posture = {};
        actor.trust = {};
        actor.economic_pressure = {};
        actor.agent = {};
        actor.discount = {};
        actor.type_renewal = Hours{1};
        for (ResolveType& type : actor.types) type.prior = 1.0;
    }
    for (Guardrail& guardrail : rules.guardrails) guardrail.in_force = false;
    rules.adoption = {};
    rules.contacts.clear();
    rules.timeline.clear();
    rules.concessions.clear();
    rules.outcomes.clear();
    rules.readouts = {};
    rules.aftermath_tension = rules.aftermath_trust = {};
    for (Incident& incident : rules.incidents) incident.per_presence = {};
    rules.contexts.clear();
    return fingerprint(write_scenario(rules));
}

}  // namespace offramp
