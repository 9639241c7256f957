// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/map_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

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
    if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
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
    problem(where(key), fmt::format("{}: '{}' is not a whole number from {} on", key, *written, low));
    return std::nullopt;
}

std::optional<bool> MapReader::truth(std::string_view key) {
    const std::optional<std::string> written = text(key);
    if (!written) return std::nullopt;
    Parsed<bool> parsed = parse_truth(*written);
    if (!parsed.value)
        problem(where(key), fmt::format("{}: {}", key, parsed.problem), std::move(parsed.hint));
    return parsed.value;
}

std::optional<std::size_t> MapReader::place(std::span<const std::string> known, const std::string& name,
                                            std::string_view problem, const Location& where) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
    this->problem(where, fmt::format("{} '{}'", problem, name), name_hint(name, known));
    return std::nullopt;
}

bool MapReader::is_first(std::string_view key, std::string_view first, std::string_view second) {
    const std::optional<std::string> written = text(key);
    if (!written || *written == first) return true;
    if (*written == second) return false;
    problem(where(key), fmt::format("{}: unknown value '{}'", key, *written),
            fmt::format("{} or {}", first, second));
    return true;
}

void MapReader::take(const InputError& error) {
    problems_.insert(problems_.end(), error.diagnostics().begin(), error.diagnostics().end());
}

void MapReader::finish() {
    if (!node_.is_map()) return;
    for (const ConfigEntry& entry : node_.entries) {
        if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
        problem(entry.where, fmt::format("unknown key '{}' in {}", entry.key, what_),
                name_hint(entry.key, known_));
    }
}

std::filesystem::path file_beside(const ConfigNode& name) {
    return (std::filesystem::path(name.where.file).parent_path() / name.scalar).lexically_normal();
}

void add_new(std::vector<Diagnostic>& problems, Diagnostic found) {
    if (std::find(problems.begin(), problems.end(), found) == problems.end())
        problems.push_back(std::move(found));
}

void throw_if_any(std::vector<Diagnostic> problems) {
    if (problems.empty()) return;
    std::ranges::stable_sort(problems, {}, [](const Diagnostic& problem) {
        return std::tie(problem.where.file, problem.where.line, problem.where.column);
    });
    throw InputError(std::move(problems));
}

bool has_keys(const std::filesystem::path& file, std::initializer_list<std::string_view> keys) try {
    const ConfigNode root = read_config(file);
    return std::ranges::all_of(keys, [&](std::string_view key) { return root.find(key) != nullptr; });
} catch (const InputError&) {
    return false;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace offramp
