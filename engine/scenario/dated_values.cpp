// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/dated_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "engine/base/find_named.hpp"
#include "engine/scenario/override.hpp"

namespace offramp {

namespace {

// What is agreed or planned at the start, or is no value of the model.
constexpr std::array<std::string_view, 11> kFixedParts = {
    "name",     "title",    "description", "policy",   "time",    "solver",
    "contexts", "adoption", "concessions", "timeline", "outcomes"};

struct FixedKey {
    std::string_view key;
    std::string_view instead;
};

// What is read when a campaign begins, and what its calendar is made from.
constexpr std::array kFixedKeys = {
    FixedKey{"initial",
             "a timeline entry can add to tension, trust and pressures, and freeze or cut channels"},
    FixedKey{"initially_open", "a timeline entry opens tracks with 'opens_tracks'"},
    FixedKey{"in_force", "a timeline entry puts guardrails in force with 'adopts'"},
    FixedKey{"frozen_by", ""},
    FixedKey{"frozen_since", ""},
    FixedKey{"thaws_with", ""},
    FixedKey{"discount", ""},
    FixedKey{"cadence", "write two contacts, one 'until' the date and one 'from' it"},
    FixedKey{"irregular", "write two contacts, one 'until' the date and one 'from' it"},
    FixedKey{"from", ""},
    FixedKey{"until", ""},
    FixedKey{"focal", ""},
    FixedKey{"lead", ""},
};

// The level of a side that never chooses is the only one that it has.
bool is_only_level(const Scenario& s, std::string_view path) {
    constexpr std::string_view kActorsPart = "actors.";
    if (!path.starts_with(kActorsPart)) return false;
    const std::string_view rest = path.substr(kActorsPart.size());
    const Actor* const actor = find_named(s.actors, std::string(rest.substr(0, rest.find('.'))));
    return actor != nullptr && actor->posture.choice == PostureChoice::kFixed &&
           path.find(".posture.") != std::string_view::npos;
}

Scenario without_dated_values(Scenario scenario) {
    for (TimelineEntry& entry : scenario.timeline) entry.set.clear();
    return scenario;
}

void check_setting(const Scenario& s, const DatedValue& setting, std::vector<Diagnostic>& problems) {
    const std::string_view path = setting.path;
    const std::string_view part = path.substr(0, path.find('.'));
    const std::string_view key = path.substr(path.rfind('.') + 1);
    if (std::ranges::find(kFixedParts, part) != kFixedParts.end()) {
        problems.push_back(
            {setting.where,
             fmt::format("'{}' holds for the whole campaign and cannot be set on a date", part), ""});
        return;
    }
    const auto* const fixed = std::ranges::find(kFixedKeys, key, &FixedKey::key);
    if (fixed == kFixedKeys.end() || (key == "initial" && is_only_level(s, path))) return;
    problems.push_back(
        {setting.where,
         fmt::format("'{}' is read when the campaign begins and cannot be set on a date", path),
         std::string(fixed->instead)});
}

}  // namespace

std::vector<Date> dates_of_change(const Scenario& scenario) {
    std::vector<Date> dates;
    for (const TimelineEntry& entry : scenario.timeline) {
        if (!entry.set.empty()) dates.push_back(entry.date);
    }
    std::sort(dates.begin(), dates.end());
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    return dates;
}

std::vector<DatedScenario> dated_scenarios(const Scenario& scenario, std::vector<Diagnostic>& problems) {
    Scenario present = without_dated_values(scenario);
    std::vector<DatedScenario> dated;
    for (const Date& date : dates_of_change(scenario)) {
        std::vector<Override> changes;
        for (const TimelineEntry& entry : scenario.timeline) {
            if (entry.date < date || date < entry.date) continue;
            for (const DatedValue& setting : entry.set) {
                check_setting(present, setting, problems);
                changes.push_back({setting.path, setting.value, setting.where});
            }
        }
        present = laid_over(std::move(present), changes, problems);
        dated.push_back({date, present});
    }
    return dated;
}

Scenario scenario_at(const Scenario& scenario, Date moment) {
    std::vector<Diagnostic> none;
    std::vector<DatedScenario> dated = dated_scenarios(scenario, none);
    std::erase_if(dated, [&](const DatedScenario& later) { return moment < later.from; });
    return dated.empty() ? without_dated_values(scenario) : std::move(dated.back().scenario);
}

}  // namespace offramp
