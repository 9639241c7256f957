// SPDX-License-Identifier: Apache-2.0
// How long the crises of a campaign lasted, as counts on a fixed grid that add up over campaigns.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace offramp {

inline constexpr double kDurationStepHours = 6.0;
inline constexpr std::size_t kDurationSteps = 121;  ///< 30 days, and a last step that is open

/// The step that `hours` (>= 0) falls into: step k holds (6 k, 6 (k + 1)] hours. Crises end on whole rounds,
/// and rounding in the clock must not move them over an edge.
inline std::size_t duration_step(double hours) {
    const double steps = std::ceil(hours / kDurationStepHours - 1e-6) - 1.0;
    return static_cast<std::size_t>(std::clamp(steps, 0.0, static_cast<double>(kDurationSteps - 1)));
}

struct CrisisDurations {
    std::array<std::uint16_t, kDurationSteps> resolved{};  ///< crises that ended short of war
    std::int16_t unresolved = -1;  ///< step of the crisis that the war or the horizon cut off; -1: none

    friend bool operator==(const CrisisDurations&, const CrisisDurations&) = default;
};

}  // namespace offramp
