// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/point_result.hpp"

#include <fmt/format.h>

#include "engine/base/hash.hpp"

namespace offramp {

std::int64_t trajectory_checksum(const TrajectoryText& trajectory) {
    const std::string key = fmt::format("{} {} {}", trajectory.point, trajectory.policy, trajectory.campaign);
    return static_cast<std::int64_t>(checksum(trajectory.events, checksum(key)));
}

}  // namespace offramp
