// SPDX-License-Identifier: Apache-2.0
// A campaign without chance, worked out by hand.
#include <tuple>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

const char* const kScenario = R"(name: ledger
time: {start: 2023-01-01, end: 2023-01-31, season: 15d, tick: 5d}
tension: {initial: 0.2, mean: 0.2, relaxation: 60d, volatility: 0}
ladder: [{name: calm}, {name: low, cost: 0.1/day}, {name: high, cost: 0.4/day}, {name: war}]
actors:
  us:
    types: {only: {prior: 1, war_cost: 5}}
    audience_cost: {scale: 0.2, exponent: 1, affront: 0.3}
    calm_value: {base: 0.1}
    posture: {presence: {levels: [1], initial: 1, benefit: 0.3, curvature: 0.1, nuisance: 0.05}}
    agent: {rule: scripted, script: [climb, step_down, step_down]}
  cn:
    types: {only: {prior: 1, war_cost: 5}}
    audience_cost: {scale: 0.2, exponent: 1}
    calm_value: {base: 0.1}
    discount: 0.01/day
    posture:
      presence: {levels: [2], initial: 2, benefit: 0.3, curvature: 0.1, nuisance: 0.05}
      unpredictability: {levels: [1], initial: 1, cost: 0.02}
    agent: {rule: scripted, script: [climb, hold, hold]}
channels:
  hotline: {latency: 1h}
actions: {hold: {}, climb: {move: 1, cost: 0.03}, step_down: {move: -1}}
incidents:
  brush: {rate: 0/day, stakes: 2, visibility: 0.5, provoker_rung: 1, victim_rung: 1, round: 1d, rounds: 5, persists: 2,
          persistence_cost: 0.3/day, accident: 0, tension: 0.1}
crisis: {concession: 0.4, war_share: {us: 0.25, cn: -0.25}, first_strike: 0.1}
guardrails:
  pact: {in_force: true, rules: [{actions: climb, until_round: 1, breach_cost: 0.25}], upkeep: 0.02/day}
tracks:
  students: {value: 0.05/day, suspend_rung: 2, reopen: 0/day}
timeline:
  - {date: 2023-01-06, label: Cable, freezes: [hotline], by: cn}
  - {date: 2023-01-11, label: Start, incident: brush, provoker: cn}
  - {date: 2023-01-21, label: Mended, thaws: [hotline]}
)";

double part(const CampaignSummary& s, PayoffPart which, int actor) {
    return s.parts[at(which)][at(actor)];
}

void check_parts_sum(const CampaignSummary& s) {
    for (std::size_t i = 0; i < 2; ++i) {
        double sum = 0.0;
        for (const auto& parts : s.parts) sum += parts[i];
        CHECK(sum == Approx(s.value[i]).epsilon(1e-12).margin(1e-12));
    }
}

}  // namespace

TEST_CASE("a campaign is worth the sum of what happens in it") {
    const Model model = model_of_text(kScenario);
    Simulator simulator(model);
    Trajectory t;
    const CampaignSummary s = simulator.run({1, 0}, t);

    CHECK(s.crises == 1);
    CHECK(s.rounds == 3);
    CHECK(s.highest_rung == 2);
    CHECK(s.backed_down == std::array<std::int32_t, 2>{1, 0});
    CHECK(s.crisis_hours == Approx(72));
    CHECK(s.cooperation_kept ==
          Approx(11.0 / 30));  // suspended when the first round reaches rung 2, on day 11
    CHECK(s.frozen_hours == Approx(15 * 24));
    CHECK(s.mean_presence[1] == Approx(2));
    CHECK(s.mean_unpredictability[1] == Approx(1));
    CHECK(s.value[0] == Approx(2 * (0.3 - 0.05 - 0.05 * 2)  // two seasons of presence
                               + 0.05 * 11 - 0.02 * 30      // cooperation, upkeep
                               - (0.03 + 0.25) - 0.4 - 0.3  // climbs in breach to 2; what persists
                               - 0.5 * 0.2 * 2 - 0.1 - 0.3  // steps down from 2; what persists
                               - 0.5 * 0.2 * 1              // and to the bottom
                               - 0.4 * 2                    // at the price of a concession
                               - 0.5 * 0.3));               // and with the affront unanswered

    check_parts_sum(s);
    CHECK(part(s, PayoffPart::kOwnPresence, 0) == Approx(2 * (0.3 - 0.05)));
    CHECK(part(s, PayoffPart::kRivalPresence, 0) == Approx(-2 * 0.05 * 2));
    CHECK(part(s, PayoffPart::kCooperation, 0) == Approx(0.05 * 11));
    CHECK(part(s, PayoffPart::kUpkeep, 0) == Approx(-0.02 * 30));
    CHECK(part(s, PayoffPart::kActions, 0) == Approx(-0.03));
    CHECK(part(s, PayoffPart::kBreaches, 0) == Approx(-0.25));
    CHECK(part(s, PayoffPart::kStanding, 0) == Approx(-(0.4 + 0.3 + 0.1 + 0.3)));
    CHECK(part(s, PayoffPart::kAudience, 0) == Approx(-0.5 * 0.2 * (2 + 1)));
    CHECK(part(s, PayoffPart::kStakes, 0) == Approx(-0.4 * 2));
    CHECK(part(s, PayoffPart::kAffronts, 0) == Approx(-0.5 * 0.3));
    CHECK(part(s, PayoffPart::kOpenMatters, 0) == 0);
    CHECK(part(s, PayoffPart::kCalm, 0) == 0);  // it ended
    CHECK(part(s, PayoffPart::kWar, 0) == 0);

    const double r = 0.01;
    const auto flow = [r](double per_day, double from, double to) {
        return per_day * (std::exp(-r * from) - std::exp(-r * to)) / r;
    };
    const auto paid = [r](double amount, double day) { return amount * std::exp(-r * day); };
    CHECK(s.value[1] == Approx(flow((0.3 * 2 - 0.05 * 4 - 0.05 - 0.02) / 15, 0, 30) + flow(0.05, 0, 11) -
                               flow(0.02, 0, 30) - paid(0.28 + 0.4, 11) - paid(0.4, 12) - paid(0.4, 13) +
                               paid(0.4 * 2, 13)));

    CHECK(part(s, PayoffPart::kStance, 1) == Approx(flow(-0.02 / 15, 0, 30)));
    CHECK(part(s, PayoffPart::kStakes, 1) == Approx(paid(0.4 * 2, 13)));

    std::vector<std::array<int, 2>> rungs;
    for (const Event& e : t.events) {
        if (e.kind == EventKind::kAction && e.actor == 0) rungs.push_back({e.rungs[0], e.rungs[1]});
    }
    CHECK(rungs == std::vector<std::array<int, 2>>{{1, 1}, {2, 2}, {1, 2}});
    // 0.2 until the incident adds a tenth of the room that is left; then it decays towards 0.2 at ticks.
    for (const Event& e : t.events) {
        if (e.kind == EventKind::kIncident) CHECK(e.tension == Approx(0.28));
        if (e.kind == EventKind::kState && e.hours == 15 * 24) {
            CHECK(e.tension == Approx(0.2 + 0.08 * std::exp(-5.0 / 60)));
        }
    }
}

TEST_CASE("war ends the campaign, with its cost and what it moves to who strikes first") {
    const Model model = model_of_text(
        edited(kScenario, {{"script: [climb, step_down, step_down]", "script: [climb, climb]"}}));
    Simulator simulator(model);
    const CampaignSummary s = simulator.run({1, 0});
    CHECK(s.war);
    CHECK_FALSE(s.war_by_accident);
    CHECK(s.observed_hours == 12 * 24);
    CHECK(s.value[0] ==
          Approx((0.3 - 0.05 - 0.1) / 15 * 12 + 0.05 * 11 - 0.02 * 12 - 0.28 - 0.4 - 0.3  // day 11
                 - 0.03 - 0.3 + (0.25 + 0.1) * 2 - 0.1 - 5));                             // day 12
    check_parts_sum(s);
    CHECK(part(s, PayoffPart::kWar, 0) == Approx(-5));
    CHECK(part(s, PayoffPart::kStakes, 0) == Approx(0.35 * 2));
    CHECK(part(s, PayoffPart::kStakes, 1) == Approx(-0.35 * 2 * std::exp(-0.01 * 12)));
    CHECK(part(s, PayoffPart::kCalm, 0) == Approx(-0.1));
    CHECK(part(s, PayoffPart::kAffronts, 0) == 0);
}

TEST_CASE("the parts of a payoff sum to it whatever happens") {
    const Model model =
        model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                             {{"centre: {opens: [spare]}", "centre: {in_force: true, opens: [spare]}"},
                              {"rationality: 3", "rationality: 3\n    discount: 0.001/day"}}));
    int wars = 0;
    for_each_campaign(model, 300, [&](const CampaignSummary& s) {
        wars += s.war ? 1 : 0;
        for (std::size_t i = 0; i < 2; ++i) {
            double sum = 0.0;
            for (const auto& parts : s.parts) sum += parts[i];
            if (std::abs(sum - s.value[i]) > 1e-10) FAIL(sum << " is not " << s.value[i]);
        }
    });
    CHECK(wars > 0);
}

TEST_CASE("concessions in force change the levels that can be chosen and the pressure at home") {
    const auto with = [](const std::string& concession) {
        return model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                                    {{"tracks:\n", "concessions:\n  gift: " + concession + "\ntracks:\n"}}));
    };
    const auto presence = [](const Model& model, std::size_t actor) {
        return model.actors[actor].posture.presence.levels;
    };
    const Model capped = with("{by: cn, in_force: true, presence_cap: 1.5, unpredictability_cap: 0}");
    CHECK(presence(capped, 0) == std::vector<double>{0, 1, 2});
    CHECK(presence(capped, 1) == std::vector<double>{0, 1, 1.5});  // the cap itself can be chosen
    CHECK(capped.actors[1].posture.unpredictability.levels == std::vector<double>{0});
    CHECK(presence(with("{by: cn, in_force: true, presence_cap: 5}"), 1) == std::vector<double>{0, 1, 2});
    CHECK(presence(with("{by: cn, presence_cap: 1.5}"), 1) == std::vector<double>{0, 1, 2});  // only offered

    const Model eased = with("{by: us, in_force: true, economic_pressure: {us: 0, cn: -0.4}}");
    CHECK(eased.concession_phases.front().economic_pressure[0].mean == Approx(0.3));
    CHECK(eased.concession_phases.front().economic_pressure[1].mean == 0.0);  // 0.3 - 0.4, kept in [0, 1]
    CHECK(eased.concession_phases.front().economic_pressure[1].initial == 0.0);
}

TEST_CASE("a concession caps the presence of the side that makes it, and is paid for") {
    const std::string text = edited(kScenario, {{"tracks:\n", R"(concessions:
  cap: {by: cn, in_force: true, presence_cap: 1.5, pays: {us: 0.01/day, cn: -0.02/day}}
  idle: {by: us, presence_cap: 0}
tracks:
)"}});
    const Model model = model_of_text(text);
    Simulator simulator(model);
    const CampaignSummary s = simulator.run({1, 0});
    CHECK(s.mean_presence[0] == Approx(1));
    CHECK(s.mean_presence[1] == Approx(1.5));
    CHECK(part(s, PayoffPart::kConcessions, 0) == Approx(0.01 * 30));
    CHECK(part(s, PayoffPart::kConcessions, 1) == Approx(-0.02 * (1 - std::exp(-0.01 * 30)) / 0.01));
    check_parts_sum(s);
}

TEST_CASE("a concession with a term is over after it, and what it changed returns") {
    const auto with = [](const std::string& term) {
        return model_of_text(edited(kScenario, {{"tracks:\n", R"(concessions:
  cap:
    by: cn
    in_force: true
    presence_cap: 1.5
    unpredictability_cap: 0.25
    pays: {us: 0.01/day, cn: -0.02/day}
    term: )" + term + "\ntracks:\n"}}));
    };
    const Model model = with("12d");  // neither a tick nor a season
    Simulator simulator(model);
    const CampaignSummary s = simulator.run({1, 0});
    CHECK(s.mean_presence[1] == Approx((12 * 1.5 + 18 * 2) / 30));
    CHECK(s.mean_unpredictability[1] == Approx((12 * 0.25 + 18 * 1) / 30));
    CHECK(part(s, PayoffPart::kConcessions, 0) == Approx(0.01 * 12));
    CHECK(part(s, PayoffPart::kConcessions, 1) == Approx(-0.02 * (1 - std::exp(-0.01 * 12)) / 0.01));
    check_parts_sum(s);

    const Model beyond = with("30d");  // what lasts to the end needs no term
    const Model always = model_of_text(edited(kScenario, {{"tracks:\n", R"(concessions:
  cap: {by: cn, in_force: true, presence_cap: 1.5, unpredictability_cap: 0.25, pays: {us: 0.01/day, cn: -0.02/day}}
tracks:
)"}}));
    CHECK(beyond.agenda.size() == always.agenda.size());
    CHECK(Simulator(beyond).run({1, 0}) == Simulator(always).run({1, 0}));
}

TEST_CASE("terms end one after the other, each taking its own part with it") {
    const Model model = model_of_text(edited(kScenario, {{"tracks:\n", R"(concessions:
  short: {by: cn, in_force: true, presence_cap: 0.5, pays: {us: 0.01/day, cn: 0/day}, term: 6d}
  long: {by: cn, in_force: true, presence_cap: 1.25, pays: {us: 0.03/day, cn: 0/day}, term: 21d}
  twin: {by: us, in_force: true, presence_cap: 0.75, term: 6d}
  offered: {by: us, presence_cap: 0, term: 1d}
  lasting: {by: us, in_force: true, pays: {us: 0.002/day, cn: 0/day}}
tracks:
)"}}));
    CHECK(model.concession_phases.size() == 3);
    Simulator simulator(model);
    const CampaignSummary s = simulator.run({1, 0});
    CHECK(s.mean_presence[1] == Approx((6 * 0.5 + 15 * 1.25 + 9 * 2) / 30));
    CHECK(s.mean_presence[0] == Approx((6 * 0.75 + 24 * 1) / 30));
    CHECK(part(s, PayoffPart::kConcessions, 0) == Approx(0.01 * 6 + 0.03 * 21 + 0.002 * 30));

    Trajectory trajectory;
    simulator.run({1, 0}, trajectory);
    std::vector<std::tuple<double, std::string, int>> ends;
    for (const Event& e : trajectory.events) {
        if (e.kind == EventKind::kConcession && e.detail == Detail::kEnded)
            ends.emplace_back(e.hours / 24, model.names.concessions.at(at(e.label)), e.actor);
    }
    CHECK(ends == std::vector<std::tuple<double, std::string, int>>{
                      {6, "short", 1}, {6, "twin", 0}, {21, "long", 1}});
}

TEST_CASE("after its term relief at home is as if it had never been") {
    const auto model_with = [](const std::string& concessions) {
        return model_of_text(R"(name: relief
time: {start: 2023-01-01, end: 2023-06-30, season: 30d, tick: 5d}
ladder: [{name: calm}, {name: low}, {name: war}]
actors:
  us: {types: {only: {prior: 1, war_cost: 5}}}
  cn:
    types: {only: {prior: 1, war_cost: 5}}
    economic_pressure: {initial: 0.6, mean: 0.5, relaxation: 60d, volatility: 0.05}
actions: {hold: {}}
incidents:
  brush: {rate: {base: 1/day, effects: {pressure.economic.cn: 5}}, opens_crisis: 0, round: 6h, rounds: 2}
)" + concessions);
    };
    // Incidents follow the pressure, which has a rate that cannot be told apart once the term is over.
    const Model none = model_with("");
    const Model relief = model_with(
        "concessions: {ease: {by: us, in_force: true, economic_pressure: {us: 0, cn: -0.2}, term: 61d}}\n");
    Simulator plain(none);
    Simulator eased(relief);
    Trajectory a;
    Trajectory b;
    for (std::uint64_t campaign = 0; campaign < 5; ++campaign) {
        plain.run({3, campaign}, a);
        eased.run({3, campaign}, b);
        const auto incidents = [](const Trajectory& t, double from, double to) {
            std::vector<double> hours;
            for (const Event& e : t.events) {
                if (e.kind == EventKind::kIncident && e.hours > from && e.hours <= to)
                    hours.push_back(e.hours);
            }
            return hours;
        };
        const auto before = incidents(a, 0, 61 * 24.0);
        CHECK(before.size() > incidents(b, 0, 61 * 24.0).size());  // 61 exp(5 * 0.5) against exp(5 * 0.3)
        const auto after = incidents(a, 61 * 24.0, 180 * 24.0);
        const auto returned = incidents(b, 61 * 24.0, 180 * 24.0);
        REQUIRE(after.size() > 100);
        // The same draws meet the same rates, but for the last digit of a pressure.
        CHECK(std::abs(static_cast<double>(after.size()) - static_cast<double>(returned.size())) <= 1.0);
    }
}

TEST_CASE("a side that chooses its presence is free from the first season after the term") {
    const auto presence_by_season = [](const std::string& term) {
        const Model model = model_of_text(
            edited(source_text("scenarios/theory/tempo.yaml"),
                   {{"end: 2023-04-01, season: 90d, tick: 90d", "end: 2023-12-27, season: 90d, tick: 90d"},
                    {"presence_cap: 7}", "in_force: true, presence_cap: 3.5" + term + "}"}}));
        Simulator simulator(model);
        Trajectory t;
        simulator.run({1, 0}, t);
        std::vector<double> presence;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kPosture && e.actor == 0) presence.push_back(e.amount);
        }
        return presence;
    };
    // Without the cap a season is best at (10 - 6) / 1 (scenarios/theory/tempo.yaml).
    CHECK(presence_by_season("") == std::vector<double>{3.5, 3.5, 3.5, 3.5});
    CHECK(presence_by_season(", term: 180d") == std::vector<double>{3.5, 3.5, 4, 4});
    CHECK(presence_by_season(", term: 181d") == std::vector<double>{3.5, 3.5, 3.5, 4});
}
