// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/export_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/store/event_lines.hpp"
#include "engine/base/error.hpp"
#include "engine/trajectory/csv.hpp"
#include "engine/trajectory/jsonl.hpp"

namespace offramp {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kBlock = 1 << 16;  // bytes handed on at a time

void append_number(std::string& out, double number) {
    const bool is_whole = std::abs(number) < 1e15 && std::trunc(number) == number;
    if (is_whole) {
        fmt::format_to(std::back_inserter(out), "{}", static_cast<std::int64_t>(number));
    } else {
        fmt::format_to(std::back_inserter(out), "{}", number);
    }
}

/// Rows of a table in one of the formats, written block by block.
class TableText {
  public:
    TableText(TextFormat format, const WriteText& write, const std::vector<std::string>& columns)
        : format_(format), write_(write) {
        for (const std::string& column : columns) {
            if (format == TextFormat::kCsv) {
                if (&column != &columns.front()) out_ += ',';
                append_csv_field(out_, column);
            } else {
                std::string key = keys_.empty() ? "{" : ",";
                append_json_string(key, column);
                keys_.push_back(key + ':');
            }
        }
        if (format == TextFormat::kCsv) out_ += '\n';
    }

    TableText& add(std::string_view text) {
        begin_cell();
        format_ == TextFormat::kCsv ? append_csv_field(out_, text) : append_json_string(out_, text);
        return *this;
    }
    TableText& add(const std::optional<double>& number) {
        begin_cell();
        if (number) {
            append_number(out_, *number);
        } else if (format_ == TextFormat::kJsonLines) {
            out_ += "null";
        }
        return *this;
    }
    TableText& add(std::uint64_t count) {
        begin_cell();
        fmt::format_to(std::back_inserter(out_), "{}", count);
        return *this;
    }
    TableText& add(const Estimate& estimate) {
        return add(estimate.value).add(estimate.low).add(estimate.high);
    }
    TableText& add_note(const Estimate& estimate) {
        const std::string note = note_of(estimate);
        return note.empty() ? add(std::optional<double>()) : add(note);
    }
    TableText& add(const FactorValue& value) {
        return value.number || value.text.empty() ? add(value.number) : add(value.text);
    }

    void end_row() {
        out_ += format_ == TextFormat::kCsv ? "\n" : "}\n";
        cell_ = 0;
        if (out_.size() >= kBlock) flush();
    }
    void flush() {
        write_(out_);
        out_.clear();
    }

  private:
    void begin_cell() {
        if (format_ == TextFormat::kJsonLines) {
            out_ += keys_.at(cell_);
        } else if (cell_ > 0) {
            out_ += ',';
        }
        ++cell_;
    }

    TextFormat format_;
    const WriteText& write_;
    std::vector<std::string> keys_;  // of the columns, with what goes before them
    std::size_t cell_ = 0;           // of the row
    std::string out_;
};

/// The point and its factors, then `more`.
std::vector<std::string> columns_with(const StoreInfo& info, std::initializer_list<const char*> more) {
    std::vector<std::string> columns = {"point"};
    for (const StoredFactor& factor : info.factors) columns.push_back(factor.name);
    columns.insert(columns.end(), more.begin(), more.end());
    return columns;
}

void add_setting(TableText& table, const StoredPoint& point) {
    table.add(point.point);
    for (const FactorValue& value : point.settings) table.add(value);
}

void export_outcomes(const StoreReader& store, TextFormat format, const WriteText& write) {
    const StoreInfo& info = store.info();
    TableText table(format, write,
                    columns_with(info, {"policy", "campaigns", "failed", "outcome", "unit", "estimate", "low",
                                        "high", "n", "note"}));
    store.each_point([&](const StoredPoint& point) {
        for (std::size_t p = 0; p < point.results.size(); ++p) {
            for (std::size_t o = 0; o < point.estimates[p].size(); ++o) {
                const Estimate& estimate = point.estimates[p][o];
                add_setting(table, point);
                table.add(info.policies[p].name)
                    .add(point.results[p]->campaigns)
                    .add(point.results[p]->failed)
                    .add(info.outcomes[o].name)
                    .add(info.outcomes[o].unit)
                    .add(estimate)
                    .add(estimate.sample_size)
                    .add_note(estimate)
                    .end_row();
            }
        }
    });
    table.flush();
}

void export_points(const StoreReader& store, TextFormat format, const WriteText& write) {
    const StoreInfo& info = store.info();
    std::vector<std::string> columns = columns_with(info, {"policy", "campaigns", "failed"});
    for (const StoredOutcome& outcome : info.outcomes) columns.push_back(outcome.name);
    TableText table(format, write, columns);
    store.each_point([&](const StoredPoint& point) {
        for (std::size_t p = 0; p < point.results.size(); ++p) {
            if (!point.results[p]) continue;
            add_setting(table, point);
            table.add(info.policies[p].name).add(point.results[p]->campaigns).add(point.results[p]->failed);
            for (const Estimate& estimate : point.estimates[p]) table.add(estimate.value);
            table.end_row();
        }
    });
    table.flush();
}

void export_differences(const StoreReader& store, TextFormat format, const WriteText& write) {
    const StoreInfo& info = store.info();
    TableText table(
        format, write,
        columns_with(info, {"policy", "baseline", "outcome", "unit", "estimate", "low", "high", "note"}));
    store.each_point([&](const StoredPoint& point) {
        for (std::size_t p = 0; p < point.differences.size(); ++p) {
            for (std::size_t o = 0; o < point.differences[p].size(); ++o) {
                if (!point.differences[p][o]) continue;
                add_setting(table, point);
                table.add(info.policies[p].name)
                    .add(info.policies.front().name)
                    .add(info.outcomes[o].name)
                    .add(info.outcomes[o].unit)
                    .add(*point.differences[p][o])
                    .add_note(*point.differences[p][o])
                    .end_row();
            }
        }
    });
    table.flush();
}

void export_failures(const StoreReader& store, TextFormat format, const WriteText& write) {
    TableText table(format, write, {"point", "policy", "campaign", "message"});
    store.each_point([&](const StoredPoint& point) {
        for (std::size_t p = 0; p < point.results.size(); ++p) {
            if (!point.results[p]) continue;
            for (const FailedCampaign& failure : point.results[p]->failures) {
                table.add(point.point)
                    .add(store.info().policies[p].name)
                    .add(failure.campaign)
                    .add(failure.message)
                    .end_row();
            }
        }
    });
    table.flush();
}

// The columns of an event as `offramp run` writes them.
void append_event_cells(std::string& out, const ordered_json& event) {
    for (const auto& [key, value] : event.items()) {
        if (!is_column(key)) continue;
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

void append_event_header(std::string& out, const ordered_json& event) {
    out += "point,policy";
    for (const auto& [key, value] : event.items()) {
        if (!is_column(key)) continue;
        out += ',';
        append_csv_field(out, key);
    }
    out += '\n';
}

void export_trajectories(const StoreReader& store, TextFormat format, const WriteText& write) {
    bool has_header = format == TextFormat::kJsonLines;
    std::string out;
    store.each_event([&](const TrajectoryText& of, std::string_view line, const ordered_json& event) {
        const std::string& policy = store.info().policies[of.policy].name;
        if (format == TextFormat::kJsonLines) {
            fmt::format_to(std::back_inserter(out), "{{\"point\":{},\"policy\":", of.point);
            append_json_string(out, policy);
            out += ',';
            out += line.substr(1);
            out += '\n';
        } else {
            if (!has_header) append_event_header(out, event);
            has_header = true;
            fmt::format_to(std::back_inserter(out), "{},", of.point);
            append_csv_field(out, policy);
            append_event_cells(out, event);
        }
        if (out.size() >= kBlock) {
            write(out);
            out.clear();
        }
    });
    write(out);
}

}  // namespace

void export_store(const StoreReader& store, std::string_view what, TextFormat format,
                  const WriteText& write) {
    using Export = void (*)(const StoreReader&, TextFormat, const WriteText&);
    constexpr std::array<Export, std::size(kExports)> kWriters = {
        export_outcomes, export_points, export_differences, export_trajectories, export_failures};
    const auto found = std::ranges::find(kExports, what);
    ensure(found != std::end(kExports), "there is such a table");
    kWriters[static_cast<std::size_t>(found - std::begin(kExports))](store, format, write);
}

}  // namespace offramp
