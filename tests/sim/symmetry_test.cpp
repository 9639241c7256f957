// SPDX-License-Identifier: Apache-2.0
// Row 19 of the verification table: actors have no place of their own in the engine.
#include <algorithm>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// Two different actors, listed in either order.
Model asymmetric(bool us_first) {
    std::string text = edited(
        source_text("tests/fixtures/compact.yaml"),
        {{"us:\n    types: {resolute: {prior: 0.4, war_cost: 6, stakes: 1.5, audience: 1.5}, restrained: "
          "{prior: 0.6, "
          "war_cost: 20}}\n    rationality: 3",
          "us:\n    types: {resolute: {prior: 0.7, war_cost: 3, stakes: 1.2, audience: 1.8}, restrained: "
          "{prior: 0.3, "
          "war_cost: 9}}\n    rationality: 6"},
         {"audience_cost: {scale: 0.1, exponent: 1, affront: 0.2}",
          "audience_cost: {scale: 0.3, exponent: 1, affront: 0.4}"},
         {"\n  terms: [-0.2, 0, 0.2]",
          "\n  war_share: {us: 0.3, cn: -0.3}\n  first_strike: 0.1\n  terms: [-0.2, 0, 0.2]"},
         {"strait: {stakes: {us: 1, cn: 1}}", "strait: {stakes: {us: 2, cn: 1}}"},
         {"pickup: {us: {base: 0.8}, cn: {base: 0.8}}", "pickup: {us: {base: 0.9}, cn: {base: 0.4}}"}});
    if (!us_first) {
        const std::size_t us = text.find("  us:\n");
        const std::size_t cn = text.find("  cn:\n");
        const std::size_t end = text.find("issues:");
        text = text.substr(0, us) + text.substr(cn, end - cn) + text.substr(us, cn - us) + text.substr(end);
    }
    return model_of_text(text);
}

struct Measures {
    std::array<Mean, 2> value;
    std::array<Mean, 2> backed_down;
    Mean war;
    Mean highest;
    Mean answered;
    Mean rounds;
    Mean agreed;
};

Measures measure(const Model& model, std::uint64_t seed) {
    Measures m;
    const std::size_t us = model.names.actors[0] == "us" ? 0 : 1;
    for_each_campaign(
        model, 1500,
        [&](const CampaignSummary& s) {
            for (std::size_t side = 0; side < 2; ++side) {  // 0: us
                const std::size_t index = side == 0 ? us : 1 - us;
                m.value[side].add(s.value[index]);
                m.backed_down[side].add(s.backed_down[index]);
            }
            m.war.add(s.war);
            m.highest.add(s.highest_rung);
            m.answered.add(s.calls_answered);
            m.rounds.add(s.rounds);
            m.agreed.add(s.talks_agreed);
        },
        seed);
    return m;
}

bool agree(const Mean& a, const Mean& b) {
    return std::abs(a.mean() - b.mean()) < 4.0 * std::hypot(a.error(), b.error());
}

}  // namespace

TEST_CASE("listing the actors the other way round leaves the distribution of outcomes as it was", "[long]") {
    const Measures a = measure(asymmetric(true), 1);
    const Measures b = measure(asymmetric(false), 2);
    for (std::size_t side = 0; side < 2; ++side) {
        CHECK(agree(a.value[side], b.value[side]));
        CHECK(agree(a.backed_down[side], b.backed_down[side]));
    }
    CHECK(agree(a.war, b.war));
    CHECK(agree(a.highest, b.highest));
    CHECK(agree(a.answered, b.answered));
    CHECK(agree(a.rounds, b.rounds));
    CHECK(agree(a.agreed, b.agreed));
    // The test can tell the two sides apart.
    CHECK_FALSE(agree(a.backed_down[0], a.backed_down[1]));
    CHECK_FALSE(agree(a.value[0], a.value[1]));
}
