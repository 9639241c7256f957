// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/field.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

std::string to_string(const Range& range) {
    if (std::isfinite(range.high)) {
        return range.without_low
                   ? "above " + format_number(range.low) + " and at most " + format_number(range.high)
                   : "between " + format_number(range.low) + " and " + format_number(range.high);
    }
    if (!std::isfinite(range.low)) return "";
    return (range.without_low ? "above " : "at least ") + format_number(range.low);
}

std::string_view to_string(NameKind kind) {
    switch (kind) {
        case NameKind::kNone:
            return "name";
        case NameKind::kActor:
            return "actor";
        case NameKind::kType:
            return "resolve type";
        case NameKind::kIssue:
            return "issue";
        case NameKind::kChannel:
            return "channel";
        case NameKind::kAction:
            return "action";
        case NameKind::kIncident:
            return "incident";
        case NameKind::kGuardrail:
            return "guardrail";
        case NameKind::kContact:
            return "contact";
        case NameKind::kConcession:
            return "concession";
        case NameKind::kTrack:
            return "track";
        case NameKind::kFeature:
            return "feature";

        case NameKind::kOutcome:
            return "outcome";
    }
    throw InternalError("unknown kind of name");
}

bool is_name(std::string_view text) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && text != "null" && text.size() <= 64 && lower(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

std::string_view article(NameKind kind) {
    return std::string_view("aio").find(to_string(kind).front()) == std::string_view::npos ? "a" : "an";
}

std::string too_many_problems() {
    return std::to_string(kMaxDiagnostics) + " problems found; the search stopped here";
}

}  // namespace offramp
