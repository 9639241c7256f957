// SPDX-License-Identifier: Apache-2.0
// Crises as reference campaigns open them, and what their rounds ask of the machine at the least.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/sim/world.hpp"

namespace offramp {

struct Opening {
    int type = 0;  ///< incident type
    int provoker = 0;
    std::uint64_t key = 0;  ///< of its draws
    double tension = 0.0;
};

/// What one round cannot do without, counted while it is played.
struct RoundNeeds {
    int responses = 0;    ///< of both sides to each other, until the fixed point is reached
    Pair<int> courses{};  ///< of each actor
    Pair<int> types{};
    int accidents = 0;  ///< pairs of rungs to which the courses lead, each with a probability of an accident
    int blocks = 0;     ///< of four random numbers
};

/// The crises that the first `campaigns` campaigns of the reference scenario open.
std::vector<Opening> reference_openings(int campaigns);

/// Puts the world at the start of a campaign and opens the crisis in it.
void open(World& world, const Opening& opening);

/// What each round of these crises needs.
std::vector<RoundNeeds> count_needs(World& world, const std::vector<Opening>& openings);

/// Rounds as they stand before they are played.
struct OpenRound {
    CrisisContext context;
    CrisisState state;
};
std::vector<OpenRound> open_rounds(World& world, const std::vector<Opening>& openings, std::size_t most);

}  // namespace offramp
