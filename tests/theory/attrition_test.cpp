// SPDX-License-Identifier: Apache-2.0
// Row 11 of the verification table.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// P(war) in rounds: each side gives way with probability h, then disaster strikes with probability a whoever
// gave way; where both did, it only sets them back on rung 1.
double exact(double a, double h) {
    return a * (1 - h * h) / (1 - (1 - h) * (1 - h) * (1 - a) - h * h * a);
}

void check_attrition(const Model& model, double rho) {
    const double p = exact(-std::expm1(-rho), 4 * rho);
    CHECK(std::abs(p - 1.0 / 9) < 0.5 * rho);  // the bias of deciding in rounds is of their order
    Mean war;
    for_each_campaign(model, 8000, [&](const CampaignSummary& s) {
        REQUIRE(s.crises_ended == 1);
        REQUIRE(s.faded == 0);
        REQUIRE(s.war == s.war_by_accident);
        war.add(s.war ? 1.0 : 0.0);
    });
    CHECK(std::abs(war.mean() - p) < 4.0 * std::sqrt(p * (1 - p) / war.n()));
}

}  // namespace

TEST_CASE("war of attrition: the probability of disaster does not depend on the hazard") {
    check_attrition(model_of("scenarios/theory/war-of-attrition.yaml"), 0.002);
    check_attrition(model_of("scenarios/theory/war-of-attrition.yaml", {"fast-hazard"}), 0.004);
}
