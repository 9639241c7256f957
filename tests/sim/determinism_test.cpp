// SPDX-License-Identifier: Apache-2.0
// Row 17 of the verification table, as far as one process goes.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr int kCampaignsEachWay = 40;

void check_determinism(const Model& model) {
    Simulator recorded(model);
    Simulator plain(model);
    Simulator backwards(model);
    std::vector<CampaignSummary> summaries;
    std::vector<Trajectory> trajectories;
    for (std::uint64_t k = 0; k < kCampaignsEachWay; ++k) {
        Trajectory trajectory;
        summaries.push_back(recorded.run({5, k}, trajectory));
        trajectories.push_back(trajectory);
        CHECK(trajectory.campaign == k);
        CHECK(summaries.back() == plain.run({5, k}));  // recording changes nothing
    }
    for (std::uint64_t k = kCampaignsEachWay; k-- > 0;) {
        Trajectory trajectory;
        CHECK(summaries[k] == backwards.run({5, k}, trajectory));
        CHECK(trajectories[k] == trajectory);
    }
    Trajectory alone;
    Simulator fresh(model);
    CHECK(summaries[17] == fresh.run({5, 17}, alone));
    CHECK(trajectories[17] == alone);
    CHECK_FALSE(trajectories[17] == trajectories[18]);
    fresh.run({6, 17}, alone);
    CHECK_FALSE(trajectories[17] == alone);
}

}  // namespace

TEST_CASE("a campaign is a function of the model, the seed and its number alone", "[long]") {
    check_determinism(model_of("tests/fixtures/compact.yaml"));
    check_determinism(rich_model());
    check_determinism(rich_model({"guardrails"}));
    check_determinism(solving_model());
}

TEST_CASE("a model compiled again gives the same campaigns") {
    const Model one = model_of("tests/fixtures/compact.yaml");
    const Model two = model_of("tests/fixtures/compact.yaml");
    Simulator a(one);
    Simulator b(two);
    for (std::uint64_t k = 0; k < kCampaignsEachWay; ++k) CHECK(a.run({1, k}) == b.run({1, k}));
}
