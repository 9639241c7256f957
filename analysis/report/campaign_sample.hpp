// The same campaigns simulated again under every policy, each reduced to its course.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "analysis/batch.hpp"
#include "analysis/report/campaign_course.hpp"
#include "engine/model/model.hpp"

namespace offramp {

struct SampleOptions {
    std::uint64_t campaigns = 0;  ///< the first so many
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done)> progress = {};
};

struct CampaignSample {
    StepGrid grid;
    /// By policy, then by campaign. Campaigns that fail under one policy are left out under all.
    std::vector<std::vector<CampaignCourse>> courses;
    bool complete = false;  ///< false: cancelled
};

/// `models` and `runners` of each policy, the baseline first; their horizons are the same. The result does
/// not depend on the number of threads.
CampaignSample sample_campaigns(std::span<const Model* const> models, std::span<const MakeRunner> runners,
                                const SampleOptions& options);

}  // namespace offramp
