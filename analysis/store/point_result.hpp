// SPDX-License-Identifier: Apache-2.0
// What simulating a point gives, for a store to keep.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outcome_totals.hpp"
#include "analysis/sweep/factor.hpp"

namespace offramp {

struct PolicyResult {
    std::size_t policy = 0;
    std::string hash;  ///< of the scenario with policy and factors
    OutcomeTotals totals;
    std::vector<Estimate> estimates;  ///< of the outcomes that the sweep keeps
};

struct PolicyDifference {
    std::size_t policy = 0;
    std::size_t outcome = 0;  ///< place among those that the sweep keeps
    Estimate difference;      ///< from the first policy
};

struct PointResult {
    std::uint64_t point = 0;
    std::vector<FactorValue> settings;
    std::vector<PolicyResult> policies;
    std::vector<PolicyDifference> differences;
};

struct TrajectoryText {
    std::uint64_t point = 0;
    std::size_t policy = 0;
    std::uint64_t campaign = 0;
    std::string events;  ///< JSON lines
};

std::int64_t trajectory_checksum(const TrajectoryText& trajectory);  ///< of all its members

/// Trajectories of a point come before its result.
using PointItem = std::variant<PointResult, TrajectoryText>;

}  // namespace offramp
