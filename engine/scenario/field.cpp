// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/field.hpp"

#include <algorithm>

#include "engine/base/enumerator_names.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

std::string to_string(const Range& range) {
    if (range.low == kAny.low && range.high == kAny.high) return "";
    return range.without_low
               ? "above " + format_number(range.low) + " and at most " + format_number(range.high)
               : "between " + format_number(range.low) + " and " + format_number(range.high);
}

std::string_view to_string(NameKind kind) {
    constexpr std::string_view kNames[] = {"name",       "actor",    "resolve type", "issue",   "channel",
                                           "action",     "incident", "guardrail",    "contact", "track",
                                           "concession", "feature",  "outcome"};
    return name_in(kNames, kind);
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
