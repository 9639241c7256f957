// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/event_lines.hpp"

#include <algorithm>

namespace offramp {
namespace {

/// What fits into a field of a table: a name, a number, nothing, or a list of names.
bool is_field(const nlohmann::ordered_json& value) {
    return value.is_string() || value.is_number() || value.is_null() ||
           (value.is_array() &&
            std::ranges::all_of(value, [](const auto& item) { return item.is_string(); }));
}

}  // namespace

bool is_column(std::string_view key) {
    return key != "options";
}

bool EventLines::each(
    std::string_view text,
    const std::function<void(std::string_view line, const nlohmann::ordered_json& event)>& take) {
    std::size_t begin = 0;
    do {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        const auto event = nlohmann::ordered_json::parse(line, nullptr, false);
        if (!fits(line, event)) return false;
        take(line, event);
        begin = end + 1;
    } while (begin < text.size());
    return true;
}

bool EventLines::fits(std::string_view line, const nlohmann::ordered_json& event) {
    // The brace comes first, because whoever passes a line on puts more behind it.
    if (!line.starts_with('{') || !event.is_object()) return false;
    std::vector<std::string> columns;
    for (const auto& [key, value] : event.items()) {
        if (!is_column(key)) continue;
        if (!is_field(value)) return false;
        columns.push_back(key);
    }
    if (columns_.empty()) columns_ = columns;
    return !columns.empty() && columns == columns_;
}

}  // namespace offramp
