// SPDX-License-Identifier: Apache-2.0
// Row 12 of the verification table.
#include "engine/agents/doctrine.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// Probability with which the chooser held in each of the two crises of the first campaign that had both.
std::array<double, 2> standing(const Model& model) {
    std::array<double, 2> probability{-1.0, -1.0};
    for_each_trajectory(model, 50, [&](const CampaignSummary& s, const Trajectory& t) {
        if (s.crises < 2) return;
        for (const Event& event : t.events) {
            if (event.kind != EventKind::kAction || event.actor != 0) continue;
            for (const Option& option : t.options_of(event)) {
                if (model.names.actions[static_cast<std::size_t>(option.action)] == "hold") {
                    probability[static_cast<std::size_t>(event.crisis)] = option.probability;
                }
            }
        }
    });
    return probability;
}

}  // namespace

TEST_CASE("Ellsberg's critical risk is (stand - yield) / (stand - war)") {
    CHECK(critical_risk(1, 0, -4) == Approx(0.2));
    CHECK(critical_risk(10, 0, -90) == Approx(0.1));  // Powell's resolve (10 - 0) / (10 + 90)
    CHECK(critical_risk(0, 1, -4) == 0.0);            // yielding is better anyway
    CHECK(critical_risk(1, -9, -4) == 1.0);           // yielding is worse than war
    CHECK(critical_risk(-4, 0, -4) == 1.0);           // war is no worse than standing
}

TEST_CASE("an actor that looks ahead stands below the critical risk and yields above it") {
    const auto probability = standing(model_of("scenarios/theory/critical-risk.yaml"));
    CHECK(probability[0] == Approx(1 / (1 + std::exp(5.0))).epsilon(1e-5));
    CHECK(probability[1] == Approx(1 / (1 + std::exp(-5.0))).epsilon(1e-5));
}

TEST_CASE("the brinkman stands below the critical risk and yields above it") {
    const auto probability = standing(model_of("scenarios/theory/critical-risk.yaml", {"brinkman"}));
    CHECK(probability[0] == 0.0);
    CHECK(probability[1] == 1.0);
}

TEST_CASE("standing at a risk of 0.15 leads to war as often as that") {
    Mean war;
    for_each_campaign(model_of("scenarios/theory/critical-risk.yaml", {"brinkman"}), 4000,
                      [&](const CampaignSummary& s) {
                          REQUIRE(s.crises == 2);
                          war.add(s.war ? 1.0 : 0.0);
                      });
    CHECK(std::abs(war.mean() - 0.15) < 4.0 * std::sqrt(0.15 * 0.85 / war.n()));
}
