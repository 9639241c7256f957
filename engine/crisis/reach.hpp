// SPDX-License-Identifier: Apache-2.0
// Where play from a solved crisis comes to.
#pragma once

#include <vector>

#include "engine/crisis/crisis_table.hpp"

namespace offramp {

/// By block of the table: how often a crisis comes to it, between sides of the types believed in at first,
/// once as long as nothing is known of them and once as if they were known; and as if no call settled
/// anything, so that nothing counts too little for want of those that go on.
std::vector<float> reach_of(const CrisisTable& table);

/// The least reach of blocks such that those with less make up at most the share `missed` of all reach.
float least_reach(std::vector<float> reach, double missed);

}  // namespace offramp
