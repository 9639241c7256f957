// SPDX-License-Identifier: Apache-2.0
// Reads one map of a YAML tree strictly: what is not taken is an unknown key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
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

    void problem(const Location& where, std::string message, std::string hint = "");
    const Location& where() const { return node_.where; }
    const ConfigNode& node() const { return node_; }

  private:
    const ConfigNode& node_;
    std::string what_;
    std::vector<Diagnostic>& problems_;
    std::vector<std::string> known_;
};

/// The number that `text` writes, if it is a whole one of 64 bits.
std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace offramp
