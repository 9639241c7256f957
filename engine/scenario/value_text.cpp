// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/value_text.hpp"

#include <fmt/format.h>

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

void append_pair(std::string& items, std::string_view key, const std::string& value) {
    items += fmt::format("{}{}: {}", items.empty() ? "" : ", ", key, value);
}

std::string value_text(const std::vector<Weight>& weights) {
    std::string items;
    for (const Weight& weight : weights) append_pair(items, weight.name, value_text(weight.value));
    return "{" + items + "}";
}

}  // namespace offramp
