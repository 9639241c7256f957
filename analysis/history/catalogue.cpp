// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/arrival/arrivals.hpp"
#include "analysis/history/base_rates.hpp"
#include "analysis/history/csv_table.hpp"
#include "engine/base/enumerator_names.hpp"

namespace offramp {
namespace {

constexpr std::string_view kGroupNames[] = {"us_china", "third_party", "comparison", "context"};
constexpr std::string_view kTriggers[] = {"intercept", "encounter", "zone",    "transit", "overflight",
                                          "taiwan",    "arms_sale", "display", "warning", "listing",
                                          "tariff",    "cyber",     "attack",  "dispute"};
constexpr std::string_view kVerifications[] = {"general", "partly", "verified"};
constexpr std::string_view kDomains[] = {"air", "sea", "land", "balloon", "diplomatic", "cyber", "space"};
constexpr std::string_view kFirstMovers[] = {"us", "cn", "tw", "both", "unknown", "ussr",
                                             "ru", "tr", "ir", "ph",   "jp"};
constexpr std::string_view kImposers[] = {"us", "cn", "ru", "both"};
constexpr std::string_view kContactVerifications[] = {"", "yes", "no", "approximate", "resumption_only"};

constexpr std::string_view kIncidentColumns[] = {"id",
                                                 "group",
                                                 "name",
                                                 "date",
                                                 "acute_end",
                                                 "settled",
                                                 "dyad",
                                                 "place",
                                                 "domain",
                                                 "trigger_class",
                                                 "trigger",
                                                 "first_mover",
                                                 "accidental",
                                                 "trigger_severity",
                                                 "response_severity",
                                                 "highest_severity",
                                                 "channels_frozen",
                                                 "guardrails",
                                                 "channels_used",
                                                 "channels_refused",
                                                 "days_to_senior_contact",
                                                 "days_to_talks",
                                                 "contact_verified",
                                                 "deaths",
                                                 "casualties",
                                                 "unmanned",
                                                 "how_ended",
                                                 "verification",
                                                 "source"};

constexpr std::string_view kFreezeColumns[] = {
    "id",      "between",    "channel", "start",        "partly_resumed",
    "resumed", "imposed_by", "cause",   "verification", "source"};

constexpr std::string_view kCountColumns[] = {"first_year", "last_year",    "at_least", "at_most",
                                              "counted",    "verification", "source"};

constexpr int kManyDays = 36525;

// An identifier is given once in a table.
class Identifiers {
  public:
    std::string take(CsvRow& row) {
        std::string id = row.required_text("id");
        const auto [first, is_new] = lines_.emplace(id, row.where().line);
        if (!is_new && !id.empty())
            row.problem("id", fmt::format("'{}' was given in line {} already", id, first->second));
        return id;
    }

  private:
    std::map<std::string, int> lines_;
};

void check_order(CsvRow& row, std::string_view earlier, std::string_view later) {
    const auto date_in = [&](std::string_view column) {
        const std::string text = row.text(column);
        return text.starts_with('>') ? text.substr(1) : text;
    };
    const auto before = date_in(earlier);  // ISO dates sort as text
    const auto after = date_in(later);
    if (before.size() == after.size() && after < before)
        row.problem(later, fmt::format("{} lies before {} {}", after, earlier, before));
}

/// The ends of a matter, some of which may be still open.
void read_ends(CsvRow& row, HistoricalIncident& one) {
    const EndDay acute = row.required_end_day("acute_end");
    const EndDay settled = row.required_end_day("settled");
    one.acute_end = acute.day;
    one.acute_open = acute.open;
    one.settled = settled.day;
    one.settled_open = settled.open;
    check_order(row, "date", "acute_end");
    check_order(row, "acute_end", "settled");
    if (acute.open && !settled.open) {
        row.problem("settled",
                    fmt::format("is over, though the tense phase was not yet ({})", row.text("acute_end")),
                    fmt::format("not settled yet: >{}", row.text("settled")));
    }
    one.days_to_senior_contact = row.count("days_to_senior_contact", 0, kManyDays);
    if (settled.open && one.days_to_senior_contact &&
        one.date + std::chrono::days(*one.days_to_senior_contact) > settled.day) {
        row.problem("days_to_senior_contact",
                    fmt::format("day {} lies after what is known of the matter (settled: {})",
                                *one.days_to_senior_contact, row.text("settled")));
    }
    if (const auto talks = row.end_count("days_to_talks", 0, kManyDays)) {
        one.days_to_talks = talks->days;
        one.talks_open = talks->open;
    }
}

HistoricalIncident read_incident(CsvRow row, Identifiers& ids) {
    HistoricalIncident one;
    one.where = row.where();
    one.id = ids.take(row);
    one.group = static_cast<IncidentGroup>(row.choice("group", kGroupNames));
    one.name = row.required_text("name");
    one.date = row.required_day("date");
    read_ends(row, one);
    one.dyad = row.required_text("dyad");
    one.place = row.text("place");
    one.domain = kDomains[row.choice("domain", kDomains)];
    one.trigger_class = static_cast<TriggerClass>(row.choice("trigger_class", kTriggers));
    one.trigger = row.required_text("trigger");
    one.first_mover = kFirstMovers[row.choice("first_mover", kFirstMovers)];
    one.accidental = row.yes_or_no("accidental");
    one.trigger_severity = row.required_count("trigger_severity", 0, kHighestSeverity);
    one.response_severity = row.required_count("response_severity", 0, kHighestSeverity);
    one.highest_severity = row.required_count("highest_severity", 0, kHighestSeverity);
    if (one.highest_severity != std::max(one.trigger_severity, one.response_severity)) {
        row.problem("highest_severity",
                    fmt::format("{} is not the larger of trigger {} and response {}", one.highest_severity,
                                one.trigger_severity, one.response_severity));
    }
    one.frozen = row.words("channels_frozen");
    one.guardrails = row.words("guardrails");
    one.channels_used = row.text("channels_used");
    one.channels_refused = row.text("channels_refused");
    row.choice("contact_verified", kContactVerifications);
    one.deaths = row.count("deaths", 0, 1'000'000);
    one.casualties = row.text("casualties");
    one.unmanned = row.yes_or_no("unmanned");
    one.how_ended = row.text("how_ended");
    one.verification = static_cast<Verification>(row.choice("verification", kVerifications));
    one.source = row.required_text("source");
    return one;
}

ChannelFreeze read_freeze(CsvRow row, Identifiers& ids) {
    ChannelFreeze one;
    one.where = row.where();
    one.id = ids.take(row);
    one.between = row.required_text("between");
    one.channel = row.required_word("channel");
    one.start = row.required_day("start");
    one.partly_resumed = row.day("partly_resumed");
    one.resumed = row.day("resumed");
    check_order(row, "start", "partly_resumed");
    check_order(row, "start", "resumed");
    one.imposed_by = kImposers[row.choice("imposed_by", kImposers)];
    one.cause = row.required_text("cause");
    one.verification = static_cast<Verification>(row.choice("verification", kVerifications));
    one.source = row.required_text("source");
    return one;
}

YearlyCount read_yearly_count(CsvRow row) {
    YearlyCount one;
    one.first_year = row.required_count("first_year", 1800, 2200);
    one.last_year = row.required_count("last_year", 1800, 2200);
    if (one.last_year < one.first_year)
        row.problem("last_year", fmt::format("{} lies before {}", one.last_year, one.first_year));
    one.at_least = row.required_number("at_least");
    one.at_most = row.number("at_most");
    if (one.at_most && *one.at_most < one.at_least)
        row.problem("at_most", fmt::format("{} is less than {}", *one.at_most, one.at_least));
    one.counted = row.required_text("counted");
    one.verification = static_cast<Verification>(row.choice("verification", kVerifications));
    one.source = row.required_text("source");
    return one;
}

}  // namespace

std::string_view to_string(IncidentGroup group) {
    return name_in(kGroupNames, group);
}

std::string_view to_string(TriggerClass trigger) {
    return name_in(kTriggers, trigger);
}

std::string_view to_string(Verification verification) {
    return name_in(kVerifications, verification);
}

std::vector<HistoricalIncident> read_catalogue(const std::filesystem::path& file) {
    Identifiers ids;
    return read_rows(file, kIncidentColumns, {}, [&](CsvRow row) { return read_incident(row, ids); });
}

std::vector<ChannelFreeze> read_freezes(const std::filesystem::path& file) {
    Identifiers ids;
    return read_rows(file, kFreezeColumns, {}, [&](CsvRow row) { return read_freeze(row, ids); });
}

std::vector<YearlyCount> read_yearly_counts(const std::filesystem::path& file) {
    return read_rows(file, kCountColumns, {}, read_yearly_count);
}

std::vector<Diagnostic> check_history_table(const std::filesystem::path& file) {
    return problems_in([&] {
        std::vector<Diagnostic> told_below;
        const std::vector<CsvCell> header = read_csv_table(file, told_below).header;
        const auto has = [&](std::string_view column) {
            return std::ranges::find(header, column, &CsvCell::text) != header.end();
        };
        if (has("lognormal_mu")) {
            read_durations(file);
        } else if (has("full_scale_war")) {
            read_violence(file);
        } else if (has("imposed_by")) {
            read_freezes(file);
        } else if (has("first_year")) {
            read_yearly_counts(file);
        } else if (has("count")) {
            read_arrivals({.file = file});
        } else {
            read_catalogue(file);
        }
    });
}

}  // namespace offramp
