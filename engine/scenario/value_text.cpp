// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace offramp {

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string name_text(std::string_view name) {
    // In any case: https://yaml.org/type/bool.html and null.html.
    constexpr std::array<std::string_view, 10> kOtherwiseRead = {"y",     "n",  "yes", "no",   "true",
                                                                 "false", "on", "off", "null", "~"};
    std::string lower(name);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    const bool misread =
        std::find(kOtherwiseRead.begin(), kOtherwiseRead.end(), lower) != kOtherwiseRead.end();
    return misread ? in_quotes(name) : std::string(name);
}

void append_pair(std::string& items, std::string_view key, const std::string& value) {
    items += fmt::format("{}{}: {}", items.empty() ? "" : ", ", name_text(key), value);
}

std::string value_text(const std::vector<Weight>& weights) {
    std::string items;
    for (const Weight& weight : weights) append_pair(items, weight.name, value_text(weight.value));
    return "{" + items + "}";
}

std::string value_text(const std::vector<DatedValue>& settings) {
    std::string items;
    for (const DatedValue& setting : settings)
        append_pair(items, in_quotes(setting.path), in_quotes(setting.value));
    return "{" + items + "}";
}

}  // namespace offramp
