// SPDX-License-Identifier: Apache-2.0
// What the calendar brings: ticks, seasons, scripted shocks, planned contacts, ends of terms; the same in
// every campaign.
#pragma once

#include <vector>

#include "engine/model/model.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// Hours within the campaign at which the term of a concession in force ends: increasing, each once.
std::vector<double> term_ends(const Scenario& scenario);

/// Sorted by time, then kind; ends with kEnd.
std::vector<AgendaItem> make_agenda(const Scenario& scenario);

}  // namespace offramp
