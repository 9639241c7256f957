// SPDX-License-Identifier: Apache-2.0
// Reads one map of a YAML tree strictly: what is not taken is an unknown key.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/config_node.hpp"

namespace offramp {

/// Problems are gathered, not thrown. What could not be read is empty, or keeps its default.
class MapReader {
  public:
    /// `what`: for messages, "the sweep". A node that is no map is a problem, and reads as an empty one.
    MapReader(const ConfigNode& node, std::string what, std::vector<Diagnostic>& problems);

    /// The value of a key; nullptr where it is missing or null.
    const ConfigNode* take(std::string_view key);
    const ConfigNode* require(std::string_view key, std::string_view meaning);  ///< missing: a problem

    /// A single value, or a list of them (one alone is a list of one).
    std::optional<std::string> text(std::string_view key);
    std::vector<const ConfigNode*> list(std::string_view key);
    /// A whole number from `low` on that fits 64 bits.
    std::optional<std::uint64_t> count(std::string_view key, std::uint64_t low = 0);
    std::optional<bool> truth(std::string_view key);

    /// Every key that was not taken is a problem, with the nearest of those that can be.
    void finish();

    /// The place of `name` among those known; a problem where it has none: "`problem` 'name'", and a hint.
    std::optional<std::size_t> place(std::span<const std::string> known, const std::string& name,
                                     std::string_view problem, const Location& where);
    /// The enumerator that to_string() calls `name`; the same where there is none.
    template <class Enum>
    std::optional<Enum> enumerator(const std::string& name, std::string_view problem, const Location& where) {
        const auto found = place(enumerator_names<Enum>(), name, problem, where);
        return found ? std::optional(static_cast<Enum>(*found)) : std::nullopt;
    }
    /// Which of two words a key has; the first where it is missing or is neither, which is a problem.
    bool is_first(std::string_view key, std::string_view first, std::string_view second);
    /// What another file was refused for.
    void take(const InputError& error);

    void problem(const Location& where, std::string message, std::string hint = "");
    /// Where the value of a key stands that is there.
    const Location& where(std::string_view key) const { return node_.find(key)->value.where; }
    const ConfigNode& node() const { return node_; }

  private:
    const ConfigNode& node_;
    std::string what_;
    std::vector<Diagnostic>& problems_;
    std::vector<std::string> known_;
};

/// The file that a value names, from where the file that the value is in stands.
std::filesystem::path file_beside(const ConfigNode& name);

/// Adds a problem that was not found already.
void add_new(std::vector<Diagnostic>& problems, Diagnostic found);

/// Sorts by file, line and column. Throws InputError if there are any.
void throw_if_any(std::vector<Diagnostic> problems);

/// The problems for which `load` refuses its file; none where it takes it.
template <class Load>
std::vector<Diagnostic> problems_in(const Load& load) try {
    load();
    return {};
} catch (const InputError& error) {
    return error.diagnostics();
}

/// Whether a file is a YAML map that has all these keys.
bool has_keys(const std::filesystem::path& file, std::initializer_list<std::string_view> keys);

/// The number that `text` writes, if it is a whole one of 64 bits.
std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace offramp
