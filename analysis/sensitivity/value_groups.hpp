// SPDX-License-Identifier: Apache-2.0
// Futures put into a few groups by the value of a factor.
#pragma once

#include <span>
#include <vector>

namespace offramp {

/// The group of each value, from 0 up: one for each different value where there are at most `most` (>= 1) of
/// them; otherwise that many ranges with about equally many values each, equal values together in the range
/// where the middle one of them belongs (so that a group may be empty). Values are not NaN.
std::vector<std::size_t> value_groups(std::span<const double> values, std::size_t most);

}  // namespace offramp
