// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/csv.hpp"

#include <fmt/format.h>

#include <iterator>

#include "engine/trajectory/calendar.hpp"
#include "engine/trajectory/label.hpp"

namespace offramp {
namespace {

std::string open_channels(const Event& event, const Names& names) {
    std::string joined;
    for (std::size_t k = 0; k < names.channels.size(); ++k) {
        if ((event.channels_open >> k & 1U) == 0) continue;
        if (!joined.empty()) joined += '|';
        joined += names.channels[k];
    }
    return joined;
}

void append_csv_count(std::string& out, std::int32_t count) {  // -1 stands for none
    out += ',';
    if (count >= 0) fmt::format_to(std::back_inserter(out), "{}", count);
}

}  // namespace

void append_csv_field(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

std::string csv_header(const Names& names) {
    std::string out = "campaign,time,hours,kind,actor,label,detail,crisis,round";
    const auto per_actor = [&](std::string_view prefix) {
        for (const std::string& actor : names.actors) {
            out += ',';
            append_csv_field(out, fmt::format("{}_{}", prefix, actor));
        }
    };
    per_actor("rung");
    out += ",tension";
    per_actor("trust");
    per_actor("belief");
    out += ",channels,probability,amount,amount2\n";
    return out;
}

void append_csv(std::string& out, const Trajectory& trajectory, const Names& names) {
    for (const Event& event : trajectory.events) {
        fmt::format_to(std::back_inserter(out), "{},{},{},{},", trajectory.campaign,
                       iso_minute(calendar_time(names.start, event.hours)), event.hours,
                       to_string(event.kind));
        if (event.actor >= 0) append_csv_field(out, names.actors.at(static_cast<std::size_t>(event.actor)));
        out += ',';
        append_csv_field(out, label_of(event, names));
        out += ',';
        out += to_string(event.detail);
        append_csv_count(out, event.crisis);
        append_csv_count(out, event.round);
        fmt::format_to(std::back_inserter(out), ",{},{},{},{},{},{},{},", int{event.rungs[0]},
                       int{event.rungs[1]}, event.tension, event.trust[0], event.trust[1], event.belief[0],
                       event.belief[1]);
        append_csv_field(out, open_channels(event, names));
        fmt::format_to(std::back_inserter(out), ",{},{},{}\n", event.probability, event.amount,
                       event.amount2);
    }
}

}  // namespace offramp
