// SPDX-License-Identifier: Apache-2.0
// A campaign in play as a person at a terminal sees it from one side.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/play/review.hpp"
#include "analysis/play/session.hpp"
#include "analysis/story.hpp"

namespace offramp::cli {

/// Who plays what, and how to get help.
std::string welcome_text(const PlaySession& session, int width);

/// What has happened since the side was asked last, the ladder so far, what it knows, and its options by
/// number; once the campaign is over, how it ended.
std::string situation_text(const PlaySession& session, StoryStyle style);

/// All that the side knows of what has happened.
std::string history_text(const PlaySession& session, StoryStyle style);

std::string odds_text(const Model& model, const SeatQuestion& question, const std::vector<MoveWorth>& worth,
                      int rung, bool colour);

struct ReviewShown {
    std::size_t decisions = 0;
    std::size_t costly = 0;  ///< of them, those that gave something up
    std::vector<ReviewedDecision> dearest;
};

/// The decisions that gave up most, against what the solved game would have done.
/// @param rung  up to which what lies ahead was told
std::string review_text(const Model& model, const ReviewShown& review, int rung, int width);

}  // namespace offramp::cli
