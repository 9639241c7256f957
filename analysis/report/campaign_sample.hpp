// SPDX-License-Identifier: Apache-2.0
// The same campaigns simulated again under every policy, each reduced to its course.
#pragma once

#include <span>
#include <vector>

#include "analysis/batch.hpp"
#include "analysis/report/campaign_course.hpp"
#include "engine/model/model.hpp"

namespace offramp {

struct CampaignSample {
    StepGrid grid;
    /// By policy, then by campaign. Campaigns that fail under one policy are left out under all.
    std::vector<std::vector<CampaignCourse>> courses;
    bool complete = false;  ///< false: cancelled
};

/// `models` and `runners` of each policy, the baseline first; their horizons are the same. The result does
/// not depend on the number of threads.
CampaignSample sample_campaigns(std::span<const Model* const> models, std::span<const MakeRunner> runners,
                                const BatchOptions& options);

}  // namespace offramp
