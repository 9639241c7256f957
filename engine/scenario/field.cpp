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

std::string_view to_string(Names kind) {
    switch (kind) {
        case Names::kNone:
            return "name";
        case Names::kActor:
            return "actor";
        case Names::kType:
            return "resolve type";
        case Names::kIssue:
            return "issue";
        case Names::kChannel:
            return "channel";
        case Names::kAction:
            return "action";
        case Names::kIncident:
            return "incident";
        case Names::kGuardrail:
            return "guardrail";
        case Names::kContact:
            return "contact";
        case Names::kTrack:
            return "track";
        case Names::kFeature:
            return "feature";
        case Names::kOutcome:
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

std::string_view article(Names kind) {
    return std::string_view("aio").find(to_string(kind).front()) == std::string_view::npos ? "a" : "an";
}

std::string too_many_problems() {
    return std::to_string(kMaxDiagnostics) + " problems found; the search stopped here";
}

}  // namespace offramp
