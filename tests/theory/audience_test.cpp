// SPDX-License-Identifier: Apache-2.0
// Audience costs tie hands (Fearon 1994): the limit of perfect rationality, and the solved game beside it.
#include <algorithm>
#include <string>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/theory/ends.hpp"

using namespace offramp;

namespace {

constexpr double kResolute = 0.3;
constexpr double kCost = 0.1;
constexpr double kIrresoluteCost = 0.8;
constexpr double kDemanded = 0.5;

struct Ways {
    double war = 0.0;
    double backs_down = 0.0;  ///< who threatened
    double gives_in = 0.0;    ///< who was threatened
};

// By what backing down costs the side that threatens.
Ways limit(double a) {
    if (a < kCost) return {};
    if (a > kIrresoluteCost) return {kResolute, 0.0, 1.0 - kResolute};
    const double resisted = kDemanded / (kDemanded + a);
    const double threats = kResolute * kIrresoluteCost / kDemanded;
    return {kResolute * resisted, (threats - kResolute) * resisted, threats * (1.0 - resisted)};
}

Ways solved(const Model& model, int provoker) {
    EveryEnd every(model);
    Ways ways;
    every.visit(0, provoker, [&](double p, const Branch& branch, const Pair<int>&) {
        if (is_war(branch.end.ending)) ways.war += p;
        if (branch.end.ending == Ending::kOffRamp) ways.gives_in += p;
        if (branch.end.ending == Ending::kStoodDown && branch.next.round == 1) ways.backs_down += p;
    });
    CHECK(every.solved().unconverged == 0);
    return ways;
}

Ways solved_at(double a) {
    return solved(model_of_text(edited(source_text("scenarios/theory/audience-costs.yaml"),
                                       {{"scale: 0.3", "scale: " + std::to_string(a)}})),
                  0);
}

}  // namespace

TEST_CASE("audience costs: P(war) falls, and rises once they tie hands", "[long]") {
    for (const double a : {0.03, 0.06, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9, 1.0}) {
        const Ways expected = limit(a);
        const Ways ways = solved_at(a);
        INFO("a = " << a << ": war " << ways.war << " (" << expected.war << "), backs down "
                    << ways.backs_down << " (" << expected.backs_down << "), gives in " << ways.gives_in
                    << " (" << expected.gives_in << ")");
        CHECK(std::abs(ways.war - expected.war) < 0.01);
        CHECK(std::abs(ways.backs_down - expected.backs_down) < 0.01);
        CHECK(std::abs(ways.gives_in - expected.gives_in) < 0.01);
    }
}

TEST_CASE("audience costs: crises played end as the solved game says", "[long]") {
    const Model model = model_of("scenarios/theory/audience-costs.yaml");
    const Ways ways = solved(model, 0);
    Mean war;
    for_each_campaign(model, 20'000, [&](const CampaignSummary& s) { war.add(s.war ? 1.0 : 0.0); });
    CHECK(war.deviation(ways.war) < 4.0);
}

TEST_CASE("audience costs: the side with lower ones backs down more, whoever threatens") {
    const Model model = model_of("scenarios/theory/audience-costs.yaml");
    const Ways one = solved(model, 0);
    const Ways two = solved(model, 1);
    CHECK(one.backs_down > two.backs_down + 0.02);
    CHECK(two.gives_in > one.gives_in + 0.05);
    CHECK(std::abs(one.backs_down + two.gives_in - 0.3925) < 0.02);
    CHECK(std::abs(two.backs_down + one.gives_in - 0.255) < 0.02);
}
