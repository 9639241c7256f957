// SPDX-License-Identifier: Apache-2.0
// Campaigns of the small scenario of the program's tests under two policies, for what a report makes of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/report/campaign_sample.hpp"

namespace offramp::testing {

struct Sampled {
    Experiment experiment;
    std::vector<const Model*> models;
    std::vector<MakeRunner> runners;
    CampaignSample sample;

    explicit Sampled(std::uint64_t campaigns, int threads = 2)
        : experiment(load_experiment(OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml",
                                     std::vector<std::string>{"noisy", "steady"})) {
        for (const PolicyCase& policy : experiment.cases) {
            models.push_back(&policy.model);
            runners.push_back(simulators_of(policy.model, 7));
        }
        sample = sample_campaigns(models, runners, {.count = campaigns, .threads = threads});
    }
    Sampled(const Sampled&) = delete;
    Sampled& operator=(const Sampled&) = delete;
};

}  // namespace offramp::testing
