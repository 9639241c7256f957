// SPDX-License-Identifier: Apache-2.0
// An incident of the record, as the catalogue tells it (scenarios/history/incidents.csv).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"

namespace offramp {

/// The hour at which a day begins.
inline Date midnight(std::chrono::sys_days day) {
    return {static_cast<double>(day.time_since_epoch().count()) * kHoursPerDay};
}

/// Severities run from 0 (none) to 10 (war); the catalogue's head names the steps.
inline constexpr int kHighestSeverity = 10;

enum class IncidentGroup {
    kUsChina,
    kThirdParty,  ///< China and others
    kComparison,  ///< Soviet, Russian and other cases
    kContext,     ///< meetings and follow-ups, counted nowhere
};

enum class TriggerClass {
    kIntercept,   ///< close encounter in the air
    kEncounter,   ///< close encounter at sea
    kZone,        ///< flights in or along the other's zone or line, close to nobody
    kTransit,     ///< passage meant as a signal
    kOverflight,  ///< balloon or aircraft overhead
    kTaiwan,      ///< visit, call or remark over Taiwan
    kArmsSale,    ///< to Taiwan
    kDisplay,     ///< test, drill or declared zone
    kWarning,     ///< words in public
    kListing,     ///< arrest, sanction, control of exports
    kTariff,      ///< duties and fees on trade
    kCyber,
    kAttack,   ///< people or a craft hit
    kDispute,  ///< over territory, with a third state
};

enum class Verification { kGeneral, kPartly, kVerified };

/// "us_china", "arms_sale", ...: as in the file.
std::string_view to_string(IncidentGroup group);
std::string_view to_string(TriggerClass trigger);
std::string_view to_string(Verification verification);

struct HistoricalIncident {
    std::string id;
    IncidentGroup group = IncidentGroup::kContext;
    std::string name;
    std::chrono::sys_days date;       ///< of the trigger
    std::chrono::sys_days acute_end;  ///< of the tense phase; not before `date`
    bool acute_open = false;  ///< it went on on `acute_end`, the last day that is known: so did the matter
    std::chrono::sys_days settled;  ///< not before `acute_end`
    bool settled_open = false;      ///< it was not settled on `settled`, the last day that is known
    std::string dyad;               ///< the states involved: "US-PRC-TW"
    std::string place;
    std::string domain;  ///< air, sea, land, balloon, diplomatic, cyber or space
    TriggerClass trigger_class = TriggerClass::kWarning;
    std::string trigger;                  ///< in words
    std::string first_mover;              ///< us, cn, tw, ..., both or unknown
    bool accidental = false;              ///< the trigger was not meant
    int trigger_severity = 0;             ///< accidental deaths included
    int response_severity = 0;            ///< highest deliberate step of either government afterwards
    int highest_severity = 0;             ///< the larger of the two
    std::vector<std::string> frozen;      ///< kinds of channel that were frozen the day before: military, ...
    std::vector<std::string> guardrails;  ///< in force the day before: mmca, dtl, ...
    std::string channels_used;
    std::string channels_refused;
    std::optional<int> days_to_senior_contact;  ///< empty: none known
    std::optional<int> days_to_talks;  ///< until what was cut reopened; 0: nothing was; empty: not known
    bool talks_open = false;           ///< it had not reopened after `days_to_talks`
    std::optional<int> deaths;         ///< empty: not known
    std::string casualties;            ///< in words
    bool unmanned = false;
    std::string how_ended;
    Verification verification = Verification::kGeneral;
    std::string source;
    Location where;  ///< its row
    /// Where matters of the record are still open: the last day that it tells of (mark_followed()).
    std::optional<std::chrono::sys_days> followed_until;

    int acute_days() const { return static_cast<int>((acute_end - date).count()); }
    int days_to_settlement() const { return static_cast<int>((settled - date).count()); }
};

}  // namespace offramp
