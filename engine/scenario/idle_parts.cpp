// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/idle_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "engine/base/find_named.hpp"
#include "engine/base/index.hpp"
#include "engine/scenario/dated_values.hpp"
#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

namespace {

// The features that some model of the scenario hangs on. A visitor of the format's descriptions.
class UsedFeatures {
  public:
    explicit UsedFeatures(const Scenario& scenario) { describe(*this, scenario); }

    bool contains(const std::string& feature) const { return names_.contains(feature); }

    void operator()(const Field&, const auto& value) { visit(value); }
    void group(const Field&, auto&& body) { body(); }

  private:
    template <class T>
    void visit(const T& value) {
        if constexpr (kIsOptional<T>) {
            if (value) visit(*value);
        } else if constexpr (kIsPerActor<T>) {
            for (const auto& item : value.value) visit(item);
        } else if constexpr (kIsVector<T>) {
            for (const auto& item : value) visit(item);
        } else if constexpr (AnyGlm<T>) {
            for (const Effect& effect : value.effects) names_.insert(effect.feature);
        } else if constexpr (requires { describe(*this, value); }) {
            describe(*this, value);
        }
    }

    std::set<std::string> names_;
};

bool is_zero(const PerActor<PerHour>& flow) {
    return flow[0].value == 0.0 && flow[1].value == 0.0;
}

class IdleParts {
  public:
    explicit IdleParts(const Scenario& scenario)
        : s_(scenario), features_(scenario), war_(static_cast<int>(scenario.ladder.size()) - 1) {
        for (const Issue& issue : s_.issues) look_at(issue);
        for (const Channel& channel : s_.channels) look_at(channel);
        for (const Action& action : s_.actions) look_at(action);
        for (const Incident& incident : s_.incidents) look_at(incident);
        for (const Guardrail& guardrail : s_.guardrails) look_at(guardrail);
        for (const Contact& contact : s_.contacts) look_at(contact);
        for (const Track& track : s_.tracks) look_at(track);
        for (int i = 0; i < kActors; ++i) look_at(s_.actors[at(i)]);
    }

    std::vector<Diagnostic> found;

  private:
    void note(const Location& where, std::string what, std::string hint = "") {
        found.push_back({where, std::move(what), std::move(hint)});
    }

    bool is_outside(const Date& date) const { return date < s_.start || date > s_.end; }

    void look_at(const Issue& issue) {
        const bool is_contended = std::ranges::any_of(s_.incidents, [&](const Incident& incident) {
            return incident.issue && incident.issue->name == issue.name;
        });
        if (!is_contended) note(issue.where, fmt::format("no incident is about the issue '{}'", issue.name));
    }

    void look_at(const Channel& channel) {
        const bool is_called = std::ranges::any_of(
            s_.actions, [&](const Action& action) { return has_named(action.calls, channel.name); });
        if (!is_called && !features_.contains("channel." + channel.name)) {
            note(channel.where, fmt::format("nobody calls over the channel '{}'", channel.name),
                 fmt::format("an action like 'call: {{calls: {}}}' does", channel.name));
        }
    }

    void look_at(const Action& action) {
        int rounds = 0;
        for (const Incident& incident : s_.incidents) {
            if (all_or_has_named(action.incidents, incident.name)) rounds = std::max(rounds, incident.rounds);
        }
        if (action.from_round >= rounds && !s_.incidents.empty()) {
            note(action.where, fmt::format("the action '{}' begins in round {}, after every crisis is over",
                                           action.name, action.from_round));
        }
        if (action.lowest_rung >= war_) {
            note(action.where, fmt::format("the action '{}' can be taken from rung {} on, which is war",
                                           action.name, action.lowest_rung));
        }
        if (action.cancels_for.value > 0.0 && action.cancels.empty())
            note(action.where, fmt::format("the action '{}' cancels nothing, for a time", action.name));
    }

    void look_at(const Incident& incident) {
        const bool is_excited =
            std::ranges::any_of(incident.excited_by, [](const Weight& by) { return by.value > 0.0; }) ||
            std::ranges::any_of(s_.incidents, [&](const Incident& other) {
                return has_named(other.excited_by, incident.name);
            });
        const bool is_planned = std::ranges::any_of(s_.timeline, [&](const TimelineEntry& entry) {
            return entry.incident && entry.incident->name == incident.name;
        });
        if (incident.rate.base == 0.0 && !is_planned && !is_excited)
            note(incident.where, fmt::format("the incident '{}' never happens", incident.name),
                 "its rate is 0");
        if (incident.persistence_cost.value > 0.0 && incident.persists == 0) {
            note(incident.where,
                 fmt::format("the incident '{}' has a cost of persisting and does not persist",
                             incident.name));
        }
    }

    void look_at(const Guardrail& guardrail) {
        const bool does_something = !guardrail.rules.empty() || !guardrail.opens.empty() ||
                                    !is_zero(guardrail.upkeep) ||
                                    features_.contains("guardrail." + guardrail.name);
        if (!does_something) {
            note(guardrail.where, fmt::format("the guardrail '{}' does nothing", guardrail.name),
                 fmt::format("it has rules, opens channels, or is the feature 'guardrail.{}' of a model",
                             guardrail.name));
        }
    }

    void look_at(const Contact& contact) {
        const bool no_date_fits =
            !contact.dates.empty() &&
            std::ranges::all_of(contact.dates, [&](const Date& date) { return is_outside(date); });
        const bool no_meeting_fits =
            (contact.from && *contact.from > s_.end) || (contact.until && *contact.until < s_.start);
        if (contact.cadence.value > 0.0 ? no_meeting_fits && contact.dates.empty() : no_date_fits) {
            note(contact.where,
                 fmt::format("the contact '{}' is never held: its dates lie outside the campaign",
                             contact.name),
                 fmt::format("that runs from {} to {}", format_date(s_.start), format_date(s_.end)));
        }
    }

    void look_at(const Track& track) {
        if (is_zero(track.value) && track.trust.value == 0.0)
            note(track.where, fmt::format("the track '{}' is worth nothing to either side", track.name));
    }

    void look_at(const Actor& actor) {
        const AgentSettings& agent = actor.agent;
        const Location& where = agent.where.file.empty() ? actor.where : agent.where;
        const auto unused = [&](bool is_set, std::string_view key, DecisionRule of) {
            if (!is_set || agent.rule == of) return;
            note(where, fmt::format("'{}' of {} has no effect: it decides by '{}'", key, actor.name,
                                    enum_name(agent.rule)));
        };
        unused(!std::get<MixedRule>(agent.rules).mix.empty(), "mix", kRule<MixedRule>);
        unused(!std::get<ScriptedRule>(agent.rules).script.empty(), "script", kRule<ScriptedRule>);
    }

    const Scenario& s_;
    UsedFeatures features_;
    int war_;
};

}  // namespace

std::vector<Diagnostic> idle_parts(const Scenario& scenario) {
    std::vector<Diagnostic> idle = IdleParts(scenario).found;
    std::vector<Diagnostic> none;
    std::vector<Diagnostic> kept;
    const Scenario* before = &scenario;
    const std::vector<DatedScenario> dated = dated_scenarios(scenario, none);
    for (const DatedScenario& later : dated) {
        const IdleParts then(later.scenario);
        std::erase_if(idle, [&](const Diagnostic& part) {
            return std::ranges::find(then.found, part.message, &Diagnostic::message) == then.found.end();
        });
        for (const TimelineEntry& entry : scenario.timeline) {
            for (const DatedValue& setting : entry.set) {
                const bool is_news =
                    value_at(*before, setting.path).text != value_at(later.scenario, setting.path).text;
                if (entry.date == later.from && !is_news)
                    kept.push_back({setting.where,
                                    fmt::format("'{}' is {} before, too", setting.path, setting.value), ""});
            }
        }
        before = &later.scenario;
    }
    idle.insert(idle.end(), kept.begin(), kept.end());
    return idle;
}

}  // namespace offramp
