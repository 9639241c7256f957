// SPDX-License-Identifier: Apache-2.0
// JSON that others may have written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace offramp {

/// Throws InputError, at its line and column in `file`, for a text that is no JSON, or nested deeper than any
/// record of ours.
nlohmann::ordered_json parse_json(std::string_view text, const std::string& file);

/// Throws InputError at the first value that is not of the shape, which is JSON itself: a text or truth value
/// stands for any of that kind, 1 for a number, 0 for a number or null, a list of one item for a list of such
/// items, an object for one that has at least these keys. `json` was parsed from `text`.
void require_shape(const nlohmann::ordered_json& json, const nlohmann::ordered_json& shape,
                   std::string_view text, const std::string& file);

}  // namespace offramp
