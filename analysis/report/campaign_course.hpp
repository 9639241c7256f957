// SPDX-License-Identifier: Apache-2.0
// A recorded campaign reduced to what charts over time need: where it stood in each step, and how its crises
// went.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/model.hpp"
#include "engine/trajectory/event.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// Equal steps from the start of a campaign to its horizon.
struct StepGrid {
    double step_hours = 0.0;
    std::size_t steps = 0;
};

/// The model's ticks, several to a step where there would be more than `at_most` steps.
StepGrid step_grid(const Model& model, std::size_t at_most = 120);

/// From where to where a crisis went. Rungs are those of the side that stood higher.
struct CrisisPath {
    int opening = 0;
    int peak = 0;
    Detail end = Detail::kCensored;
};

struct CampaignCourse {
    std::uint64_t campaign = 0;
    CampaignSummary summary;
    /// In each step: the highest rung of either side. After a war, which ends a campaign, the top of the
    /// ladder.
    std::vector<std::int8_t> rung;
    // At the end of each step that began before the campaign ended; shorter than `rung` after a war.
    std::vector<double> tension;
    std::vector<std::uint32_t> channels_open;  ///< bit k: channel k
    std::vector<CrisisPath> crises;
};

CampaignCourse course_of(const Trajectory& record, const CampaignSummary& summary, const Model& model,
                         const StepGrid& grid);

}  // namespace offramp
