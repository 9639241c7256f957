// SPDX-License-Identifier: Apache-2.0
// Forecasts that are registered before anything happens, and scored once it has.
#pragma once

#include <chrono>
#include <compare>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/history/hindcast.hpp"

namespace offramp {

/// What is known of an incident on the day on which it begins, beside the day.
struct IncidentKind {
    TriggerClass trigger_class = TriggerClass::kWarning;
    std::string actor;         ///< of the scenario, that answers for the first mover
    int trigger_severity = 0;  ///< 0 to kHighestSeverity
    bool accidental = false;

    auto operator<=>(const IncidentKind&) const = default;
};

/// "tariff by us at severity 3", ", by accident" behind one that was not meant.
std::string to_string(const IncidentKind& kind);

IncidentKind kind_of(const History& history, const HistoricalIncident& incident);

/// Of each class that has an opening and each actor: meant, at the severities 1 to 5 (words to exercises) and
/// those that the class has in the record; by accident, at those that it has there.
std::vector<IncidentKind> kinds_of(const History& history);

struct KindForecast {
    IncidentKind kind;
    std::string opening;  ///< incident type of the scenario
    ModelForecast model;
};

struct RegisteredForecasts {
    std::string version;  ///< of the program
    std::string history;
    std::string history_title;
    std::string history_hash;
    std::string scenario;
    std::string title;
    std::string hash;  ///< of the scenario with the policy
    std::string policy;
    std::string date;                     ///< ISO 8601: incidents from this day on are forecast
    std::vector<std::string> frozen;      ///< kinds of channel, the day before
    std::vector<std::string> guardrails;  ///< in force, the day before
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;  ///< of each kind
    bool complete = false;        ///< false: interrupted; then `forecasts` holds what was finished
    std::vector<KindForecast> forecasts = {};
};

/// What the model says of each kind of incident if it began on `day`: in the world of that day, with what the
/// table of suspensions has frozen and the guardrails of the record's latest incident before. Throws
/// InputError where the history has no period for the day or no table of suspensions, and as hindcast() does.
RegisteredForecasts register_forecasts(const History& history, const ValidatedScenario& scenario,
                                       std::chrono::sys_days day, const HindcastOptions& options);

/// One JSON object, a line for each forecast.
std::string json_text(const RegisteredForecasts& forecasts);

/// Throws InputError for what no `--forecast` wrote: each forecast must be a distribution over its target's
/// categories.
RegisteredForecasts parse_registered(std::string_view text, const std::string& file);

/// Forecasts of incidents that have begun since.
struct RegisteredScores {
    std::string date;       ///< of the forecasts
    HindcastRecord record;  ///< of the incidents on and after it
    struct Unforecast {
        std::string id;
        std::string kind;
    };
    std::vector<Unforecast> unforecast;  ///< incidents of a kind of which nothing was said
};

/// Baselines are made only from the incidents before the date of the forecasts. Throws InputError where the
/// history has another name than the one that they were made with.
RegisteredScores score_registered(const History& history, const RegisteredForecasts& forecasts);

/// That of the record, with `forecast_date` and `unforecast`.
nlohmann::ordered_json to_json(const RegisteredScores& scores);

}  // namespace offramp
