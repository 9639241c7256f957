// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/history/baselines.hpp"
#include "analysis/history/catalogue.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/history/row_checks.hpp"
#include "analysis/history/world_at.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

/// How long a period is taken to hold that is the last, if the file does not say.
constexpr std::chrono::days kPeriodHolds{366};

class HistoryReader {
  public:
    HistoryReader(const ConfigNode& root, fs::path file)
        : map_(root, "a history", problems_), bytes_(read_text_file(file)) {
        history_.file = std::move(file);
    }

    History read() {
        history_.name = map_.text("name").value_or(history_.file.stem().string());
        history_.title = map_.text("title").value_or(history_.name);
        map_.text("description");
        if (const auto written_for = map_.text("for")) history_.scenario = beside(*written_for);
        read_incidents();
        read_severities();
        read_names();
        read_channels_since();
        read_base_rates();
        read_openings();
        read_periods();
        read_freezes_table();
        read_rule();
        map_.finish();
        for (Diagnostic& found : problems_of_rows(history_)) problems_.push_back(std::move(found));
        throw_if_any(std::move(problems_));
        mark_followed(history_.incidents);
        history_.hash = fingerprint(bytes_);
        return std::move(history_);
    }

  private:
    fs::path beside(const std::string& name) const {
        return (history_.file.parent_path() / name).lexically_normal();
    }

    /// A table that the file names, read with `read`; empty where there is none, with its problems.
    template <class Read>
    auto table(MapReader& map, std::string_view key, const Read& read) -> decltype(read(fs::path())) {
        const ConfigNode* name = map.require(key, "the file of the table");
        if (name == nullptr) return {};
        if (!name->is_scalar() || !is_there(beside(name->scalar))) {
            map.problem(name->where, fmt::format("{}: there is no such file", key));
            return {};
        }
        try {
            bytes_ += read_text_file(beside(name->scalar));
            return read(beside(name->scalar));
        } catch (const InputError& error) {
            map_.take(error);
            return {};
        }
    }

    Reference reference(const ConfigNode& node, std::string_view what) {
        if (!node.is_scalar()) map_.problem(node.where, fmt::format("{} must be a name", what));
        return {node.scalar, node.where};
    }

    std::vector<Reference> references(const ConfigNode& node, std::string_view what) {
        std::vector<Reference> names;
        if (node.is_null()) return names;
        if (node.is_scalar()) return {reference(node, what)};
        if (!node.is_sequence()) map_.problem(node.where, fmt::format("{} must be a list of names", what));
        for (const ConfigNode& item : node.items) names.push_back(reference(item, what));
        return names;
    }

    /// The entries of a map that must be there.
    std::vector<const ConfigEntry*> entries(std::string_view key, std::string_view meaning) {
        std::vector<const ConfigEntry*> all;
        const ConfigNode* node = map_.require(key, meaning);
        if (node == nullptr) return all;
        if (!node->is_map()) map_.problem(node->where, fmt::format("'{}' must be a map", key));
        for (const ConfigEntry& entry : node->entries) all.push_back(&entry);
        return all;
    }

    std::optional<std::chrono::sys_days> day(const ConfigNode& node) {
        Parsed<std::chrono::sys_days> parsed = parse_day(node.scalar);
        if (!parsed.value) map_.problem(node.where, std::move(parsed.problem), std::move(parsed.hint));
        return parsed.value;
    }

    void read_incidents() {
        const std::vector<HistoricalIncident> all = table(map_, "incidents", read_catalogue);
        std::vector<std::string> groups;
        for (const HistoricalIncident& one : all) {
            const std::string group(to_string(one.group));
            if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
        }
        const ConfigNode* wanted = map_.require("group", "which incidents of the table are counted");
        if (wanted == nullptr || all.empty()) return;
        for (const HistoricalIncident& one : all) {
            if (to_string(one.group) == wanted->scalar) history_.incidents.push_back(one);
        }
        map_.place(groups, wanted->scalar, "no incident is of the group", wanted->where);
    }

    void read_severities() {
        const ConfigNode* node = map_.require("severities", "the rung of each severity from 0 to 10");
        if (node != nullptr) {
            const std::vector<Reference> rungs = references(*node, "severities");
            if (rungs.size() == history_.severities.size()) {
                std::copy(rungs.begin(), rungs.end(), history_.severities.begin());
            } else {
                map_.problem(node->where, fmt::format("severities: {} rungs for {} severities", rungs.size(),
                                                      history_.severities.size()));
            }
        }
        const std::uint64_t harm = map_.count("harm_severity").value_or(8);
        history_.harm_severity = static_cast<int>(std::min<std::uint64_t>(harm, kHighestSeverity));
    }

    void read_names() {
        for (const ConfigEntry* entry : entries("movers", "the actor that answers for each first mover"))
            history_.movers[entry->key] = reference(entry->value, "movers");
        if (const ConfigNode* node = map_.require("senior_channels", "where an answer is a senior contact"))
            history_.senior_channels = references(*node, "senior_channels");
        for (const ConfigEntry* entry : entries("contacts", "the mean time between two of each contact"))
            read_contact(*entry);
        if (const ConfigNode* node = map_.require("senior_contacts", "which of the contacts are senior"))
            history_.senior_contacts = references(*node, "senior_contacts");
        for (const Reference& senior : history_.senior_contacts) check_usual(senior);
        for (const ConfigEntry* entry : entries("frozen", "the channels of each kind that can be frozen"))
            history_.frozen[entry->key] = references(entry->value, "frozen");
        for (const ConfigEntry* entry : entries("opened_by", "channels that a guardrail opened"))
            history_.opened_by[entry->key] = references(entry->value, "opened_by");
    }

    void read_contact(const ConfigEntry& entry) {
        const Parsed<double> gap = parse_value(ValueKind::kDuration, entry.value.scalar);
        if (!gap.value || *gap.value <= 0.0) {
            map_.problem(entry.value.where,
                         fmt::format("'{}' is no time between two contacts", entry.value.scalar),
                         "for example 90d");
            return;
        }
        history_.contacts.push_back({{entry.key, entry.where}, Hours{*gap.value}});
    }

    void check_usual(const Reference& senior) {
        std::vector<std::string> known;
        for (const UsualContact& usual : history_.contacts) known.push_back(usual.contact.name);
        if (std::find(known.begin(), known.end(), senior.name) != known.end()) return;
        map_.problem(senior.where, fmt::format("'{}' is none of the contacts", senior.name),
                     name_hint(senior.name, known));
    }

    void read_channels_since() {
        const ConfigNode* node = map_.take("channels_since");
        if (node == nullptr) return;
        if (!node->is_map()) map_.problem(node->where, "'channels_since' must be a map");
        for (const ConfigEntry& entry : node->entries) {
            if (const auto since = day(entry.value))
                history_.channels_since.push_back({{entry.key, entry.where}, *since});
        }
    }

    void read_base_rates() {
        const ConfigNode* node = map_.require("base_rates", "tables and classes of comparable crises");
        if (node == nullptr) return;
        MapReader map(*node, "base_rates", problems_);
        const std::vector<ViolenceRow> violence = table(map, "violence", read_violence);
        const std::vector<DurationRow> durations = table(map, "durations", read_durations);
        const ConfigNode* classes = map.require("classes", "classes of comparable crises");
        map.finish();
        if (classes == nullptr || violence.empty() || durations.empty()) return;
        if (!classes->is_map()) map_.problem(classes->where, "'classes' must be a map");
        for (const ConfigEntry& entry : classes->entries) read_class(entry, violence, durations);
    }

    void read_class(const ConfigEntry& entry, const std::vector<ViolenceRow>& violence,
                    const std::vector<DurationRow>& durations) {
        MapReader map(entry.value, fmt::format("the class '{}'", entry.key), problems_);
        const std::string subset = map.text("subset").value_or("");
        const std::string trigger = map.text("trigger").value_or("");
        const std::string timed = map.text("durations").value_or("");
        map.finish();
        BaseRate& rate = history_.base_rates[entry.key];
        const auto by_violence = std::find_if(violence.begin(), violence.end(), [&](const ViolenceRow& row) {
            return row.subset == subset && row.trigger == trigger;
        });
        if (by_violence == violence.end()) {
            map.problem(entry.where,
                        fmt::format("no row is of the subset '{}' and the trigger '{}'", subset, trigger));
        } else {
            for (const int crises : by_violence->crises) rate.crises += crises;
            for (std::size_t k = 0; k < rate.violence.size(); ++k)
                rate.violence[k] = static_cast<double>(by_violence->crises[k]) / rate.crises;
        }
        std::vector<std::string> subsets;
        for (const DurationRow& row : durations) {
            if (row.split != "all") continue;
            subsets.push_back(row.subset);
            if (row.subset != timed) continue;
            rate.timed_crises = row.crises;
            rate.duration_mu = row.mu;
            rate.duration_sigma = row.sigma;
        }
        if (rate.timed_crises == 0) {
            map.problem(entry.where, fmt::format("no durations of the subset '{}'", timed),
                        name_hint(timed, subsets));
        }
    }

    void read_openings() {
        std::vector<std::string> rates;
        for (const auto& [name, rate] : history_.base_rates) rates.push_back(name);
        for (const ConfigEntry* entry : entries("openings", "the incident type of each class of triggers")) {
            const auto trigger =
                map_.enumerator<TriggerClass>(entry->key, "unknown class of triggers", entry->where);
            if (!trigger) continue;
            MapReader map(entry->value, fmt::format("the opening '{}'", entry->key), problems_);
            OpeningRule rule;
            if (const ConfigNode* incident = map.require("incident", "an incident type of the scenario"))
                rule.incident = reference(*incident, "incident");
            if (const ConfigNode* rate = map.require("base_rate", "a class of base_rates")) {
                rule.base_rate = rate->scalar;
                if (!rates.empty()) map.place(rates, rule.base_rate, "unknown class", rate->where);
            }
            map.finish();
            history_.openings[*trigger] = std::move(rule);
        }
    }

    void read_periods() {
        const ConfigNode* node = map_.require("periods", "the state of the world from each day on");
        if (node == nullptr) return;
        if (!node->is_sequence()) map_.problem(node->where, "'periods' must be a list");
        for (const ConfigNode& item : node->items) {
            MapReader map(item, "a period", problems_);
            Period period;
            period.where = item.where;
            const ConfigNode* from = map.require("from", "a day");
            if (from != nullptr) period.from = day(*from).value_or(std::chrono::sys_days{});
            const ConfigNode* set = map.take("set");
            map.finish();
            if (set != nullptr && !set->is_map()) map.problem(set->where, "'set' must map paths to values");
            if (set != nullptr) {
                for (const ConfigEntry& entry : set->entries)
                    period.set.push_back({entry.key, entry.value.scalar, entry.value.where});
            }
            if (!history_.periods.empty() && period.from <= history_.periods.back().from)
                map.problem(item.where, "periods stand in the order in which they begin");
            history_.periods.push_back(std::move(period));
        }
        const ConfigNode* until = map_.take("periods_until");
        if (history_.periods.empty()) return;
        const std::chrono::sys_days begun = history_.periods.back().from;
        history_.periods_until = begun + kPeriodHolds;
        if (until == nullptr) return;
        history_.periods_until = day(*until).value_or(history_.periods_until);
        if (history_.periods_until < begun) {
            map_.problem(until->where, "periods_until lies before the day from which the last period is",
                         "the day up to which you know that it holds");
        }
    }

    void read_freezes_table() {
        if (map_.node().find("freezes") == nullptr) return;
        std::vector<ChannelFreeze> suspensions = table(map_, "freezes", read_freezes);
        const ConfigNode* between = map_.require("between", "the two sides whose suspensions count: US-PRC");
        if (between == nullptr || suspensions.empty()) return;
        std::vector<std::string> pairs;
        for (const ChannelFreeze& one : suspensions) {
            if (std::find(pairs.begin(), pairs.end(), one.between) == pairs.end())
                pairs.push_back(one.between);
        }
        map_.place(pairs, between->scalar, "no suspension is between", between->where);
        history_.freezes = {beside(map_.node().find("freezes")->value.scalar), between->scalar,
                            std::move(suspensions)};
    }

    void read_rule() {
        const ConfigNode* node = map_.take("rule");
        if (node == nullptr) return;
        MapReader map(*node, "rule", problems_);
        RuleOfThumb rule;
        if (const ConfigNode* sentence = map.require("sentence", "the rule in words"))
            rule.sentence = sentence->scalar;
        const ConfigNode* response =
            map.require("response", "the severity of the response to each trigger class");
        map.finish();
        if (response != nullptr && !response->is_map())
            map.problem(response->where, "'response' must map trigger classes to severities");
        if (response != nullptr) {
            for (const ConfigEntry& entry : response->entries) read_response(rule, entry);
        }
        history_.rule = std::move(rule);
    }

    void read_response(RuleOfThumb& rule, const ConfigEntry& entry) {
        const auto trigger =
            map_.enumerator<TriggerClass>(entry.key, "unknown class of triggers", entry.where);
        const auto severity = whole_number(entry.value.scalar);
        const bool in_kind = entry.value.scalar == "in_kind";
        if (!in_kind && (!severity || *severity > kHighestSeverity)) {
            map_.problem(entry.value.where, fmt::format("'{}' is no severity", entry.value.scalar),
                         "0 to 10, or in_kind: that of the trigger");
            return;
        }
        if (trigger)
            rule.response[*trigger] = in_kind ? std::nullopt : std::optional(static_cast<int>(*severity));
    }

    std::vector<Diagnostic> problems_;
    MapReader map_;
    std::string bytes_;  // of all that is read
    History history_;
};

}  // namespace

History load_history(const fs::path& file) {
    const ConfigNode root = read_config(file);
    return HistoryReader(root, file).read();
}

bool is_history_file(const fs::path& file) {
    return has_keys(file, {"openings", "incidents"});
}

std::vector<Diagnostic> check_history_file(const fs::path& file, std::vector<Diagnostic>& warnings) {
    return problems_in([&] {
        const History history = load_history(file);
        warnings = warnings_of(history);
        if (!history.scenario) return;
        const ValidatedScenario scenario = load_scenario(*history.scenario);
        check_names(history, scenario);
        for (const HistoricalIncident& one : history.incidents) world_at(history, scenario, one);
    });
}

}  // namespace offramp
