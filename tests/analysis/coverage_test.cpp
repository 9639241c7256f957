// SPDX-License-Identifier: Apache-2.0
#include "tests/analysis/coverage.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace offramp::testing;

namespace {

/// What may be covered less than 93 %, by chance, in so many batches.
double least(std::uint64_t batches) {
    return 0.93 - 4 * std::sqrt(0.93 * 0.07 / static_cast<double>(batches));
}

}  // namespace

TEST_CASE("intervals of few campaigns cover, for every outcome, or there is none", "[long]") {
    const CampaignPool pool =
        simulate_pool(OFFRAMP_SOURCE_DIR "/tests/analysis/freezes.yaml", {"free", "restrained"}, 4000, 2);
    constexpr std::uint64_t kBatches = 150;
    for (const std::uint64_t campaigns : {20U, 50U, 200U}) {
        const PoolCoverage coverage = coverage_in(pool, campaigns, kBatches, 2);
        for (const OutcomeCoverage& outcome : coverage.outcomes) {
            INFO(outcome.name << " in " << campaigns << " campaigns");
            CHECK(outcome.baseline.share() >= least(kBatches));
            CHECK(outcome.policy.share() >= least(kBatches));
            CHECK(outcome.difference.share() >= least(kBatches));
            // The interval is there where the outcome has a range, or varies in most campaigns.
            if (outcome.name == "days_with_frozen_channel_per_year" ||
                outcome.name == "hours_to_deescalation")
                CHECK(outcome.baseline.none == 0);
        }
        CHECK(coverage.together.share() >= least(kBatches));
    }
}
