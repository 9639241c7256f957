// SPDX-License-Identifier: Apache-2.0
// How large a scenario may be. The compiled model sizes its arrays by the same numbers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace offramp {

inline constexpr int kMaxRungs = 24;
inline constexpr int kTopRung = kMaxRungs - 1;
inline constexpr int kMaxTypes = 8;  ///< resolve types of one actor
inline constexpr int kMaxChannels = 16;
inline constexpr int kMaxActions = 24;
inline constexpr int kMaxMoves = 32;  ///< of one side in a crisis: an action, or a call with terms
inline constexpr int kMaxIncidents = 32;
inline constexpr int kMaxGuardrails = 16;
inline constexpr int kMaxConcessions = 32;
inline constexpr int kMaxContacts = 64;
inline constexpr int kMaxTracks = 16;
inline constexpr int kMaxLevels = 16;               ///< levels of a posture
inline constexpr double kMaxRounds = 1000;          ///< rounds of one crisis
inline constexpr std::size_t kMaxReferences = 64;   ///< names in one list
inline constexpr std::size_t kMaxScript = 1000;     ///< actions of a script
inline constexpr double kMaxTicks = 1e6;            ///< ticks of one campaign
inline constexpr double kMaxMeetings = 1e5;         ///< meetings that the cadence of one contact plans
inline constexpr double kMaxBeliefPoints = 10'000;  ///< pairs of beliefs at which a state is solved
inline constexpr double kMaxContexts = 4096;        ///< solved for one incident
inline constexpr double kMaxPredictor = 100;  ///< sum of effects on a log or logit, features at their worst
inline constexpr std::uint64_t kMaxEvents =
    100'000;                                    ///< of one campaign besides its calendar: incidents, rounds
inline constexpr double kMaxIncidentRate = 60;  ///< an hour, with all features at their worst

}  // namespace offramp
