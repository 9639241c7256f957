// SPDX-License-Identifier: Apache-2.0
// A YAML document as a tree whose every node knows where it was written. Knows nothing about scenarios.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"

namespace offramp {

struct ConfigEntry;

/// A scalar, sequence, map or nothing (null). Scalars are kept as text: what they mean depends on where they
/// stand.
struct ConfigNode {
    enum class Kind { kNull, kScalar, kSequence, kMap };
    Kind kind = Kind::kNull;
    Location where;
    std::string scalar;
    std::vector<ConfigNode> items;     ///< of a sequence
    std::vector<ConfigEntry> entries;  ///< of a map, in the order of the file; keys are unique
    std::vector<ConfigNode>
        beneath;  ///< the single value over which a map was laid, if it was (merge_config)

    bool is_null() const { return kind == Kind::kNull; }
    bool is_scalar() const { return kind == Kind::kScalar; }
    bool is_sequence() const { return kind == Kind::kSequence; }
    bool is_map() const { return kind == Kind::kMap; }

    /// The entry of a map with this key, or nullptr.
    const ConfigEntry* find(std::string_view key) const;
};

struct ConfigEntry {
    std::string key;
    Location where;  ///< of the key
    ConfigNode value;
};

/// "a map", "a list", "text", "nothing".
std::string_view kind_name(ConfigNode::Kind kind);

/// No input may exhaust the machine.
inline constexpr std::size_t kMaxConfigBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxConfigNodes = 200'000;
inline constexpr std::size_t kMaxConfigDepth = 64;

/// What the files of one scenario may still take, all of them together.
struct ReadingBudget {
    std::size_t bytes = kMaxConfigBytes;
    std::size_t nodes = kMaxConfigNodes;
};

/// The bytes of a regular file of at most kMaxConfigBytes. Throws InputError located at `from` if the
/// file was named somewhere, at the file otherwise.
std::string read_text_file(const std::filesystem::path& file, const Location& from = {});

/// Reads one YAML document whose top level is a map. Throws InputError for text that is not UTF-8, broken
/// YAML, duplicate keys, anchors, aliases, tags, tabs as indentation, several documents, or an exhausted
/// budget.
ConfigNode parse_config(std::string_view text, const std::string& file_name, ReadingBudget& budget);

/// The same of a file that is read by itself, with a budget of its own. Throws InputError also where it
/// cannot be read.
ConfigNode read_config(const std::filesystem::path& file);

}  // namespace offramp
