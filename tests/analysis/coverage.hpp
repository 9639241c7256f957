// SPDX-License-Identifier: Apache-2.0
// How often intervals hold what they are about: batches drawn from a large pool of campaigns, whose own
// numbers are the truth.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/outcomes.hpp"
#include "engine/trajectory/names.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp::testing {

/// Campaigns, each under a baseline and a policy.
struct CampaignPool {
    std::vector<std::vector<CampaignSummary>> campaigns;
    std::vector<std::string> policies;
    Names names;
    int war_rung = 1;
};

/// Simulates `count` campaigns under two policies beside the scenario, the baseline first.
CampaignPool simulate_pool(const std::filesystem::path& scenario, const std::vector<std::string>& policies,
                           std::uint64_t count, int threads);

/// Of intervals of one kind, over the batches.
struct Coverage {
    std::uint64_t batches = 0;
    std::uint64_t none = 0;    ///< had no interval
    std::uint64_t missed = 0;  ///< had one that does not hold the truth

    /// Share of the batches whose interval, if there is one, holds the truth.
    double share() const { return 1.0 - static_cast<double>(missed) / static_cast<double>(batches); }
    void merge(const Coverage& other);
};

struct OutcomeCoverage {
    std::string name;
    Coverage baseline;
    Coverage policy;
    Coverage difference;  ///< nothing for what is not compared
};

struct PoolCoverage {
    std::vector<OutcomeCoverage> outcomes;
    Coverage together;  ///< of all simultaneous intervals of a batch

    void merge(const PoolCoverage& other);
};

/// Draws batches of `campaigns` from the pool, with replacement. The same for any number of threads.
PoolCoverage coverage_in(const CampaignPool& pool, std::uint64_t campaigns, std::uint64_t batches,
                         int threads);

}  // namespace offramp::testing
