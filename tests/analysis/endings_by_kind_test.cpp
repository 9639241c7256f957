// SPDX-License-Identifier: Apache-2.0
#include "analysis/endings_by_kind.hpp"

#include <cmath>
#include <numeric>

#include "analysis/batch.hpp"
#include "analysis/experiment.hpp"
#include "analysis/replicated_interval.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

Names names_of_kinds() {
    Names names;
    names.actors = {"us", "cn"};
    names.incidents = {"intercept", "visit", "never"};
    return names;
}

void add_crises(EndingTotals& totals, std::uint64_t campaign, std::size_t kind, Close close, int count) {
    CampaignSummary summary;
    summary.endings.at(kind).at(static_cast<std::size_t>(close)) = static_cast<std::uint16_t>(count);
    totals.add(campaign, summary);
}

double worth_of_t() {
    const double t = student_quantile(31.0, kNormal975) / kNormal975;
    return t * t;
}

}  // namespace

TEST_CASE("shares of endings by kind are those of the crises that ended") {
    EndingTotals totals;
    EndingTotals more;
    for (std::uint64_t campaign = 0; campaign < 64; ++campaign) {
        EndingTotals& part = campaign < 40 ? totals : more;
        add_crises(part, campaign, 0, campaign < 32 ? Close::kSettled : Close::kSecondBackedDown, 1);
        add_crises(part, campaign, 1, Close::kRunning, 2);
    }
    totals.merge(more);
    const std::vector<KindEndings> kinds = endings_by_kind(totals, names_of_kinds());
    REQUIRE(kinds.size() == 2);  // nothing opened a crisis of the third
    CHECK(kinds[0].kind == "intercept");
    CHECK(kinds[0].ended == 64);
    CHECK(kinds[0].shares[static_cast<std::size_t>(Close::kSettled)].value == 0.5);
    CHECK(kinds[0].shares[static_cast<std::size_t>(Close::kSecondBackedDown)].value == 0.5);
    CHECK(kinds[0].shares[static_cast<std::size_t>(Close::kFirstBackedDown)].value == 0.0);
    CHECK(kinds[1].ended == 0);
    CHECK(kinds[1].running == 128);
    CHECK_FALSE(kinds[1].shares[0].value);
    // Every group has one of each: as many crises as there are, less what Student's distribution takes.
    const Estimate settled = kinds[0].shares[0];
    const Estimate independent = wilson_of_share(0.5, 64 / worth_of_t());
    CHECK(*settled.low == Approx(*independent.low));
    CHECK(*settled.high == Approx(*independent.high));
    // What was not seen may yet be.
    const Estimate war = kinds[0].shares[static_cast<std::size_t>(Close::kWar)];
    CHECK(war.value == 0.0);
    CHECK(*war.high == Approx(*wilson_of_share(0.0, 64 / worth_of_t()).high));
}

TEST_CASE("crises that go alike within a campaign are worth no more than campaigns") {
    EndingTotals totals;
    for (std::uint64_t campaign = 0; campaign < 32; ++campaign)
        add_crises(totals, campaign, 0, campaign % 2 == 0 ? Close::kSettled : Close::kFaded, 10);
    const Estimate settled = endings_by_kind(totals, names_of_kinds()).at(0).shares[0];
    CHECK(settled.value == 0.5);
    // Without a group the share is 150 or 160 of 310: the variance is 31 (5/310)^2, that of 31 crises.
    const Estimate campaigns = wilson_of_share(0.5, 31 / worth_of_t());
    CHECK(*settled.low == Approx(*campaigns.low));
    CHECK(*settled.high == Approx(*campaigns.high));
}

TEST_CASE("with few campaigns there is no interval") {
    EndingTotals totals;
    for (std::uint64_t campaign = 0; campaign < 9; ++campaign)
        add_crises(totals, campaign, 0, Close::kSettled, 5);
    const Estimate settled = endings_by_kind(totals, names_of_kinds()).at(0).shares[0];
    CHECK(settled.value == 1.0);
    CHECK_FALSE(settled.low);
    CHECK(settled.reason == NoInterval::kTooFew);
}

TEST_CASE("intervals of endings cover the share where crises of a campaign depend on each other") {
    // Each campaign has its own chance, uniform between 0.1 and 0.5, and up to eight crises: the share is
    // 0.3.
    constexpr int kBatches = 400;
    constexpr std::uint64_t kCampaigns = 320;
    int covered = 0;
    for (int batch = 0; batch < kBatches; ++batch) {
        EndingTotals totals;
        for (std::uint64_t k = 0; k < kCampaigns; ++k) {
            const std::uint64_t campaign = static_cast<std::uint64_t>(batch) * kCampaigns + k;
            const double chance = 0.1 + 0.4 * uniform(campaign, 0);
            const int crises = 1 + static_cast<int>(8 * uniform(campaign, 1));
            int settled = 0;
            for (int c = 0; c < crises; ++c)
                settled += uniform(campaign, 2 + static_cast<std::uint64_t>(c)) < chance ? 1 : 0;
            add_crises(totals, k, 0, Close::kSettled, settled);
            add_crises(totals, k, 0, Close::kFaded, crises - settled);
        }
        const Estimate share = endings_by_kind(totals, names_of_kinds()).at(0).shares[0];
        covered += *share.low <= 0.3 && 0.3 <= *share.high ? 1 : 0;
    }
    // Four standard errors: one false alarm in 16,000.
    const double error = std::sqrt(0.95 * 0.05 / kBatches);
    CHECK(covered >= (0.95 - 4 * error) * kBatches);
    CHECK(covered <= (0.95 + 4 * error) * kBatches);
}

TEST_CASE("every crisis of a campaign is counted among the endings of its kind") {
    const Model model = compile(load_scenario(OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml"));
    const MakeRunner simulators = simulators_of(model, 3);
    CampaignWorker worker(simulators);
    std::int32_t crises = 0;
    for (std::uint64_t campaign = 0; campaign < 50; ++campaign) {
        const CampaignSummary summary = worker.run(campaign, nullptr);
        const auto& of = summary.endings.front();
        const auto count = [&](Close close) { return of[static_cast<std::size_t>(close)]; };
        CHECK(std::accumulate(of.begin(), of.end(), 0) == summary.crises);
        CHECK(count(Close::kSettled) == summary.settled);
        CHECK(count(Close::kFirstBackedDown) == summary.backed_down[0]);
        CHECK(count(Close::kSecondBackedDown) == summary.backed_down[1]);
        CHECK(count(Close::kFaded) == summary.faded);
        CHECK(count(Close::kWar) == (summary.war ? 1 : 0));
        CHECK(count(Close::kRunning) == summary.crises - summary.crises_ended);
        crises += summary.crises;
    }
    CHECK(crises > 50);
}
