// SPDX-License-Identifier: Apache-2.0
// Runs a sweep into its store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "analysis/store/store_writer.hpp"
#include "analysis/sweep/simulate_points.hpp"

namespace offramp {

struct SweepOptions {
    int threads = 1;
    Shard shard = {};
    std::stop_token cancel = {};
    std::function<void(const SweepProgress&)> progress = {};  ///< never twice at once
    CheckProgress checking = {};                              ///< of the points, before anything runs
};

struct SweepRun {
    std::uint64_t points_wanted = 0;  ///< of the shard
    std::uint64_t points_stored = 0;  ///< of those, committed
    std::uint64_t points_before = 0;  ///< of those, from earlier runs
    bool begun = false;  ///< false: cancelled while the points were checked; the store was not touched
    bool complete() const { return begun && points_stored == points_wanted; }
};

/// Simulates the points that the store does not hold yet, as simulate_points() does. What the store ends up
/// with depends on the sweep alone: not on the threads, and not on how often it was stopped. Throws
/// InputError before anything runs or is written where a point is no valid scenario or the store is
/// another's, RuntimeFailure where the store fails; the points that were committed until then are kept.
SweepRun run_sweep(const Sweep& sweep, const std::filesystem::path& store, const SweepOptions& options);

}  // namespace offramp
