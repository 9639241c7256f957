// SPDX-License-Identifier: Apache-2.0
// The events of kept trajectories as a store holds them, which others may have written.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offramp {

/// Whether a key of an event is a column of tables; the strategy behind an action stands in JSON only.
bool is_column(std::string_view key);

/// Reads texts of events, one a line, as append_jsonl() writes them.
class EventLines {
  public:
    /// Calls take(line, event) for each line. False, and no more is taken, where one is no event with the
    /// columns of those before it, in this text or another.
    bool each(std::string_view text,
              const std::function<void(std::string_view line, const nlohmann::ordered_json& event)>& take);

  private:
    bool fits(std::string_view line, const nlohmann::ordered_json& event);

    std::vector<std::string> columns_;
};

}  // namespace offramp
