// SPDX-License-Identifier: Apache-2.0
// A campaign told as a story for a terminal.
#pragma once

#include <cstdint>
#include <string>

#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

struct StoryHeading {
    std::string scenario;
    std::string policy;
    std::uint64_t seed = 0;
};

struct StoryStyle {
    int width = 100;      ///< columns, at least 40
    bool colour = false;  ///< ANSI escapes
    bool unicode = true;  ///< false: plots in ASCII
};

/// The heading, an overview by month, and what happened, dated; each crisis with its ladder by round.
std::string tell_story(const Trajectory& record, const Names& names, const StoryHeading& heading,
                       StoryStyle style = {});

}  // namespace offramp
