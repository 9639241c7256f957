// SPDX-License-Identifier: Apache-2.0
// What an event says in a sentence of plain English.
#pragma once

#include <string>

#include "analysis/text_layout.hpp"
#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

struct Sentence {
    std::string text;  ///< empty: the event goes without saying (a regular record of the state)
    Ink ink = Ink::kPlain;
};

/// `record` is the trajectory that holds `event`: an action is told with the probabilities of its
/// alternatives. An event as one side knows it (analysis/play/seat_events.hpp) may leave out its probability
/// (NaN) or its action (label -1); then it is told without.
Sentence narrate(const Event& event, const Trajectory& record, const Names& names);

/// The actor's title, or its name where it has none.
std::string title_of(int actor, const Names& names);

/// For example "terms that move 20 % of the stakes to China", or "a stand-still".
/// @param terms  share of the stakes moved to the caller
std::string terms_text(double terms, int caller, const Names& names);

}  // namespace offramp
