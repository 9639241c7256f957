// SPDX-License-Identifier: Apache-2.0
// What one side knows of what has happened. A record is the whole truth: what each side meant, misread and
// might have done; a side knows less.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/model/model.hpp"
#include "engine/trajectory/event.hpp"

namespace offramp {

/// The events of `record` from position `first` up to `known`, as far as a side knows of them. Left out:
/// that a stand or a signal was misread, the other side's calls that were not answered, and the regular
/// records of the state. Changed: what the other side did is the rung that was seen (label -1), its accidents
/// that pass for intended are intended. Nothing is told of probabilities (NaN), of alternatives, or of where
/// both truly stood (rungs -1).
/// @param known  SeatView::known_events, or the whole record once a campaign is over
std::vector<Event> seen_by(const Model& model, const Trajectory& record, int side, std::size_t first,
                           std::size_t known);

}  // namespace offramp
