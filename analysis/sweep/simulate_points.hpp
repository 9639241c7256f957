// SPDX-License-Identifier: Apache-2.0
// Simulates points of a sweep, whatever becomes of the results.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/store/point_result.hpp"
#include "analysis/sweep/sweep.hpp"

namespace offramp {

struct SweepProgress {
    std::uint64_t campaigns = 0;  ///< simulated since the start, of all points and policies
    std::uint64_t campaigns_wanted = 0;
    std::uint64_t points = 0;  ///< simulated, those of earlier runs included
    std::uint64_t points_wanted = 0;
    /// Of each policy: the headline outcome averaged over the points simulated since the start.
    std::vector<std::optional<double>> headline;
};

struct SimulationOptions {
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(const SweepProgress&)> progress = {};  ///< never twice at once
    std::uint64_t points_before = 0;                          ///< for the progress
};

/// The values of the factors at a point.
using SettingsAt = std::function<std::vector<FactorValue>(std::uint64_t point)>;

/// What becomes of a result: called in the order of the points, never twice at once.
using TakeItem = std::function<void(PointItem)>;

/// The same campaign numbers, and so the same worlds, under every policy and at every point, or every point
/// of a block (campaign_set()). The results depend on the sweep alone, not on the threads. What was begun
/// when it was cancelled, and is not whole, is not taken.
void simulate_points(const Sweep& sweep, const std::vector<std::uint64_t>& points, const SettingsAt& settings,
                     const SimulationOptions& options, const TakeItem& take);

/// The outcome that progress shows.
std::string headline_of(const Sweep& sweep);

}  // namespace offramp
