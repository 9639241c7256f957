// SPDX-License-Identifier: Apache-2.0
// A campaign played from outside, written down: what it hangs on, and every decision and injection.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "analysis/play/session.hpp"

namespace offramp {

inline constexpr int kPlayVersion = 1;  ///< of the protocol and of what it saves

nlohmann::ordered_json to_json(const Model& model, const PlayEntry& entry);

/// Throws InputError, at `where`, with every problem: an unknown name comes with the nearest known one.
PlayEntry entry_from(const Model& model, const nlohmann::ordered_json& json, const std::string& where);

nlohmann::ordered_json play_document(const PlaySession& session);

struct SavedPlay {
    PlaySetup setup;
    std::vector<PlayEntry> entries;
};

/// Throws InputError where it is none, is of another version, or of another scenario or policy.
/// @param where  for messages: a file, or the key of a request
SavedPlay play_from(const Model& model, const nlohmann::ordered_json& document, const std::string& where);

/// Names of the sides that are decided for from outside, in the order of the scenario.
std::vector<std::string> seat_names(const Model& model, const Pair<bool>& outside);

/// Throws InputError for an unknown name, or none at all.
Pair<bool> seats_of(const Model& model, const std::vector<std::string>& names, const std::string& where);

}  // namespace offramp
