// SPDX-License-Identifier: Apache-2.0
// How the record is read in the terms of a scenario: the file scenarios/history/us-china.yaml.
#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/history/base_rates.hpp"
#include "analysis/history/catalogue.hpp"
#include "analysis/history/incident.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// From a day on, until the next period begins.
struct Period {
    std::chrono::sys_days from;
    std::vector<Override> set;  ///< values of the scenario
    Location where;
};

/// What a class of triggers is in a scenario.
struct OpeningRule {
    Reference incident;     ///< type
    std::string base_rate;  ///< class of comparable crises in base_rates
};

/// Channels of a scenario that did not exist before a day.
struct ChannelSince {
    Reference channel;
    std::chrono::sys_days since;
};

/// How often a contact of a scenario came round.
struct UsualContact {
    Reference contact;
    Hours mean_gap;
};

/// The suspensions of contacts with which the column channels_frozen must agree.
struct FreezeTable {
    std::filesystem::path file;
    std::string between;                     ///< the two sides: "US-PRC"
    std::vector<ChannelFreeze> suspensions;  ///< of all sides
};

/// What somebody who knows the field would say in a sentence, without a model and without fitting.
struct RuleOfThumb {
    std::string sentence;
    std::map<TriggerClass, std::optional<int>> response;  ///< its severity; empty: that of the trigger
};

struct History {
    std::string name;
    std::string title;
    std::filesystem::path file;
    std::string hash;                                         ///< of the file and the tables that it names
    std::vector<HistoricalIncident> incidents;                ///< those of the group that the file names
    std::array<Reference, kHighestSeverity + 1> severities;   ///< the rung of each, never falling
    int harm_severity = 8;                                    ///< of an accident that does physical harm
    std::map<std::string, Reference> movers;                  ///< first mover: actor
    std::vector<Reference> senior_channels;                   ///< an answered call there is a senior contact
    std::vector<UsualContact> contacts;                       ///< those that go on whatever happens
    std::vector<Reference> senior_contacts;                   ///< those that are senior, once held
    std::map<std::string, std::vector<Reference>> frozen;     ///< kind: channels
    std::map<std::string, std::vector<Reference>> opened_by;  ///< guardrail: channels that exist only with it
    std::vector<ChannelSince> channels_since;
    std::map<TriggerClass, OpeningRule> openings;  ///< for every class that the incidents have
    std::vector<Period> periods;                   ///< in order; the first covers every incident
    std::chrono::sys_days periods_until;           ///< the day up to which the last was looked at
    std::optional<FreezeTable> freezes;
    std::optional<RuleOfThumb> rule;
    std::map<std::string, BaseRate> base_rates;
    std::optional<std::filesystem::path> scenario;  ///< that the file was written for
};

/// Throws InputError with every problem of the file and of the tables that it names.
History load_history(const std::filesystem::path& file);

/// A YAML document with `incidents` and `openings`.
bool is_history_file(const std::filesystem::path& file);

/// Every problem of the file, its names in the scenario that it was written for included. `warnings`: of a
/// history that loads, as warnings_of() has them.
std::vector<Diagnostic> check_history_file(const std::filesystem::path& file,
                                           std::vector<Diagnostic>& warnings);

}  // namespace offramp
