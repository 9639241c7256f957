// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/json_object.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {

using nlohmann::ordered_json;

JsonObject::JsonObject(const ordered_json& json, std::string where) : json_(&json), where_(std::move(where)) {
    if (!json.is_object()) throw InputError({where_}, "is not a JSON object");
}

bool JsonObject::has(const std::string& key) {
    if (std::ranges::find(asked_, key) == asked_.end()) asked_.push_back(key);
    const auto found = json_->find(key);
    return found != json_->end() && !found->is_null();
}

void JsonObject::refuse(const std::string& key, std::string message, std::string hint) {
    problems_.push_back({{where_ + "." + key}, std::move(message), std::move(hint)});
}

const ordered_json* JsonObject::find(const std::string& key, const char* expected) {
    if (has(key)) return &(*json_)[key];
    refuse(key, "is missing", fmt::format("expected {}", expected));
    return nullptr;
}

std::string JsonObject::text(const std::string& key) {
    const ordered_json* value = find(key, "a text");
    if (value == nullptr) return {};
    if (value->is_string()) return value->get<std::string>();
    refuse(key, "is not a text");
    return {};
}

int JsonObject::name(const std::string& key, std::span<const std::string> known) {
    const ordered_json* value = find(key, "a name");
    if (value == nullptr) return -1;
    const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
    const auto found = std::ranges::find(known, text);
    if (found != known.end()) return static_cast<int>(found - known.begin());
    refuse(key, fmt::format("'{}' is not known", text), name_hint(text, known));
    return -1;
}

double JsonObject::number(const std::string& key, double low, double high) {
    const ordered_json* value = find(key, "a number");
    if (value == nullptr) return low;
    const double number = value->is_number() ? value->get<double>() : low - 1.0;
    if (number >= low && number <= high) return number;
    refuse(key, fmt::format("is not a number from {:g} to {:g}", low, high));
    return low;
}

std::uint64_t JsonObject::count(const std::string& key) {
    const ordered_json* value = find(key, "a whole number from 0");
    if (value == nullptr) return 0;
    if (value->is_number_unsigned()) return value->get<std::uint64_t>();
    refuse(key, "is not a whole number from 0");
    return 0;
}

std::uint64_t JsonObject::count(const std::string& key, std::uint64_t low, std::uint64_t high) {
    const ordered_json* value = find(key, "a whole number");
    if (value == nullptr) return low;
    if (value->is_number_unsigned()) {
        const auto count = value->get<std::uint64_t>();
        if (count >= low && count <= high) return count;
    }
    refuse(key, fmt::format("is not a whole number from {} to {}", low, high));
    return low;
}

std::vector<std::string> JsonObject::texts(const std::string& key) {
    std::vector<std::string> texts;
    for (const ordered_json& item : list(key)) {
        if (item.is_string()) {
            texts.push_back(item.get<std::string>());
        } else {
            refuse(key, "is not a list of texts");
            break;
        }
    }
    return texts;
}

ordered_json JsonObject::list(const std::string& key) {
    const ordered_json* value = find(key, "a list");
    if (value != nullptr && value->is_array()) return *value;
    if (value != nullptr) refuse(key, "is not a list");
    return ordered_json::array();
}

ordered_json JsonObject::value(const std::string& key, const char* expected) {
    const ordered_json* value = find(key, expected);
    return value == nullptr ? ordered_json() : *value;
}

ordered_json JsonObject::any(const std::string& key) {
    return has(key) ? (*json_)[key] : ordered_json();
}

void JsonObject::finish() {
    for (const auto& [key, value] : json_->items()) {
        if (std::ranges::find(asked_, key) == asked_.end())
            refuse(key, "is not asked for here", name_hint(key, asked_));
    }
    if (!problems_.empty()) throw InputError(problems_);
}

}  // namespace offramp
