// SPDX-License-Identifier: Apache-2.0
// A side's decisions looked at again: what it did, and what the solved game would have done in its place,
// with what it knew.
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/play/move_worth.hpp"
#include "analysis/play/session.hpp"

namespace offramp {

struct ReviewedDecision {
    SeatQuestion question;
    int done = 0;                  ///< which answer was given
    int solved = 0;                ///< which the solved game gives most often
    std::vector<MoveWorth> worth;  ///< by answer, as of worth_of_moves()

    /// What the solved game's answer was worth more.
    double given_up() const { return worth[at(solved)].value - worth[at(done)].value; }
};

/// All decisions so far, in order; what lies ahead of them is not told yet.
std::vector<ReviewedDecision> review(const PlaySession& session, SolvedCrises& tables);

/// Places of those that gave something up, the dearest first.
std::vector<std::size_t> dearest_first(const std::vector<ReviewedDecision>& decisions);

/// Tells what lay ahead of what was done and of what the solved game would have done.
/// @param rung  as for worth_of_moves()
void look_ahead(ReviewedDecision& decision, SolvedCrises& tables, int rung);

}  // namespace offramp
