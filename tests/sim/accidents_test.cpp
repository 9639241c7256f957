// SPDX-License-Identifier: Apache-2.0
// Accidents and timed incidents happen as often in play as the scenario says, within four standard errors.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// One crisis of one round, half of which see an accident: 1 - exp(-1.386294 / 2).
const char* const kAccidentScenario = R"(name: accidents
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: a}, {name: b}, {name: c}, {name: d}, {name: e}, {name: war}]
actors:
  us: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: scripted, script: [hold]}}
  cn: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: scripted, script: [hold]}}
actions: {hold: {}}
incidents:
  brush: {rate: 0/day, provoker_rung: 2, victim_rung: 1, round: 12h, rounds: 1,
          hazard: 1.386294/day, two_rung_accident: 0.15, harm: 0.35}
timeline: [{date: 2023-01-02, label: Start, incident: brush, provoker: cn}]
)";

bool has_share(double events, double occasions, double p) {
    return std::abs(events / occasions - p) < 4.0 * std::sqrt(p * (1 - p) / occasions);
}

}  // namespace

TEST_CASE("an accident carries both sides up by two rungs as often as the incident says, harm or not") {
    constexpr int kCampaigns = 8000;
    double accidents = 0;
    double two = 0;
    double harms = 0;
    double both = 0;
    for_each_trajectory(model_of_text(kAccidentScenario), kCampaigns,
                        [&](const CampaignSummary& s, const Trajectory& t) {
                            int up = 0;
                            for (const Event& e : t.events) {
                                if (e.kind == EventKind::kAccident) up = static_cast<int>(e.amount);
                                if (e.kind != EventKind::kCrisisEnded) continue;
                                REQUIRE(e.rungs[0] == 1 + up);
                                REQUIRE(e.rungs[1] == 2 + up);
                            }
                            REQUIRE(s.accidents == (up > 0 ? 1 : 0));
                            accidents += s.accidents;
                            harms += s.harms;
                            two += up == 2 ? 1 : 0;
                            both += up == 2 ? s.harms : 0;
                        });
    CHECK(has_share(accidents, kCampaigns, 0.5));
    CHECK(has_share(two, accidents, 0.15));
    CHECK(has_share(harms, accidents, 0.35));
    CHECK(has_share(both, accidents, 0.15 * 0.35));
}

TEST_CASE("a timed incident excites others as one that arrives by itself does") {
    // `echo` has no rate of its own: one `spark` sets off 1.5 of it, each an exponential time of 2 days
    // later.
    const Model model = model_of_text(R"(name: excitation
time: {start: 2023-01-01, end: 2023-03-01, season: 60d, tick: 60d}
ladder: [{name: calm}, {name: low}, {name: war}]
actors:
  us: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: scripted, script: [hold]}}
  cn: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: scripted, script: [hold]}}
actions: {hold: {}}
incidents:
  spark: {rate: 0/day, round: 1h, rounds: 1}
  echo: {rate: 0/day, excited_by: {spark: 1.5}, excitation_decay: 2d, opens_crisis: 0}
timeline: [{date: 2023-01-11, label: Spark, incident: spark, provoker: cn}]
)");
    Mean count;
    Mean square;
    Mean days;
    for_each_trajectory(model, 4000, [&](const CampaignSummary&, const Trajectory& t) {
        double echoes = 0;
        for (const Event& e : t.events) {
            if (e.kind != EventKind::kIncident || e.label != 1) continue;
            REQUIRE(e.hours > 10 * 24);
            ++echoes;
            days.add(e.hours / 24 - 10);
        }
        count.add(echoes);
        square.add((echoes - 1.5) * (echoes - 1.5));
    });
    CHECK(count.deviation(1.5) < 4.0);
    CHECK(square.deviation(1.5) < 4.0);  // a Poisson count
    CHECK(days.deviation(2.0) < 4.0);    // P(later than the 49 days that are left) is 2e-11
}
