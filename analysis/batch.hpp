// SPDX-License-Identifier: Apache-2.0
// Runs a range of campaigns on several threads and sums their outcomes.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "analysis/chunks.hpp"
#include "analysis/outcome_totals.hpp"
#include "engine/trajectory/event.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// Simulates one campaign; records it where `record` is not null. Used by one thread at a time.
using CampaignRunner = std::function<CampaignSummary(std::uint64_t campaign, Trajectory* record)>;

/// Makes the runner of one thread (typically one that owns a Simulator). Called from several threads at once.
using MakeRunner = std::function<CampaignRunner()>;

/// One thread's runner: made when it is first wanted, and anew after a campaign that threw.
class CampaignWorker {
  public:
    explicit CampaignWorker(const MakeRunner& make) : make_(&make) {}

    CampaignSummary run(std::uint64_t campaign, Trajectory* record);

  private:
    const MakeRunner* make_;
    CampaignRunner run_;
};

/// How `simulate()` failed, if it threw. What the machine lacks is no failure of the campaign: std::bad_alloc
/// and std::system_error go on.
template <class Simulate>
std::optional<FailedCampaign> failure_of(std::uint64_t campaign, Simulate simulate) {
    try {
        simulate();
        return std::nullopt;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::system_error&) {
        throw;
    } catch (const std::exception& error) {
        return FailedCampaign{campaign, error.what()};
    } catch (...) {
        return FailedCampaign{campaign, "unknown error"};
    }
}

/// Where trajectories go: those of the first `count` campaigns of the range, in order, from one writer.
struct TrajectoryOutput {
    std::uint64_t count = 0;
    std::function<void(std::string& out, const Trajectory&)>
        format;                                        ///< appends; called from several threads
    std::function<void(std::string_view text)> write;  ///< called in campaign order, never twice at once
};

/// A campaign whose runner throws is recorded in the totals as failed, and leaves no trajectory. What the
/// writer throws ends the batch and comes out of this function. `war_rung`: the ladder's top.
BatchResult<OutcomeTotals> run_batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options,
                                     const TrajectoryOutput& trajectories = {});

}  // namespace offramp
