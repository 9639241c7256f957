// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/row_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/nearest_name.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace {

std::string iso(std::chrono::sys_days day) {
    return format_date(midnight(day));
}

bool is_in(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_in_force(const ChannelFreeze& freeze, std::chrono::sys_days day) {
    return freeze.start < day && (!freeze.resumed || *freeze.resumed > day);
}

/// Whether the table has suspensions of that kind between the two sides.
bool has_own(const FreezeTable& table, const std::string& kind) {
    return std::ranges::any_of(table.suspensions, [&](const ChannelFreeze& freeze) {
        return freeze.channel == kind && freeze.between == table.between;
    });
}

/// Of that kind in force at a day: between the two sides, or between others where the two have none of it.
const ChannelFreeze* covering(const FreezeTable& table, const std::string& kind, std::chrono::sys_days day) {
    const auto& all = table.suspensions;
    const bool own = has_own(table, kind);
    const auto found = std::find_if(all.begin(), all.end(), [&](const ChannelFreeze& freeze) {
        return freeze.channel == kind && (!own || freeze.between == table.between) &&
               is_in_force(freeze, day);
    });
    return found == all.end() ? nullptr : &*found;
}

/// What a row has frozen otherwise than the table of suspensions, which is what is simulated.
void warn_of_frozen(const History& history, const HistoricalIncident& one,
                    std::vector<Diagnostic>& warnings) {
    if (!history.freezes) return;
    const FreezeTable& table = *history.freezes;
    for (const std::string& kind : frozen_at(history, one.date)) {
        if (is_in(one.frozen, kind)) continue;
        const ChannelFreeze& freeze = *covering(table, kind, one.date);
        warnings.push_back(
            {one.where,
             fmt::format(
                 "{}: channels_frozen does not have '{}', which the suspension '{}' ({}:{}) had frozen on "
                 "{}: that is simulated",
                 one.id, kind, freeze.id, freeze.where.file, freeze.where.line, iso(one.date)),
             "add it to the row, or correct the suspension"});
    }
    for (const std::string& kind : one.frozen) {
        if (covering(table, kind, one.date) != nullptr) continue;
        warnings.push_back(
            {one.where,
             fmt::format("{}: channels_frozen has '{}', which no suspension had frozen on {}{}", one.id, kind,
                         iso(one.date), has_own(table, kind) ? ": it is simulated as open" : ""),
             fmt::format("take it from the row, or add the suspension to {}", table.file.string())});
    }
}

class RowChecks {
  public:
    explicit RowChecks(const History& history) : history_(history), file_(history.file.filename().string()) {}

    std::vector<Diagnostic> all() {
        for (const HistoricalIncident& one : history_.incidents) {
            check_names(one);
            check_period(one);
        }
        return std::move(problems_);
    }

  private:
    void check_names(const HistoricalIncident& one) {
        const std::string trigger(to_string(one.trigger_class));
        if (!history_.movers.contains(one.first_mover)) {
            add(one, fmt::format("the history has no actor for the first mover '{}'", one.first_mover),
                fmt::format("'{}: ACTOR' under 'movers'", one.first_mover));
        }
        if (!history_.openings.contains(one.trigger_class)) {
            add(one, fmt::format("the history has no opening for the trigger class '{}'", trigger),
                fmt::format("'{}: {{incident: TYPE, base_rate: CLASS}}' under 'openings'", trigger));
        }
        for (const std::string& kind : one.frozen) {
            if (history_.frozen.contains(kind)) continue;
            add(one, fmt::format("the history does not say which channels '{}' is", kind),
                fmt::format("'{}: [CHANNEL, ...]' under 'frozen'", kind), like(kind, history_.frozen));
        }
        for (const std::string& guardrail : one.guardrails) {
            if (history_.opened_by.contains(guardrail)) continue;
            add(one,
                fmt::format("the history does not say which channels the guardrail '{}' opened", guardrail),
                fmt::format("'{}: [CHANNEL, ...]', or [] where it opened none, under 'opened_by'", guardrail),
                like(guardrail, history_.opened_by));
        }
        if (history_.rule && !history_.rule->response.contains(one.trigger_class)) {
            add(one, fmt::format("the rule of thumb has no answer to the trigger class '{}'", trigger),
                fmt::format("'{}: SEVERITY' or '{}: in_kind' under 'response' of 'rule'", trigger, trigger));
        }
    }

    void check_period(const HistoricalIncident& one) {
        if (history_.periods.empty() || one.date >= history_.periods.front().from) return;
        problems_.push_back(
            {one.where, fmt::format("{} lies before the first period", one.id),
             fmt::format("add a period from {} or earlier to 'periods' in {}", iso(one.date), file_)});
    }

    /// "did you mean 'x'? Else ", or nothing.
    static std::string like(const std::string& name, const auto& known) {
        std::vector<std::string> names;
        for (const auto& [key, channels] : known) names.push_back(key);
        const std::string_view nearest = nearest_name(name, names);
        return nearest.empty() ? "" : fmt::format("did you mean '{}'? Else ", nearest);
    }

    void add(const HistoricalIncident& one, const std::string& message, const std::string& missing,
             const std::string& first = "") {
        problems_.push_back(
            {one.where, one.id + ": " + message, fmt::format("{}add {} in {}", first, missing, file_)});
    }

    const History& history_;
    std::string file_;
    std::vector<Diagnostic> problems_;
};

}  // namespace

std::vector<Diagnostic> problems_of_rows(const History& history) {
    return RowChecks(history).all();
}

std::vector<Diagnostic> warnings_of(const History& history, std::chrono::sys_days day,
                                    const Location& where) {
    if (history.periods.empty() || day <= history.periods_until) return {};
    return {
        {where,
         fmt::format(
             "{} lies after {}, up to which the periods were looked at: it is simulated in the world of {}",
             iso(day), iso(history.periods_until), iso(history.periods.back().from)),
         fmt::format("add a period to {}, or move 'periods_until' where the last one still holds",
                     history.file.filename().string())}};
}

std::vector<Diagnostic> warnings_of(const History& history) {
    std::vector<Diagnostic> warnings;
    for (const HistoricalIncident& one : history.incidents) {
        warn_of_frozen(history, one, warnings);
        for (Diagnostic& found : warnings_of(history, one.date, one.where)) {
            found.message = one.id + ": " + found.message;
            warnings.push_back(std::move(found));
        }
    }
    return warnings;
}

std::vector<std::string> frozen_before(const History& history, const HistoricalIncident& incident) {
    if (!history.freezes) return incident.frozen;
    std::vector<std::string> kinds = frozen_at(history, incident.date);
    for (const std::string& kind : incident.frozen) {
        if (!has_own(*history.freezes, kind)) kinds.push_back(kind);
    }
    std::erase_if(kinds, [&](const std::string& kind) { return !history.frozen.contains(kind); });
    return kinds;
}

std::vector<std::string> frozen_at(const History& history, std::chrono::sys_days day) {
    std::vector<std::string> kinds;
    if (!history.freezes) return kinds;
    for (const ChannelFreeze& freeze : history.freezes->suspensions) {
        if (freeze.between == history.freezes->between && is_in_force(freeze, day) &&
            !is_in(kinds, freeze.channel))
            kinds.push_back(freeze.channel);
    }
    return kinds;
}

}  // namespace offramp
