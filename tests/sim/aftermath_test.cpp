// SPDX-License-Identifier: Apache-2.0
// What a crisis leaves behind, and what an agreed way down costs, worked out by hand.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// One crisis without chance, as who is so rational accepts what is better than letting it fade: the US stands
// on rung 2, China on 1, for three rounds of a day.
const char* const kAftermathScenario = R"(name: aftermath
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
tension: {initial: 0.2, mean: 0.2, volatility: 0}
ladder: [{name: calm}, {name: low}, {name: high}, {name: higher}, {name: war}]
actors:
  us:
    types: {only: {prior: 1, war_cost: 5}}
    rationality: 200
    trust: {initial: 0.4, baseline: 0.4, gain: 0.5, loss: 2}
    audience_cost: {scale: 0.2, exponent: 2}
    agent: {rule: scripted, script: [hold]}
  cn:
    types: {only: {prior: 1, war_cost: 5}}
    rationality: 200
    trust: {initial: 0.4, baseline: 0.4, gain: 0.5, loss: 2}
    agent: {rule: scripted, script: [hold]}
channels:
  hotline: {latency: 1h, pickup: 0, fidelity: 1, authority: 1}
actions: {hold: {}, call: {calls: hotline}, step_down: {move: -1}}
incidents:
  brush: {rate: 0/day, provoker_rung: 2, victim_rung: 1, round: 1d, rounds: 3, visibility: 0.5, stakes: 2,
          hazard: 0/day, harm: 1, two_rung_accident: 0}
crisis: {face_saving: 0.7, kept: {base: 1}, terms: [0.1], sore: 0.3}
aftermath:
  tension: {per_rung: 0.03, settlement: -0.2, backing_down: 0.05, stalemate: 0.01, harm: 0.11, unanswered_call: 0.017}
  trust: {per_rung: -0.02, settlement: 0.3, backing_down: -0.06, stalemate: -0.015, harm: -0.07,
          unanswered_call: -0.013}
timeline: [{date: 2023-01-02, label: Start, incident: brush, provoker: us}]
)";

using Edits = std::vector<std::pair<std::string, std::string>>;

struct Left {
    Detail ending = Detail::kNone;
    double tension = 0.0;
    std::array<double, 2> trust{};
    CampaignSummary summary;
};

Left left_by(const Edits& edits) {
    Left left;
    for_each_trajectory(model_of_text(edited(kAftermathScenario, edits)), 1,
                        [&](const CampaignSummary& s, const Trajectory& t) {
                            left.summary = s;
                            for (const Event& e : t.events) {
                                if (e.kind != EventKind::kCrisisEnded) continue;
                                left.ending = e.detail;
                                left.tension = e.tension;
                                left.trust = e.trust;
                            }
                        });
    return left;
}

// A change takes its share of the room that is left; trust grows by half of it and falls by twice.
void check_left(const Left& left, Detail ending, double tension, double trust) {
    CHECK(left.ending == ending);
    CHECK(left.tension == Approx(tension > 0 ? 0.2 + 0.8 * tension : 0.2 + 0.2 * tension));
    const double x = trust > 0 ? 0.4 + 0.6 * 0.5 * trust : 0.4 + 0.4 * 2 * trust;
    for (const double each : left.trust) CHECK(each == Approx(x));
}

const std::pair<std::string, std::string> kCalls = {"script: [hold]", "script: [call, call, call]"};
const Edits kAnswered = {kCalls, {"pickup: 0", "pickup: 1"}};

}  // namespace

TEST_CASE("a crisis leaves tension and trust changed by how high it rose and how it ended") {
    check_left(left_by({}), Detail::kFaded, 2 * 0.03 + 0.01, 2 * -0.02 - 0.015);
    check_left(left_by(kAnswered), Detail::kOffRamp, 2 * 0.03 - 0.2, 2 * -0.02 + 0.3);
    check_left(left_by({{"provoker_rung: 2", "provoker_rung: 1"},
                        {"script: [hold]", "script: [step_down]"},
                        {"script: [hold]", "script: [step_down]"}}),
               Detail::kStoodDown, 0.03 - 0.2, -0.02 + 0.3);
    check_left(left_by({{"provoker: us", "provoker: cn"}, {"script: [hold]", "script: [step_down]"}}),
               Detail::kBackedDown, 2 * 0.03 + 0.05, 2 * -0.02 - 0.06);
}

TEST_CASE("every call that was not answered adds to what a crisis leaves") {
    const Left three = left_by({kCalls});
    CHECK(three.summary.calls == 3);
    CHECK(three.summary.calls_answered == 0);
    check_left(three, Detail::kFaded, 2 * 0.03 + 0.01 + 3 * 0.017, 2 * -0.02 - 0.015 - 3 * 0.013);
    const Left six = left_by({kCalls, kCalls});
    check_left(six, Detail::kFaded, 2 * 0.03 + 0.01 + 6 * 0.017, 2 * -0.02 - 0.015 - 6 * 0.013);
}

TEST_CASE("so does every harm") {
    // At this hazard an accident is certain: the US rises from 2 to 3, and the only round ends there.
    const Left one = left_by({{"rounds: 3", "rounds: 1"}, {"hazard: 0/day", "hazard: 1000/day"}});
    CHECK(one.summary.harms == 1);
    check_left(one, Detail::kFaded, 3 * 0.03 + 0.01 + 0.11, 3 * -0.02 - 0.015 - 0.07);
}

TEST_CASE("terms agreed on over a channel spare the share of audience costs that saves face") {
    // Stepping down from rung 2 would cost 0.5 * 0.2 * (1 + 4); three tenths of it are paid.
    for (const auto& [saving, paid] : {std::pair{"0.7", 0.3}, {"1", 0.0}, {"0.1", 0.9}}) {
        Edits edits = kAnswered;
        edits.emplace_back("face_saving: 0.7", "face_saving: " + std::string(saving));
        const CampaignSummary s = left_by(edits).summary;
        REQUIRE(s.settled == 1);
        CHECK(s.parts[at(PayoffPart::kAudience)][0] == Approx(-paid * 0.5 * 0.2 * (1 + 4)));
        CHECK(s.parts[at(PayoffPart::kStakes)][0] == Approx(0.1 * 2));
        CHECK(s.parts[at(PayoffPart::kStakes)][1] == Approx(-0.1 * 2));
        CHECK(s.parts[at(PayoffPart::kAudience)][1] == 0.0);  // China has no audience costs
    }
}

TEST_CASE("an affront is paid for by its victim, less what was answered and less what saves face") {
    // Visibility 0.5, an affront of 0.6 to China.
    const std::pair<std::string, std::string> affront = {
        "  cn:\n    types: {only: {prior: 1, war_cost: 5}}",
        "  cn:\n    audience_cost: {affront: 0.6}\n    types: {only: {prior: 1, war_cost: 5, audience: "
        "1.7}}"};
    const auto paid = [](const Edits& edits) {
        const CampaignSummary s = left_by(edits).summary;
        CHECK(s.parts[at(PayoffPart::kAffronts)][0] == 0.0);
        return s.parts[at(PayoffPart::kAffronts)][1];
    };
    CHECK(paid({affront}) == Approx(-0.5 * 0.6 * 1.7));
    // Each side answers, one with 0.3 and one with 0.8: the larger counts, in whatever round.
    const std::pair<std::string, std::string> answers = {"step_down: {move: -1}",
                                                         "protest: {answers: 0.3}, deplore: {answers: 0.8}"};
    CHECK(paid({affront, answers, {"script: [hold]", "script: [hold, protest, deplore]"}}) ==
          Approx(-0.5 * 0.6 * 1.7 * 0.2));
    CHECK(paid({affront,
                answers,
                {"script: [hold]", "script: [deplore]"},
                {"script: [hold]", "script: [hold, protest]"}}) == Approx(-0.5 * 0.6 * 1.7 * 0.2));
    Edits settled = kAnswered;
    settled.insert(settled.begin(), affront);
    CHECK(paid(settled) == Approx(-0.3 * 0.5 * 0.6 * 1.7));
}
