// SPDX-License-Identifier: Apache-2.0
// Row 1 of the verification table; theory notes, section 12.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

void check_ruin(const Model& model, double probability, double duration) {
    Mean war;
    Mean rounds;
    for_each_campaign(model, 6000, [&](const CampaignSummary& s) {
        REQUIRE(s.crises_ended == 1);  // not cut short by the last round or the horizon
        REQUIRE(s.faded == 0);
        // A round takes an hour, so that the step of the duration follows from the number of rounds.
        const auto step =
            std::min<std::size_t>((static_cast<std::size_t>(s.rounds) - 1) / 6, kDurationSteps - 1);
        REQUIRE(s.durations.unresolved == (s.war ? static_cast<int>(step) : -1));
        REQUIRE(s.durations.resolved[step] == (s.war ? 0 : 1));
        war.add(s.war ? 1.0 : 0.0);
        rounds.add(s.rounds);
    });
    CHECK(std::abs(war.mean() - probability) < 4.0 * std::sqrt(probability * (1 - probability) / war.n()));
    CHECK(rounds.deviation(duration) < 4.0);
}

}  // namespace

TEST_CASE("gambler's ruin: probability and duration agree with Feller's formulas") {
    check_ruin(model_of("scenarios/theory/gamblers-ruin.yaml"), 0.1282523488, 17.1747651);
    check_ruin(model_of("scenarios/theory/gamblers-ruin.yaml", {"lower-odds"}), 0.0220595, 8.897027);
}
