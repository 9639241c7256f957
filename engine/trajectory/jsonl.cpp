// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/jsonl.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "engine/trajectory/calendar.hpp"
#include "engine/trajectory/label.hpp"

namespace offramp {
namespace {

void append_json_name(std::string& out, std::string_view text) {
    if (text.empty()) {
        out += "null";
    } else {
        append_json_string(out, text);
    }
}

void append_json_number(std::string& out, double value) {
    if (std::isfinite(value)) {
        fmt::format_to(std::back_inserter(out), "{}", value);
    } else {
        out += "null";  // JSON has no other word for it
    }
}

void append_json_count(std::string& out, std::int32_t count) {  // -1 stands for none
    if (count >= 0) {
        fmt::format_to(std::back_inserter(out), "{}", count);
    } else {
        out += "null";
    }
}

/// The keys of one scenario, escaped once: `,"rung_us":` and the like.
struct JsonKeys {
    std::array<std::string, 2> rung, trust, belief;

    explicit JsonKeys(const Names& names) {
        for (std::size_t actor = 0; actor < 2; ++actor) {
            const auto key = [&](std::string_view prefix) {
                std::string text = ",";
                append_json_string(text, fmt::format("{}_{}", prefix, names.actors[actor]));
                return text + ':';
            };
            rung[actor] = key("rung");
            trust[actor] = key("trust");
            belief[actor] = key("belief");
        }
    }
};

void append_json_channels(std::string& out, const Event& event, const Names& names) {
    out += ",\"channels\":[";
    bool first = true;
    for (std::size_t k = 0; k < names.channels.size(); ++k) {
        if ((event.channels_open >> k & 1U) == 0) continue;
        if (!first) out += ',';
        first = false;
        append_json_string(out, names.channels[k]);
    }
    out += ']';
}

void append_json_options(std::string& out, std::span<const Option> options, const Names& names) {
    out += ",\"options\":{";
    bool first = true;
    for (const Option& option : options) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, names.actions.at(static_cast<std::size_t>(option.action)));
        out += ':';
        append_json_number(out, option.probability);
    }
    out += '}';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20U) {
                    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

void append_jsonl(std::string& out, const Trajectory& trajectory, const Names& names) {
    const JsonKeys keys(names);
    for (const Event& event : trajectory.events) {
        fmt::format_to(std::back_inserter(out),
                       "{{\"campaign\":{},\"time\":\"{}\",\"hours\":", trajectory.campaign,
                       iso_minute(calendar_time(names.start, event.hours)));
        append_json_number(out, event.hours);
        fmt::format_to(std::back_inserter(out), ",\"kind\":\"{}\",\"actor\":", to_string(event.kind));
        append_json_name(out, event.actor < 0 ? std::string_view{}
                                              : names.actors.at(static_cast<std::size_t>(event.actor)));
        out += ",\"label\":";
        append_json_name(out, label_of(event, names));
        out += ",\"detail\":";
        append_json_name(out, to_string(event.detail));
        out += ",\"crisis\":";
        append_json_count(out, event.crisis);
        out += ",\"round\":";
        append_json_count(out, event.round);
        for (std::size_t actor = 0; actor < 2; ++actor) {
            out += keys.rung[actor];
            fmt::format_to(std::back_inserter(out), "{}", int{event.rungs[actor]});
        }
        out += ",\"tension\":";
        append_json_number(out, event.tension);
        for (std::size_t actor = 0; actor < 2; ++actor) {
            out += keys.trust[actor];
            append_json_number(out, event.trust[actor]);
        }
        for (std::size_t actor = 0; actor < 2; ++actor) {
            out += keys.belief[actor];
            append_json_number(out, event.belief[actor]);
        }
        append_json_channels(out, event, names);
        out += ",\"probability\":";
        append_json_number(out, event.probability);
        out += ",\"amount\":";
        append_json_number(out, event.amount);
        out += ",\"amount2\":";
        append_json_number(out, event.amount2);
        if (event.kind == EventKind::kAction) append_json_options(out, trajectory.options_of(event), names);
        out += "}\n";
    }
}

}  // namespace offramp
