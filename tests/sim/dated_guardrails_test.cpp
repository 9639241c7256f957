// SPDX-License-Identifier: Apache-2.0
// Guardrails that dates of the timeline put in force and end.
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr double kDay = 24.0;

const char* const kDated = R"(name: dated
time: {start: 2023-01-01, end: 2023-04-11, season: 30d, tick: 1d}
ladder: [{name: calm}, {name: low}, {name: war}]
actors:
  us: {rationality: 2, types: {only: {prior: 1, war_cost: 5}}}
  cn: {rationality: 2, types: {only: {prior: 1, war_cost: 5}}}
channels:
  hotline: {latency: 1h}
  line: {latency: 1h}
actions:
  hold: {}
  climb: {move: 1}
incidents:
  brush: {rate: 0/day, opens_crisis: 0, round: 6h, rounds: 2}
guardrails:
  rules: {rules: [{actions: [climb], breach_cost: 100}], opens: [line], upkeep: {us: 0.02/day, cn: 0.01/day}}
timeline:
  - {date: 2023-02-10, label: Treaty, adopts: [rules]}
  - {date: 2023-03-22, label: Withdrawal, ends: [rules]}
)";

// What is said of guardrails: the day and how.
std::vector<std::pair<double, Detail>> news_of(const Trajectory& t) {
    std::vector<std::pair<double, Detail>> news;
    for (const Event& e : t.events) {
        if (e.kind == EventKind::kGuardrail) news.emplace_back(e.hours / kDay, e.detail);
    }
    return news;
}

using News = std::vector<std::pair<double, Detail>>;

}  // namespace

TEST_CASE("a date puts a guardrail in force, and another ends it") {
    for_each_trajectory(model_of_text(kDated), 1, [&](const CampaignSummary& s, const Trajectory& t) {
        CHECK(news_of(t) == News{{40, Detail::kAdopted}, {80, Detail::kEnded}});
        CHECK(s.parts[at(PayoffPart::kUpkeep)][0] == Approx(-0.02 * 40));
        CHECK(s.parts[at(PayoffPart::kUpkeep)][1] == Approx(-0.01 * 40));
        for (const Event& e : t.events) {
            const double day = e.hours / kDay;
            if (e.kind != EventKind::kState) continue;  // which comes before what the same moment brings
            INFO(day);
            CHECK(e.channels_open == (day > 40 && day <= 80 ? 3U : 1U));
        }
    });
}

TEST_CASE("a date decides whatever seasons would, and whatever was in force before") {
    const std::string seasonal =
        edited(kDated, {{"name: dated", "name: dated\nadoption: seasonal"},
                        {"  rules: {rules:", "  rules: {in_force: true, accept: {us: 0, cn: 1}, rules:"}});
    for_each_trajectory(model_of_text(seasonal), 1, [&](const CampaignSummary&, const Trajectory& t) {
        CHECK(news_of(t) == News{{0, Detail::kRebuffed}, {40, Detail::kAdopted}, {80, Detail::kEnded}});
    });
    const std::string from_the_start =
        edited(kDated, {{"  rules: {rules:", "  rules: {in_force: true, rules:"}});
    for_each_trajectory(model_of_text(from_the_start), 1, [&](const CampaignSummary& s, const Trajectory& t) {
        CHECK(news_of(t) == News{{0, Detail::kAdopted}, {80, Detail::kEnded}});
        CHECK(s.parts[at(PayoffPart::kUpkeep)][0] == Approx(-0.02 * 80));
    });
}

TEST_CASE("what a dated guardrail forbids is not done in crises that open while it is in force") {
    const std::string crises =
        edited(kDated, {{"rate: 0/day, opens_crisis: 0", "rate: 0.2/day, opens_crisis: 1"}});
    std::array<int, 2> climbs{};
    int held = 0;
    for_each_trajectory(model_of_text(crises), 40, [&](const CampaignSummary&, const Trajectory& t) {
        double opened = 0;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kCrisisOpened) opened = e.hours / kDay;
            if (e.kind != EventKind::kAction) continue;
            const bool in_force = opened > 40 && opened < 80;
            if (e.label == 1) ++climbs.at(in_force ? 1 : 0);
            if (e.label == 0 && in_force) ++held;
        }
    });
    CHECK(climbs[0] > 0);
    CHECK(climbs[1] == 0);
    CHECK(held > 100);
}
