// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/map_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/base/nearest_name.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

MapReader::MapReader(const ConfigNode& node, std::string what, std::vector<Diagnostic>& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
    if (!node.is_map()) {
        problem(node.where,
                fmt::format("{} must be a map of keys and values, not {}", what_, kind_name(node.kind)));
    }
}

void MapReader::problem(const Location& where, std::string message, std::string hint) {
    problems_.push_back({where, std::move(message), std::move(hint)});
}

const ConfigNode* MapReader::take(std::string_view key) {
    known_.emplace_back(key);
    const ConfigEntry* entry = node_.is_map() ? node_.find(key) : nullptr;
    return entry == nullptr || entry->value.is_null() ? nullptr : &entry->value;
}

const ConfigNode* MapReader::require(std::string_view key, std::string_view meaning) {
    const ConfigNode* found = take(key);
    if (found == nullptr && node_.is_map())
        problem(node_.where, fmt::format("the key '{}' is missing", key), std::string(meaning));
    return found;
}

std::optional<std::string> MapReader::text(std::string_view key) {
    const ConfigNode* value = take(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_scalar()) return value->scalar;
    problem(value->where, fmt::format("'{}' must be a single value, not {}", key, kind_name(value->kind)));
    return std::nullopt;
}

std::vector<const ConfigNode*> MapReader::list(std::string_view key) {
    std::vector<const ConfigNode*> items;
    const ConfigNode* value = take(key);
    if (value == nullptr) return items;
    if (value->is_scalar()) return {value};
    if (!value->is_sequence()) {
        problem(value->where, fmt::format("'{}' must be a list, not {}", key, kind_name(value->kind)));
        return items;
    }
    for (const ConfigNode& item : value->items) {
        if (item.is_scalar()) {
            items.push_back(&item);
        } else {
            problem(item.where,
                    fmt::format("an item of '{}' must be a single value, not {}", key, kind_name(item.kind)));
        }
    }
    return items;
}

std::optional<std::uint64_t> MapReader::count(std::string_view key, std::uint64_t low) {
    const std::optional<std::string> written = text(key);
    if (!written) return std::nullopt;
    const std::optional<std::uint64_t> number = whole_number(*written);
    if (number && *number >= low) return number;
    problem(node_.find(key)->value.where,
            fmt::format("{}: '{}' is not a whole number from {} on", key, *written, low));
    return std::nullopt;
}

std::optional<bool> MapReader::truth(std::string_view key) {
    const std::optional<std::string> written = text(key);
    if (!written) return std::nullopt;
    Parsed<bool> parsed = parse_truth(*written);
    if (!parsed.value)
        problem(node_.find(key)->value.where, fmt::format("{}: {}", key, parsed.problem),
                std::move(parsed.hint));
    return parsed.value;
}

void MapReader::finish() {
    if (!node_.is_map()) return;
    for (const ConfigEntry& entry : node_.entries) {
        if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
        problem(entry.where, fmt::format("unknown key '{}' in {}", entry.key, what_),
                name_hint(entry.key, known_));
    }
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace offramp
