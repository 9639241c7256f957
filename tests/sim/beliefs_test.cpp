// SPDX-License-Identifier: Apache-2.0
// Public beliefs follow Bayes' rule, and governments their priors.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// One crisis of one round. The risk of war is 0.1 a round on rung 1: above the critical risk of the
// restrained (0.5 + 0.5) / (0.5 + 19.5) = 0.05 and below that of the resolute (0.5 + 0.5) / (0.5 + 4.5) =
// 0.2.
const char* const kTypesScenario = R"(name: types
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low}, {name: high}, {name: top}, {name: war}]
actors:
  us:
    types: {resolute: {prior: 0.3, war_cost: 4.5}, restrained: {prior: 0.7, war_cost: 19.5}}
    agent: {rule: doctrine, doctrine: brinkman, resolve_rung: 1}
  cn:
    types: {resolute: {prior: 0.6, war_cost: 4.5}, restrained: {prior: 0.4, war_cost: 19.5}}
    agent: {rule: mixed, mix: {hold: 1, climb: 1}}
actions: {hold: {}, climb: {move: 1}, step_down: {move: -1}}
incidents:
  brush: {rate: 0/day, provoker_rung: 1, victim_rung: 1, round: 1h, rounds: 1, hazard: 0.1053605/h}
crisis: {calm_rung: 1, war_share: 0}
timeline: [{date: 2023-01-02, label: Start, incident: brush, provoker: cn}]
)";

const Event& crisis_end(const Trajectory& t) {
    for (const Event& e : t.events) {
        if (e.kind == EventKind::kCrisisEnded) return e;
    }
    FAIL("no crisis ended");
    return t.events.front();
}

}  // namespace

TEST_CASE("what only one type does reveals it; what all do reveals nothing; types have their priors") {
    constexpr double kCampaigns = 3000;
    double resolute = 0;
    for_each_trajectory(model_of_text(kTypesScenario), static_cast<int>(kCampaigns),
                        [&](const CampaignSummary&, const Trajectory& t) {
                            const Event& end = crisis_end(t);
                            REQUIRE((end.belief[0] == 0.0 || end.belief[0] == 1.0));
                            REQUIRE(end.belief[1] == Approx(0.6).epsilon(1e-12));
                            for (const Event& e : t.events) {
                                if (e.kind != EventKind::kAction || e.actor != 0) continue;
                                REQUIRE((e.amount == 1.0) == (end.belief[0] == 1.0));
                            }
                            resolute += end.belief[0];
                        });
    CHECK(std::abs(resolute / kCampaigns - 0.3) < 4 * std::sqrt(0.3 * 0.7 / kCampaigns));
}

TEST_CASE("a noisy reading moves belief as far as Bayes' rule says") {
    // Misread one rung off with probability 0.2. Holding on rung 1 is read 0, 1, 2 with .1, .8, .1; stepping
    // down to rung 0 is read 0, 1 with .9, .1 (off the ladder: as it was).
    const Model model = model_of_text(
        edited(kTypesScenario, {{"crisis: {calm_rung: 1", "crisis: {misperception: 0.2, calm_rung: 1"}}));
    std::array<int, 3> seen_as{};
    for_each_trajectory(model, 400, [&](const CampaignSummary&, const Trajectory& t) {
        int seen = -1;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kAction && e.actor == 0) seen = static_cast<int>(e.amount);
            if (e.kind == EventKind::kSignal && e.actor == 0) seen = static_cast<int>(e.amount);
        }
        const double firm[] = {0.1, 0.8, 0.1};
        const double soft[] = {0.9, 0.1, 0.0};
        const auto k = static_cast<std::size_t>(seen);
        ++seen_as[k];
        const double expected = 0.3 * firm[k] / (0.3 * firm[k] + 0.7 * soft[k]);
        REQUIRE(crisis_end(t).belief[0] == Approx(expected));
    });
    for (const int n : seen_as) CHECK(n > 0);
}

TEST_CASE("belief is a martingale: on average it stays at the prior, though it moves", "[long]") {
    Mean mean;
    for_each_trajectory(model_of("tests/fixtures/compact.yaml"), 1500,
                        [&](const CampaignSummary&, const Trajectory& t) {
                            for (const Event& e : t.events) {
                                if (e.kind == EventKind::kCrisisEnded && e.crisis == 0) mean.add(e.belief[0]);
                            }
                        });
    CHECK(mean.n() > 1000);
    CHECK(mean.deviation(0.4) < 4.0);
    CHECK(mean.variance() > 0.001);
}

TEST_CASE("belief decays to the prior between crises at the rate at which governments change") {
    // A second crisis 20 days on, at a mean time of 20 days between governments.
    const Model model = model_of_text(edited(
        kTypesScenario,
        {{"  us:\n", "  us:\n    type_renewal: 20d\n"},
         {"timeline: [", "timeline: [{date: 2023-01-22, label: Again, incident: brush, provoker: cn}, "}}));
    const double kept = std::exp(-1.0);
    double same = 0;
    double both = 0;
    for_each_trajectory(model, 2000, [&](const CampaignSummary&, const Trajectory& t) {
        double first = -1;
        double second = -1;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kCrisisEnded) (e.crisis == 0 ? first : second) = e.belief[0];
            if (e.kind == EventKind::kCrisisOpened && e.crisis == 1) {
                REQUIRE(e.belief[0] == Approx(0.3 + (first - 0.3) * kept).epsilon(1e-3));
            }
        }
        if (second < 0) return;  // war came first
        ++both;
        same += first == second;
    });
    // Conditional on no war in the first crisis the resolute are rarer: they stand at a risk of 0.1 (the
    // others leave at the same risk, which then only sets the sides back).
    REQUIRE(both > 1000);
    const double stays_resolute = kept + (1 - kept) * 0.3;
    const double stays_restrained = kept + (1 - kept) * 0.7;
    const double expected = 0.3 * stays_resolute + 0.7 * stays_restrained;
    CHECK(std::abs(same / both - expected) < 4 * std::sqrt(0.25 / both));
}
