// SPDX-License-Identifier: Apache-2.0
// Counter-based random numbers: a draw is a pure function of what it is for, so that any campaign replays
// alone and nobody's draws shift when something else is added.
#pragma once

#include <array>
#include <cstdint>

namespace offramp {

/// What a draw is for. Two draws with the same key but different purposes are independent.
enum class Stream : std::uint64_t {
    kCandidateCount,  ///< how many candidate incidents fall into a bucket
    kCandidates,      ///< their times and levels
    kSlowState,       ///< noise of tension and pressures
    kThaw,
    kReopening,
    kAdoption,
    kPosture,
    kContact,
    kReadout,
    kGovernment,  ///< which type governs
    kIncident,    ///< what kind of incident it is
    kDecision,
    kCall,
    kAccident,
    kDesign,   ///< points of a sweep, not of a campaign
    kMeeting,  ///< when contacts come that come at random
    kTalk,     ///< who misreads whom in a round of a crisis, and whether terms are accepted
};

/// Four numbers, uniform on the open interval (0, 1), each a multiple of 2^-53 away from 0 and 1.
using Uniforms = std::array<double, 4>;

/// The draws of one campaign (Philox4x64-10: Salmon, Moraes, Dror, Shaw 2011).
class Draws {
  public:
    Draws(std::uint64_t seed, std::uint64_t campaign) : seed_(seed), campaign_(campaign) {}

    /// @param event  identity of the event that asks, for example from name_key() and an occurrence number
    /// @param index  number of the block within the event
    Uniforms uniforms(Stream stream, std::uint64_t event, std::uint64_t index = 0) const;

    /// Four independent standard normal numbers (Box, Muller 1958).
    std::array<double, 4> normals(Stream stream, std::uint64_t event, std::uint64_t index = 0) const;

  private:
    std::uint64_t seed_;
    std::uint64_t campaign_;
};

}  // namespace offramp
