// SPDX-License-Identifier: Apache-2.0
// Which way of an outcome is the better one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace offramp {

enum class Better : std::uint8_t { kHigher, kLower };

/// For example lower for "p_war" and higher for "value_us". Empty for outcomes that are neither by
/// themselves, as presence or who backs down.
std::optional<Better> better_direction(std::string_view outcome);

}  // namespace offramp
