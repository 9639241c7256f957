// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/registered.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analysis/history/crisis_course.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/history/row_checks.hpp"
#include "analysis/history/world_at.hpp"
#include "analysis/run_record.hpp"
#include "engine/base/error.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace {

constexpr int kLeastSeverity = 1;     // words
constexpr int kGreatestSeverity = 5;  // a major exercise, the highest step without violence

const std::string& mover_for(const History& history, const std::string& actor) {
    const auto found = std::find_if(history.movers.begin(), history.movers.end(),
                                    [&](const auto& mover) { return mover.second.name == actor; });
    ensure(found != history.movers.end(), "kinds are of actors that movers name");
    return found->first;
}

/// An incident of the kind on that day, as the record would have it.
HistoricalIncident incident_of_kind(const History& history, const IncidentKind& kind,
                                    const RegisteredForecasts& made, std::chrono::sys_days day) {
    HistoricalIncident one;
    one.id = to_string(kind);
    one.date = one.acute_end = one.settled = day;
    one.trigger_class = kind.trigger_class;
    one.first_mover = mover_for(history, kind.actor);
    one.accidental = kind.accidental;
    one.trigger_severity = kind.trigger_severity;
    one.frozen = made.frozen;
    one.guardrails = made.guardrails;
    return one;
}

void check_day(const History& history, std::chrono::sys_days day) {
    const Location file{history.file.string()};
    if (!history.freezes) {
        throw InputError(
            file, "a forecast needs to know what is frozen",
            "name the table of suspensions: 'freezes: channel_freezes.csv' and 'between: US-PRC'");
    }
    for (const std::string& kind : frozen_at(history, day)) {
        if (history.frozen.contains(kind)) continue;
        throw InputError(file, fmt::format("the history does not say which channels '{}' is", kind),
                         fmt::format("add '{}: [CHANNEL, ...]' under 'frozen'", kind));
    }
    if (history.periods.empty() || day < history.periods.front().from) {
        throw InputError(file, fmt::format("{} lies before the first period", format_date(midnight(day))),
                         "add a period that holds then");
    }
}

std::vector<std::string> guardrails_before(const History& history, std::chrono::sys_days day) {
    const HistoricalIncident* latest = nullptr;
    for (const HistoricalIncident& one : history.incidents) {
        if (one.date < day && (latest == nullptr || one.date >= latest->date)) latest = &one;
    }
    return latest == nullptr ? std::vector<std::string>() : latest->guardrails;
}

}  // namespace

std::string to_string(const IncidentKind& kind) {
    return fmt::format("{} by {} at severity {}{}", to_string(kind.trigger_class), kind.actor,
                       kind.trigger_severity, kind.accidental ? ", by accident" : "");
}

IncidentKind kind_of(const History& history, const HistoricalIncident& incident) {
    return {incident.trigger_class, history.movers.at(incident.first_mover).name, incident.trigger_severity,
            incident.accidental};
}

std::vector<IncidentKind> kinds_of(const History& history) {
    std::set<std::string> actors;
    for (const auto& [mover, actor] : history.movers) actors.insert(actor.name);
    std::map<TriggerClass, std::set<std::pair<bool, int>>> known;  // accidental, severity
    for (const auto& [trigger, opening] : history.openings) {
        for (int severity = kLeastSeverity; severity <= kGreatestSeverity; ++severity)
            known[trigger].insert({false, severity});
    }
    for (const HistoricalIncident& one : history.incidents)
        known[one.trigger_class].insert({one.accidental, one.trigger_severity});
    std::vector<IncidentKind> kinds;
    for (const auto& [trigger, severities] : known) {
        for (const std::string& actor : actors) {
            for (const auto& [accidental, severity] : severities)
                kinds.push_back({trigger, actor, severity, accidental});
        }
    }
    return kinds;
}

RegisteredForecasts register_forecasts(const History& history, const ValidatedScenario& scenario,
                                       std::chrono::sys_days day, const HindcastOptions& options) {
    check_names(history, scenario);
    check_day(history, day);
    const Scenario& s = scenario.scenario();
    RegisteredForecasts made{.version = std::string(version()),
                             .history = history.name,
                             .history_title = history.title,
                             .history_hash = history.hash,
                             .scenario = s.name,
                             .title = s.title,
                             .hash = scenario.hash(),
                             .policy = s.policy.name,
                             .date = format_date(midnight(day)),
                             .frozen = frozen_at(history, day),
                             .guardrails = guardrails_before(history, day),
                             .seed = options.seed,
                             .campaigns = options.campaigns};
    // Classes that open with the same type have the same crises.
    std::map<std::tuple<std::string, std::string, int, bool>, ModelForecast> known;
    const std::vector<IncidentKind> kinds = kinds_of(history);
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        const IncidentKind& kind = kinds[k];
        const std::string& opening = history.openings.at(kind.trigger_class).incident.name;
        const auto same = std::tuple(opening, kind.actor, kind.trigger_severity, kind.accidental);
        if (!known.contains(same)) {
            const HistoricalIncident one = incident_of_kind(history, kind, made, day);
            const Model model = compile(world_at(history, scenario, one));
            auto forecast =
                forecast_by_model(model, course_rules(history, s, one), options, k * options.campaigns);
            if (!forecast) return made;  // cancelled
            known.emplace(same, std::move(*forecast));
        }
        made.forecasts.push_back({kind, opening, known.at(same)});
    }
    made.complete = true;
    return made;
}

RegisteredScores score_registered(const History& history, const RegisteredForecasts& forecasts) {
    if (history.name != forecasts.history) {
        throw InputError({history.file.string()},
                         fmt::format("is the record '{}', and the forecasts are of '{}'", history.name,
                                     forecasts.history));
    }
    std::map<IncidentKind, const KindForecast*> by_kind;
    for (const KindForecast& one : forecasts.forecasts) by_kind.emplace(one.kind, &one);
    const std::optional<std::chrono::sys_days> parsed = parse_day(forecasts.date).value;
    if (!parsed) throw InternalError("forecasts have a date");
    const std::chrono::sys_days date = *parsed;

    RegisteredScores scores{.date = forecasts.date,
                            .record = {.history = history.name,
                                       .history_title = history.title,
                                       .scenario = forecasts.scenario,
                                       .title = forecasts.title,
                                       .hash = forecasts.hash,
                                       .policy = forecasts.policy,
                                       .seed = forecasts.seed,
                                       .campaigns = forecasts.campaigns,
                                       .rule = history.rule ? history.rule->sentence : "",
                                       .complete = true},
                            .unforecast = {}};
    std::vector<HistoricalIncident> earlier;
    for (const HistoricalIncident& one : history.incidents) {
        if (one.date < date) earlier.push_back(one);
    }
    for (const HistoricalIncident& one : history.incidents) {
        if (one.date < date) continue;
        const auto forecast = by_kind.find(kind_of(history, one));
        if (forecast == by_kind.end()) {
            scores.unforecast.push_back({one.id, to_string(kind_of(history, one))});
            continue;
        }
        std::vector<HistoricalIncident> known = earlier;
        known.push_back(one);
        scores.record.incidents.push_back(
            score_incident(history, known, known.size() - 1, forecast->second->model));
        scores.record.incidents.back().opening = forecast->second->opening;
    }
    summarise(scores.record);
    return scores;
}

}  // namespace offramp
