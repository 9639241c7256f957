// SPDX-License-Identifier: Apache-2.0
// Where play from a solved crisis comes to.
#pragma once

#include <vector>

#include "engine/crisis/crisis_table.hpp"

namespace offramp {

/// By block of the table: probability that a crisis comes to it, between sides of the types believed in at
/// first and as if no call settled anything, so that none is too low for want of those that go on.
std::vector<float> reach_of(const CrisisTable& table);

}  // namespace offramp
