// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/world_at.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/crisis_alone.hpp"
#include "analysis/history/row_checks.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/dated_values.hpp"

namespace offramp {
namespace {

constexpr int kDeadlySeverity = 8;

template <class Thing>
int position_of(const std::vector<Thing>& things, const std::string& name) {
    const auto found = std::ranges::find(things, name, &Thing::name);
    return found == things.end() ? -1 : static_cast<int>(found - things.begin());
}

template <class Thing>
void must_have(const std::vector<Thing>& things, const Reference& reference, std::string_view what,
               std::vector<Diagnostic>& problems) {
    if (position_of(things, reference.name) >= 0) return;
    problems.push_back({reference.where, fmt::format("the scenario has no {} '{}'", what, reference.name),
                        name_hint(reference.name, names_of(things))});
}

void set_channels(Scenario& s, const History& history, const HistoricalIncident& incident) {
    const auto set = [&](const Reference& name, ChannelState state) {
        s.channels[at(position_of(s.channels, name.name))].initial = state;
    };
    for (Channel& channel : s.channels) {
        channel.initial = ChannelState::kOpen;
        channel.frozen_by.reset();
        channel.frozen_since.reset();
    }
    for (const std::string& kind : frozen_before(history, incident)) {
        for (const Reference& name : history.frozen.at(kind)) set(name, ChannelState::kFrozen);
    }
    for (const auto& [guardrail, channels] : history.opened_by) {
        const auto& in_force = incident.guardrails;
        if (std::find(in_force.begin(), in_force.end(), guardrail) != in_force.end()) continue;
        for (const Reference& name : channels) set(name, ChannelState::kCut);
    }
    for (const ChannelSince& late : history.channels_since) {
        if (incident.date < late.since) set(late.channel, ChannelState::kCut);
    }
}

void set_contacts(Scenario& s, const History& history) {
    std::vector<Contact> usual;
    for (const UsualContact& one : history.contacts) {
        Contact& contact = usual.emplace_back(s.contacts[at(position_of(s.contacts, one.contact.name))]);
        contact.dates.clear();
        contact.from = contact.until = {};
        contact.cadence = one.mean_gap;
        contact.irregular = true;
        contact.focal = false;
    }
    s.contacts = std::move(usual);
    for (Action& action : s.actions) {
        std::erase_if(action.cancels, [&](const Reference& cancelled) {
            return position_of(s.contacts, cancelled.name) < 0;
        });
        if (action.cancels.empty()) action.cancels_for = {};
    }
}

void set_opening(Scenario& s, const History& history, const HistoricalIncident& one, Incident& opening) {
    opening.accident = {};
    if (one.accidental) {
        opening.accident.base = 1.0;
        if (one.trigger_severity >= kDeadlySeverity) opening.harm = certain();
        return;
    }
    const Reference& rung = history.severities[at(one.trigger_severity)];
    const int war = static_cast<int>(s.ladder.size()) - 1;
    opening.provoker_rung = std::min(position_of(s.ladder, rung.name), war - 1);
}

// Terms that the scenario's start began go on; before it they have not begun.
void begin_at(Scenario& s, Date start) {
    const double gone = std::max(start.hours - s.start.hours, 0.0);
    for (Concession& concession : s.concessions) {
        if (!concession.term) continue;
        concession.term->value -= gone;
        if (concession.term->value >= 1.0) continue;  // an hour is the shortest
        concession.in_force = false;
        concession.term.reset();
    }
    s.start = start;
}

}  // namespace

void check_names(const History& history, const ValidatedScenario& scenario) {
    const Scenario& s = scenario.scenario();
    std::vector<Diagnostic> problems;
    int highest = 0;
    for (const Reference& rung : history.severities) {
        must_have(s.ladder, rung, "rung", problems);
        const int position = position_of(s.ladder, rung.name);
        if (position >= 0 && position < highest)
            problems.push_back({rung.where, "the rungs of rising severities must not fall"});
        highest = std::max(highest, position);
    }
    for (const auto& [mover, actor] : history.movers) must_have(s.actors, actor, "actor", problems);
    for (const Reference& channel : history.senior_channels)
        must_have(s.channels, channel, "channel", problems);
    for (const UsualContact& usual : history.contacts)
        must_have(s.contacts, usual.contact, "contact", problems);
    for (const auto* lists : {&history.frozen, &history.opened_by}) {
        for (const auto& [key, channels] : *lists) {
            for (const Reference& channel : channels) must_have(s.channels, channel, "channel", problems);
        }
    }
    for (const ChannelSince& late : history.channels_since)
        must_have(s.channels, late.channel, "channel", problems);
    for (const auto& [trigger, rule] : history.openings)
        must_have(s.incidents, rule.incident, "incident", problems);
    throw_if_any(std::move(problems));
}

ValidatedScenario world_at(const History& history, const ValidatedScenario& scenario,
                           const HistoricalIncident& incident) {
    const auto later = std::ranges::upper_bound(history.periods, incident.date, {}, &Period::from);
    ensure(later != history.periods.begin(), "every incident lies in a period");
    const bool is_dated = !dates_of_change(scenario.scenario()).empty();  // else it is checked already
    Scenario s = with_overrides(is_dated ? validate(scenario_at(scenario.scenario(), midnight(incident.date)))
                                         : scenario,
                                std::prev(later)->set)
                     .scenario();

    const OpeningRule& rule = history.openings.at(incident.trigger_class);
    const int type = position_of(s.incidents, rule.incident.name);
    const int provoker = position_of(s.actors, history.movers.at(incident.first_mover).name);
    set_channels(s, history, incident);
    set_contacts(s, history);
    set_opening(s, history, incident, s.incidents[at(type)]);
    for (Actor& actor : s.actors) actor.posture.choice = PostureChoice::kFixed;
    s.adoption = Adoption::kInForce;
    s.outcomes.clear();
    begin_at(s, midnight(incident.date));
    s.end = midnight(incident.date + std::chrono::days(kHindcastDays));
    return validate(only_incident(std::move(s), type, provoker));
}

}  // namespace offramp
