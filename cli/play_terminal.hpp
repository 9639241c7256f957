// SPDX-License-Identifier: Apache-2.0
// A person at a terminal plays one side, or both in turn.
#pragma once

#include <memory>
#include <string>

#include "analysis/play/session.hpp"
#include "analysis/story.hpp"

namespace offramp::cli {

struct TerminalPlay {
    std::string save;  ///< file that every decision is saved to; empty: none
    int rung = 1;      ///< that odds are told of
    StoryStyle style;
};

/// Returns the exit code. Whatever is typed, the game goes on until it is left.
int play_in_terminal(PlaySession& session, const std::shared_ptr<TableLibrary>& tables,
                     const TerminalPlay& how);

}  // namespace offramp::cli
