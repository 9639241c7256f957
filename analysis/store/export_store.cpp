// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/export_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/trajectory/csv.hpp"
#include "engine/trajectory/jsonl.hpp"

namespace offramp {
namespace {

constexpr std::size_t kBlock = 1 << 16;  // bytes handed on at a time

std::string query_of(std::string_view what) {
    if (what == "outcomes") {
        return "SELECT d.*, p.name AS policy, r.campaigns, r.failed, o.name AS outcome, o.unit, e.estimate, "
               "e.low, e.high, e.n, e.note FROM estimate e JOIN design d USING (point) JOIN result r USING "
               "(point, "
               "policy) JOIN policy p USING (policy) JOIN outcome o USING (outcome) ORDER BY e.point, "
               "e.policy, e.outcome";
    }
    if (what == "points") {
        return "SELECT v.* FROM points v JOIN policy p ON p.name = v.policy ORDER BY v.point, p.policy";
    }
    if (what == "differences") {
        return "SELECT s.*, p.name AS policy, (SELECT name FROM policy WHERE policy = 0) AS baseline, o.name "
               "AS outcome, o.unit, d.estimate, d.low, d.high, d.note FROM difference d JOIN design s USING "
               "(point) "
               "JOIN policy p USING (policy) JOIN outcome o USING (outcome) ORDER BY d.point, d.policy, "
               "d.outcome";
    }
    ensure(what == "failures", "there is such a table");
    return "SELECT f.point, p.name AS policy, f.campaign, f.message FROM failure f JOIN policy p USING "
           "(policy) ORDER BY f.point, f.policy, f.campaign";
}

void append_value(std::string& out, const Statement& row, int column, TextFormat format) {
    if (row.is_null(column)) {
        if (format == TextFormat::kJsonLines) out += "null";
    } else if (row.is_text(column)) {
        if (format == TextFormat::kCsv) {
            append_csv_field(out, row.text(column));
        } else {
            append_json_string(out, row.text(column));
        }
    } else {
        const double number = row.real(column).value_or(0.0);  // neither null nor text: a number
        const std::int64_t whole = row.integer(column);
        if (static_cast<double>(whole) == number && std::abs(number) < 1e15) {
            fmt::format_to(std::back_inserter(out), "{}", whole);
        } else {
            fmt::format_to(std::back_inserter(out), "{}", number);
        }
    }
}

void export_rows(const StoreReader& store, std::string_view what, TextFormat format, const WriteText& write) {
    Statement rows = store.database().prepare(query_of(what));
    std::string out;
    std::vector<std::string> keys;
    for (int c = 0; c < rows.columns(); ++c) {
        if (format == TextFormat::kCsv) {
            if (c > 0) out += ',';
            append_csv_field(out, rows.name(c));
        } else {
            std::string key = c == 0 ? "{" : ",";
            append_json_string(key, rows.name(c));
            keys.push_back(key + ':');
        }
    }
    if (format == TextFormat::kCsv) out += '\n';
    while (rows.step()) {
        for (int c = 0; c < rows.columns(); ++c) {
            if (format == TextFormat::kJsonLines) {
                out += keys[static_cast<std::size_t>(c)];
            } else if (c > 0) {
                out += ',';
            }
            append_value(out, rows, c, format);
        }
        out += format == TextFormat::kCsv ? "\n" : "}\n";
        if (out.size() >= kBlock) {
            write(out);
            out.clear();
        }
    }
    write(out);
}

// The columns of an event as `offramp run` writes them; the strategy behind an action is in JSON lines only.
void append_event_cells(std::string& out, const nlohmann::ordered_json& event) {
    for (const auto& [key, value] : event.items()) {
        if (key == "options") continue;
        out += ',';
        if (value.is_string()) {
            append_csv_field(out, value.get_ref<const std::string&>());
        } else if (value.is_array()) {
            std::string joined;
            for (const auto& item : value) joined += (joined.empty() ? "" : "|") + item.get<std::string>();
            append_csv_field(out, joined);
        } else if (value.is_number_float()) {
            fmt::format_to(std::back_inserter(out), "{}", value.get<double>());
        } else if (!value.is_null()) {
            out += value.dump();
        }
    }
    out += '\n';
}

void export_trajectories(const StoreReader& store, TextFormat format, const WriteText& write) {
    Statement rows = store.database().prepare(
        "SELECT t.point, p.name, t.events FROM trajectory t JOIN point USING (point) JOIN policy p USING "
        "(policy) ORDER BY t.point, t.policy, t.campaign");
    bool has_header = format == TextFormat::kJsonLines;
    std::string out;
    while (rows.step()) {
        const std::string events = rows.text(2);
        for (std::size_t begin = 0; begin < events.size();) {
            const std::size_t end = std::min(events.find('\n', begin), events.size());
            const std::string_view line = std::string_view(events).substr(begin, end - begin);
            begin = end + 1;
            if (format == TextFormat::kJsonLines) {
                fmt::format_to(std::back_inserter(out), "{{\"point\":{},\"policy\":", rows.integer(0));
                append_json_string(out, rows.text(1));
                out += ',';
                out += line.substr(1);
                out += '\n';
                continue;
            }
            const auto event = nlohmann::ordered_json::parse(line);
            if (!has_header) {
                out += "point,policy";
                for (const auto& [key, value] : event.items()) {
                    if (key == "options") continue;
                    out += ',';
                    append_csv_field(out, key);
                }
                out += '\n';
                has_header = true;
            }
            fmt::format_to(std::back_inserter(out), "{},", rows.integer(0));
            append_csv_field(out, rows.text(1));
            append_event_cells(out, event);
        }
        if (out.size() >= kBlock) {
            write(out);
            out.clear();
        }
    }
    write(out);
}

}  // namespace

void export_store(const StoreReader& store, std::string_view what, TextFormat format,
                  const WriteText& write) {
    if (what == "trajectories") {
        export_trajectories(store, format, write);
    } else {
        export_rows(store, what, format, write);
    }
}

}  // namespace offramp
