// SPDX-License-Identifier: Apache-2.0
// Values that the timeline sets from a date on.
#include <algorithm>
#include <array>

#include "engine/scenario/override.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// A hundred days; values change after 40.
const char* const kChanging = R"(name: changing
time: {start: 2023-01-01, end: 2023-04-11, season: 30d, tick: 1d}
ladder: [{name: calm}, {name: low}, {name: high}, {name: war}]
actors:
  us: {rationality: 2, types: {only: {prior: 1, war_cost: 5}}, posture: {presence: {levels: [1, 3], initial: 1, benefit: 2}}}
  cn: {rationality: 2, types: {only: {prior: 1, war_cost: 5}}}
channels:
  hotline: {latency: 1h}
actions:
  hold: {}
incidents:
  brush: {rate: 0.1/day, opens_crisis: 0, round: 6h, rounds: 2}
tracks:
  students: {value: {us: 0.02/day, cn: 0.01/day}, suspend_rung: 2}
timeline:
  - {date: 2023-02-10, label: New rules, set: {}}
)";

Model changing(const std::string& set, const std::vector<std::pair<std::string, std::string>>& edits = {}) {
    return model_of_text(edited(edited(kChanging, edits), {{"set: {}", "set: {" + set + "}"}}));
}

std::string compact_text() {
    return source_text("tests/fixtures/compact.yaml");
}

using Values = std::vector<std::pair<std::string, std::string>>;

// With an entry of the timeline that sets the values.
Model set_on(const std::string& date, const std::string& text, const Values& values) {
    std::string entry = "  - {date: " + date + ", label: News, set: {";
    for (const auto& [path, value] : values) entry += path + ": " + value + ", ";
    return model_of_text(text + entry + "}}\n");
}

// With the same entry, which sets nothing, and the values in the scenario.
Model written(const std::string& date, const std::string& text, const Values& values) {
    std::vector<Override> overrides;
    for (const auto& [path, value] : values) overrides.push_back({path, value, {}});
    const std::string with_entry = text + "  - {date: " + date + ", label: News}\n";
    return compile(with_overrides(parse_scenario(with_entry, "test.yaml"), overrides));
}

// Campaigns in an order in which later values could be left over from the campaign before.
void check_same_campaigns(const Model& a, const Model& b, int campaigns) {
    Simulator one(a);
    Simulator two(b);
    for (int k = 0; k < campaigns; ++k) {
        const CampaignKey key{3, static_cast<std::uint64_t>(k % 2 == 0 ? k : k - 1)};
        if (one.run(key) != two.run(key)) FAIL("campaign " << k << " differs");
    }
}

}  // namespace

TEST_CASE("flows are those of their time, and cooperation is held against what the plan then had") {
    const Model model = changing(
        "tracks.students.value.us: 0.05/day, tracks.students.value.cn: 0/day, "
        "actors.us.posture.presence.initial: 3");
    for_each_campaign(model, 2, [](const CampaignSummary& s) {
        CHECK(s.parts[at(PayoffPart::kCooperation)][0] == Approx(0.02 * 40 + 0.05 * 60));
        CHECK(s.parts[at(PayoffPart::kCooperation)][1] == Approx(0.01 * 40));
        CHECK(s.cooperation_kept == Approx(1.0));
        CHECK(s.mean_presence[0] == Approx(0.4 * 1 + 0.6 * 3));
        CHECK(s.parts[at(PayoffPart::kOwnPresence)][0] == Approx(2 * (1 * 40 + 3 * 60) / 30.0));
    });
}

TEST_CASE("incidents come at the rate of their time") {
    Mean before;
    Mean after;
    for_each_trajectory(changing("incidents.brush.rate: 0.4/day"), 400,
                        [&](const CampaignSummary&, const Trajectory& t) {
                            std::array<int, 2> count{};
                            for (const Event& e : t.events) {
                                if (e.kind == EventKind::kIncident)
                                    ++count.at(e.hours < 40 * kHoursPerDay ? 0 : 1);
                            }
                            before.add(count[0]);
                            after.add(count[1]);
                        });
    CHECK(before.deviation(0.1 * 40) < 4);
    CHECK(after.deviation(0.4 * 60) < 4);
}

TEST_CASE("a crisis is played to its end by the rules with which it opened") {
    // One opens on day 38 and lasts until day 43; one opens on day 50.
    const Model model = changing("actions.hold.cost: 0.5",
                                 {{"  - {date: 2023-02-10",
                                   "  - {date: 2023-02-08, label: First, incident: brush, provoker: cn}\n"
                                   "  - {date: 2023-02-20, label: Second, incident: brush, provoker: cn}\n"
                                   "  - {date: 2023-02-10"},
                                  {"rate: 0.1/day, opens_crisis: 0, round: 6h, rounds: 2",
                                   "rate: 0/day, round: 1d, rounds: 5, provoker_rung: 2, victim_rung: 2"}});
    for_each_trajectory(model, 5, [](const CampaignSummary& s, const Trajectory& t) {
        double opened = 0;
        int dear = 0;
        int cheap = 0;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kCrisisOpened) opened = e.hours / kHoursPerDay;
            if (e.kind == EventKind::kAction && e.actor == 0) ++(opened < 40 ? cheap : dear);
        }
        CHECK(cheap == 5);
        CHECK(dear == 5);
        CHECK(s.parts[at(PayoffPart::kActions)][0] == Approx(-0.5 * dear));
    });
}

TEST_CASE("to set what holds already changes nothing, to the last bit") {
    const Values values = {{"tracks.students.value", "0.01/day"},
                           {"incidents.brush.rate", "0.03/day"},
                           {"actors.cn.rationality", "3"},
                           {"channels.hotline.pickup.cn", "0.8"}};
    check_same_campaigns(written("2023-03-03", compact_text(), values),
                         set_on("2023-03-03", compact_text(), values), 40);
}

TEST_CASE("what is set on the first day holds as if the scenario said so") {
    const Values values = {{"actors.cn.rationality", "1.5"},
                           {"incidents.brush.rate", "0.06/day"},
                           {"channels.hotline.pickup.cn", "0.3"},
                           {"crisis.misperception", "0.3"},
                           {"tension.mean", "0.6"},
                           {"actors.us.trust.loss", "2"}};
    check_same_campaigns(written("2023-01-01", compact_text(), values),
                         set_on("2023-01-01", compact_text(), values), 40);
}

TEST_CASE("crises and postures are solved with the values of their time") {
    const std::pair<std::string, std::string> solved = {"agent: {rule: lookahead, depth: 1}",
                                                        "agent: {rule: equilibrium}"};
    const std::pair<std::string, std::string> chosen = {
        "posture:\n      presence", "posture:\n      choice: quantal_response\n      presence"};
    const std::string text =
        edited(compact_text(), {solved,
                                solved,
                                chosen,
                                chosen,
                                {"issues:\n",
                                 "solver: {beliefs: 2, configurations: 1, harms: 0}\n"
                                 "contexts: [{feature: tension, values: [0.2, 0.6]}]\nissues:\n"}});
    const Values values = {{"actions.climb.cost", "0.3"}, {"actors.us.posture.presence.benefit", "2"}};
    check_same_campaigns(written("2023-01-01", text, values), set_on("2023-01-01", text, values), 10);
}

TEST_CASE("a campaign that was paused goes on with the values of its time") {
    const Model model = changing("actions.hold.cost: 0.5",
                                 {{"  - {date: 2023-02-10",
                                   "  - {date: 2023-02-20, label: Second, incident: brush, provoker: cn}\n"
                                   "  - {date: 2023-02-10"},
                                  {"rate: 0.1/day, opens_crisis: 0, round: 6h, rounds: 2",
                                   "rate: 0/day, round: 1d, rounds: 5, provoker_rung: 2, victim_rung: 2"}});
    Simulator simulator(model);
    REQUIRE(simulator.run_until_rung({1, 0}, 2));
    const PausedCampaign paused = simulator.pause();
    Simulator other(model);
    CHECK_FALSE(other.resume_until_rung(paused, {1, 1}, 3));
    CHECK(other.highest_rung() == 2);
    CHECK(other.steps() > 50);  // to the end: the days that were left
}
