// SPDX-License-Identifier: Apache-2.0
// What the calendar brings: ticks, seasons, scripted shocks, planned contacts; the same in every campaign.
#pragma once

#include <vector>

#include "engine/model/model.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// Sorted by time, then kind; ends with kEnd.
std::vector<AgendaItem> make_agenda(const Scenario& scenario);

}  // namespace offramp
