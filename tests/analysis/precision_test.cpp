// SPDX-License-Identifier: Apache-2.0
#include "analysis/precision.hpp"

#include <cmath>
#include <vector>

#include "analysis/paired_interval.hpp"
#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

double half_width_of(const Estimate& estimate) {
    return 0.5 * (*estimate.high - *estimate.low);
}

constexpr int kExperiments = 2000;

/// Below 95 % by no more than chance brings.
void check_coverage(int covered) {
    CHECK(covered / double{kExperiments} >= 0.95 - 4 * std::sqrt(0.95 * 0.05 / kExperiments));
}

void check_paired_proportions(double p10, double p01, double wanted) {
    const double truth = p10 - p01;
    const double needed = (p10 + p01 - truth * truth) * std::pow(kNormal975 / wanted, 2);
    int covered = 0;
    double campaigns = 0.0;
    for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
        DiscordantPairs pairs;
        const PrecisionRun run = run_to_precision(wanted, 1'000'000, [&](std::uint64_t count) {
            for (const std::uint64_t end = pairs.campaigns + count; pairs.campaigns < end;
                 ++pairs.campaigns) {
                const double u = uniform(experiment, pairs.campaigns);
                pairs.policy_only += u < p10 ? 1U : 0U;
                pairs.baseline_only += u >= p10 && u < p10 + p01 ? 1U : 0U;
            }
            return half_width_of(paired_proportions(pairs));
        });
        const Estimate estimate = paired_proportions(pairs);
        REQUIRE(run.reached);
        REQUIRE(run.campaigns == pairs.campaigns);
        REQUIRE(half_width_of(estimate) <= wanted);
        covered += *estimate.low <= truth && truth <= *estimate.high ? 1 : 0;
        campaigns += static_cast<double>(run.campaigns) / kExperiments;
    }
    check_coverage(covered);
    CHECK(campaigns > 0.95 * needed);
    CHECK(campaigns < 1.3 * needed);
}

}  // namespace

TEST_CASE("stopped intervals of paired proportions are as narrow as asked, cover, and cost little") {
    check_paired_proportions(0.03, 0.01, 0.008);  // 2377 campaigns
    check_paired_proportions(0.30, 0.05, 0.02);
    check_paired_proportions(0.006, 0.001, 0.0025);  // about seven discordant pairs in the first stage
}

TEST_CASE("stopped intervals of a skewed mean cover") {
    int covered = 0;
    for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
        PairSums sums;
        run_to_precision(0.04, 1'000'000, [&](std::uint64_t count) {
            for (const std::uint64_t end = sums.count + count; sums.count < end; ++sums.count) {
                const double x = -std::log(uniform(experiment, sums.count));  // mean 1, skewness 2
                sums.numerator += x;
                sums.numerator_squared += x * x;
                sums.denominator += 1;
                sums.denominator_squared += 1;
                sums.product += x;
            }
            return half_width_of(ratio(sums));
        });
        const Estimate estimate = ratio(sums);
        covered += *estimate.low <= 1.0 && 1.0 <= *estimate.high ? 1 : 0;
    }
    check_coverage(covered);
}

TEST_CASE("the cap and an interrupt end a run that is not precise enough") {
    std::vector<std::uint64_t> stages;
    const PrecisionRun capped = run_to_precision(1e-6, 5000, [&](std::uint64_t count) {
        stages.push_back(count);
        return 0.5;
    });
    CHECK_FALSE(capped.reached);
    CHECK(capped.campaigns == 5000);
    CHECK(stages == std::vector<std::uint64_t>{1000, 2000, 2000});
    const PrecisionRun interrupted = run_to_precision(0.1, 5000, [](std::uint64_t) { return -1.0; });
    CHECK_FALSE(interrupted.reached);
    CHECK(interrupted.stages == 0);
    // Nothing known yet: on in growing stages, not everything at once.
    stages.clear();
    run_to_precision(0.1, 50000, [&](std::uint64_t count) {
        stages.push_back(count);
        return stages.size() < 3 ? INFINITY : 0.05;
    });
    CHECK(stages == std::vector<std::uint64_t>{1000, 2000, 6000});
    CHECK(run_to_precision(0.1, 5000, [](std::uint64_t) { return 0.1; }).campaigns == kPilotCampaigns);
    CHECK(run_to_precision(0.1, 300, [](std::uint64_t) { return 0.2; }).campaigns == 300);
}
