// SPDX-License-Identifier: Apache-2.0
// Trajectories as JSON lines: an object for each event.
#pragma once

#include <string>
#include <string_view>

#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

/// Appends an object for each event, with the CSV columns as keys. Channels are a list; what an event does
/// not have is null; an action adds "options": {action: probability}, the actor's strategy.
void append_jsonl(std::string& out, const Trajectory& trajectory, const Names& names);

/// Appends `text` as a JSON string, quotes included. `text` is UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace offramp
