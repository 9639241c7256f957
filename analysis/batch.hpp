// Runs a range of campaigns on several threads. The result does not depend on how many, or on their timing.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "analysis/outcome_totals.hpp"
#include "engine/trajectory/event.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// Simulates one campaign; records it where `record` is not null. Used by one thread at a time.
using CampaignRunner = std::function<CampaignSummary(std::uint64_t campaign, Trajectory* record)>;

/// Makes the runner of one thread (typically one that owns a Simulator). Called from several threads at once.
using MakeRunner = std::function<CampaignRunner()>;

/// Where trajectories go: those of the first `count` campaigns of the range, in order, from one writer.
struct TrajectoryOutput {
    std::uint64_t count = 0;
    std::function<void(std::string& out, const Trajectory&)>
        format;                                        ///< appends; called from several threads
    std::function<void(std::string_view text)> write;  ///< called in campaign order, never twice at once
};

struct BatchOptions {
    std::uint64_t first = 0;  ///< number of the first campaign
    std::uint64_t count = 0;  ///< how many
    int threads = 1;
    std::stop_token cancel = {};  ///< when stopped, what is running is finished and nothing more is started
    std::function<void(std::uint64_t done)> progress = {};  ///< called after each chunk, never twice at once
    TrajectoryOutput trajectories = {};
};

struct BatchResult {
    OutcomeTotals totals;
    std::uint64_t done = 0;  ///< the first `done` campaigns of the range, failed ones included
    bool complete = false;   ///< false: cancelled
};

/// A campaign whose runner throws is recorded in the totals as failed, and leaves no trajectory. What the
/// writer throws ends the batch and comes out of this function. `war_rung`: the ladder's top.
BatchResult run_batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options);

}  // namespace offramp
