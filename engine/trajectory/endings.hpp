// SPDX-License-Identifier: Apache-2.0
// How the crises of each kind of incident ended in a campaign, as counts that add up over campaigns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace offramp {

/// How a crisis is over, or not.
enum class Close : std::uint8_t {
    kSettled,           ///< over a channel or by both standing down
    kFirstBackedDown,   ///< the first actor
    kSecondBackedDown,  ///< the second
    kFaded,
    kWar,
    kRunning  ///< at the horizon
};

inline constexpr std::size_t kCloses = 6;
inline constexpr std::size_t kMostKinds = 32;  ///< of incidents

/// Crises of a campaign, by kind of the incident that opened them and by how they closed.
using CrisisEndings = std::array<std::array<std::uint16_t, kCloses>, kMostKinds>;

}  // namespace offramp
