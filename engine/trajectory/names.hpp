// SPDX-License-Identifier: Apache-2.0
// The named axes of a trajectory: what the numbers in an event stand for.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"

namespace offramp {

struct Names {
    std::array<std::string, 2> actors;
    std::array<std::string, 2> actor_titles;
    std::vector<std::string> rungs;  ///< from peace to war
    std::vector<std::string> actions;
    std::vector<std::string> incidents;
    std::vector<std::string> channels;
    std::vector<std::string> guardrails;
    std::vector<std::string> concessions;
    std::vector<std::string> contacts;
    std::vector<std::string> tracks;
    std::vector<std::string> shocks;  ///< labels of the timeline's entries
    std::array<std::vector<std::string>, 2> types;
    Date start{};  ///< date of hour 0
};

}  // namespace offramp
