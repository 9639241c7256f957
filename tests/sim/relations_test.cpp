// SPDX-License-Identifier: Apache-2.0
// What happens between crises, against the distributions that the scenario writes down.
#include <map>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr double kDay = 24.0;
constexpr int kRelationsCampaigns = 1500;

const char* const kRelationsScenario = R"(name: relations
time: {start: 2023-01-01, end: 2023-09-28, season: 30d, tick: 1d}
tension: {initial: 0.5, mean: 0.5, relaxation: 10d, volatility: 0.3}
ladder: [{name: calm}, {name: low}, {name: war}]
actors:
  us:
    types: {only: {prior: 1, war_cost: 5}}
    trust: {initial: 0.8, baseline: 0.3, relaxation: 50d, gain: 0.5, loss: 2}
  cn:
    types: {only: {prior: 1, war_cost: 5}}
    trust: {initial: 0.8, baseline: 0.3, relaxation: 50d, gain: 0.5, loss: 2}
channels:
  hotline: {latency: 1h, initial: frozen, frozen_by: cn, thaw: {base: 0.01/day}}
  talks: {latency: 1h, initial: frozen, frozen_by: cn, thaw: {base: 0/day}}
  line: {latency: 1h, thaw: {base: 1/day}}
actions: {hold: {}}
incidents:
  brush:
    rate: 0.05/day
    provoker: {us: 1, cn: 3}
    accident: {base: 0.4}
    recognised: {base: 0.7}
    opens_crisis: 0
adoption: seasonal
guardrails:
  rules: {in_force: true, accept: {us: {base: 0.7}, cn: {base: 0.4}}}
contacts:
  visit: {dates: [2023-09-08], hold: {base: 0.6}, thaws: {talks: 0.5}, opens: {exchange: 0.25}}
readouts: {score: {us: {base: 0.5}, cn: {base: -0.5}}, blaming_below: -1, constructive_above: 1}
tracks:
  students: {value: 0/day, initially_open: false, reopen: {base: 0.005/day}}
  exchange: {value: 0/day, initially_open: false, reopen: {base: 0/day}}
timeline:
  - {date: 2023-02-10, label: Cut, cuts: [line], by: us}
  - {date: 2023-03-12, label: Gift, trust: {us: 0.2, cn: -0.2}}
)";

struct Share {
    double events = 0.0;
    double occasions = 0.0;
    void add(bool event) {
        ++occasions;
        events += event ? 1.0 : 0.0;
    }
    void check(double p) const {
        INFO(events << " of " << occasions << ", expected " << p);
        CHECK(std::abs(events / occasions - p) < 4.0 * std::sqrt(p * (1 - p) / occasions));
    }
};

double logistic_of(double x) {
    return 1 / (1 + std::exp(-x));
}

// Over time, which each record but the last says until the next.
double mean_trust(const Trajectory& t, std::size_t actor) {
    double sum = 0.0;
    for (std::size_t k = 1; k < t.events.size(); ++k)
        sum += t.events[k - 1].trust.at(actor) * (t.events[k].hours - t.events[k - 1].hours);
    return sum / t.events.back().hours;
}

}  // namespace

TEST_CASE("the slow state, channels, tracks, contacts, readouts and adoption follow their laws") {
    Mean tension;
    Mean square;
    Mean product;
    std::map<Detail, Share> contact;
    std::array<Share, 2> blaming;
    std::array<Share, 2> constructive;
    Share thawed;
    Share reopened;
    Share talks;
    Share exchange;
    Share adopted;
    Share refused_by_us;
    Share refused_by_cn;
    Share by_us;
    Share accidental;
    Share recognised;

    for_each_trajectory(
        model_of_text(kRelationsScenario), kRelationsCampaigns,
        [&](const CampaignSummary& s, const Trajectory& t) {
            double at_100 = 0.0;
            bool hotline_open = false;
            bool students_open = false;
            bool talks_open = false;
            bool exchange_open = false;
            bool held = false;
            for (const Event& e : t.events) {
                const double day = e.hours / kDay;
                switch (e.kind) {
                    case EventKind::kState:
                        if (day == 50) REQUIRE(e.trust[0] == Approx(0.3 + 0.5 * std::exp(-1.0)));
                        if (day == 100) at_100 = e.tension;
                        if (day == 110) product.add((at_100 - 0.5) * (e.tension - 0.5));
                        break;
                    case EventKind::kChannel:
                        if (e.detail ==
                            Detail::kThawed) {  // the first record says what was closed at the start
                            if (e.label == 0 && day <= 100) hotline_open = true;
                            if (e.label == 1) talks_open = true;
                        }
                        if (e.label == 2)
                            REQUIRE(e.detail == Detail::kCut);  // and stays so, whatever its thaw
                        break;
                    case EventKind::kTrack:
                        if (e.label == 0 && day <= 200) students_open = true;
                        if (e.label == 1) exchange_open = true;
                        break;
                    case EventKind::kContact:
                        held = e.detail == Detail::kHeld;
                        contact[Detail::kHeld].add(held);
                        break;
                    case EventKind::kReadout:
                        blaming[static_cast<std::size_t>(e.actor)].add(e.detail == Detail::kBlaming);
                        constructive[static_cast<std::size_t>(e.actor)].add(e.detail ==
                                                                            Detail::kConstructive);
                        break;
                    case EventKind::kGuardrail:
                        if (e.hours > 0) break;
                        adopted.add(e.detail == Detail::kAdopted);
                        refused_by_us.add(e.actor == 0);
                        refused_by_cn.add(e.actor == 1);
                        break;
                    case EventKind::kIncident:
                        by_us.add(e.actor == 0);
                        accidental.add(e.detail != Detail::kIntended);
                        if (e.detail != Detail::kIntended) recognised.add(e.detail == Detail::kRecognised);
                        break;
                    default:
                        break;
                }
            }
            tension.add(at_100);
            square.add((at_100 - 0.5) * (at_100 - 0.5));
            thawed.add(hotline_open);
            reopened.add(students_open);
            if (held) talks.add(talks_open);
            if (held) exchange.add(exchange_open);
            if (!held) REQUIRE_FALSE((talks_open || exchange_open));
            REQUIRE(s.contacts_held == (held ? 1.0 : 0.0));
        });

    // Stationary variance of the Ornstein-Uhlenbeck process: volatility^2 relaxation / 2; correlation
    // exp(-1).
    const double variance = 0.09 * 10 / 365.25 / 2;
    CHECK(tension.deviation(0.5) < 4.0);
    CHECK(square.deviation(variance) < 4.0);
    CHECK(product.deviation(variance * std::exp(-1.0)) < 4.0);
    thawed.check(1 - std::exp(-1.0));
    reopened.check(1 - std::exp(-1.0));
    contact[Detail::kHeld].check(0.6);
    talks.check(0.5);
    exchange.check(0.25);
    for (std::size_t i = 0; i < 2; ++i) {
        const double score = i == 0 ? 0.5 : -0.5;
        blaming[i].check(logistic_of(-1 - score));
        constructive[i].check(logistic_of(score - 1));
    }
    adopted.check(0.7 * 0.4);
    refused_by_us.check(0.3 * 0.4);
    refused_by_cn.check(0.7 * 0.6);
    by_us.check(0.25);
    accidental.check(0.4);
    recognised.check(0.7);
}

TEST_CASE("mean trust is what the records say over time") {
    const Model model = model_of_text(
        edited(kRelationsScenario, {{"label: Gift, trust: {us: 0.2, cn: -0.2}", "label: Nothing"},
                                    {"readouts: {", "readouts: {gap_trust: -0.1, "}}));
    for_each_trajectory(model, 20, [&](const CampaignSummary& s, const Trajectory& t) {
        for (std::size_t i = 0; i < 2; ++i) CHECK(s.mean_trust[i] == Approx(mean_trust(t, i)));
    });
}

TEST_CASE("trust is slow up and fast down, and differing readouts cost it") {
    const Model model =
        model_of_text(edited(kRelationsScenario, {{"readouts: {", "readouts: {gap_trust: -0.1, "},
                                                  {"hold: {base: 0.6}", "hold: {base: 1}"}}));
    int gaps = 0;
    for_each_trajectory(model, 20, [&](const CampaignSummary&, const Trajectory& t) {
        std::array<double, 2> before{};
        std::vector<Event> readouts;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kShock && e.label == 1) before = e.trust;
            if (e.kind == EventKind::kState && e.hours == 71 * kDay) {  // a day after the gift
                const double day = std::exp(-1.0 / 50);
                CHECK(e.trust[0] == Approx(0.3 + (before[0] + 0.1 * (1 - before[0]) - 0.3) * day));
                CHECK(e.trust[1] == Approx(0.3 + (before[1] - 0.4 * before[1] - 0.3) * day));
            }
            if (e.kind == EventKind::kContact) before = e.trust;
            if (e.kind == EventKind::kReadout) readouts.push_back(e);
        }
        REQUIRE(readouts.size() == 2);
        const int gap = std::abs(static_cast<int>(readouts[0].detail) - static_cast<int>(readouts[1].detail));
        gaps += gap;
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(readouts[1].trust[i] == Approx(before[i] * (1 - 2 * 0.1 * gap)));
        }
    });
    CHECK(gaps > 0);
}

TEST_CASE("a cut channel is opened again by the timeline, and by nothing else") {
    const Model model = model_of_text(
        edited(kRelationsScenario,
               {{"timeline:\n", "timeline:\n  - {date: 2023-05-01, label: Mended, thaws: [line]}\n"}}));
    for_each_trajectory(model, 5, [&](const CampaignSummary&, const Trajectory& t) {
        std::vector<std::pair<double, Detail>> events;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kChannel && e.label == 2) events.emplace_back(e.hours / kDay, e.detail);
        }
        CHECK(events == std::vector<std::pair<double, Detail>>{{40, Detail::kCut}, {120, Detail::kThawed}});
    });
}

TEST_CASE("channels that share a thaw come back together, whatever thaws one of them") {
    // `line` is frozen later than `hotline`, and without a draw of its own.
    const std::string text =
        edited(kRelationsScenario,
               {{"line: {latency: 1h, thaw: {base: 1/day}}", "line: {latency: 1h, thaws_with: hotline}"},
                {"cuts: [line]", "freezes: [line]"},
                {"thaws: {talks: 0.5}", "thaws: {line: 0.5}"}});
    Share by_itself;
    Share by_contact;
    for_each_trajectory(
        model_of_text(text), kRelationsCampaigns, [&](const CampaignSummary&, const Trajectory& t) {
            std::array<double, 2> thawed{};
            bool held = false;
            for (const Event& e : t.events) {
                if (e.kind == EventKind::kContact) held = e.detail == Detail::kHeld;
                if (e.kind != EventKind::kChannel || e.detail != Detail::kThawed || e.label == 1) continue;
                thawed[e.label == 0 ? 0 : 1] = e.hours / kDay;
            }
            const bool before = thawed[0] > 0 && thawed[0] <= 40;  // `line` was still open
            if (!before) REQUIRE(thawed[0] == thawed[1]);
            by_itself.add(thawed[0] > 0 && thawed[0] < 250);
            if (held && !(thawed[0] > 0 && thawed[0] < 250)) by_contact.add(thawed[0] == 250);
        });
    by_itself.check(1 - std::exp(-0.01 * 249));
    by_contact.check(1 - 0.5 * std::exp(-0.01));  // or by itself on that day
}

TEST_CASE("a contact thaws what shares the thaw of the channel it names, though that one is open") {
    const std::string text =
        edited(kRelationsScenario,
               {{"line: {latency: 1h, thaw: {base: 1/day}}", "line: {latency: 1h, thaws_with: talks}"},
                {"cuts: [line]", "label: Nothing"},
                {", label: Cut", ""},
                {", by: us}", "}"},
                {"hold: {base: 0.6}, thaws: {talks: 0.5}", "thaws: {line: 0.5}"}});
    Share thawed;
    for_each_trajectory(
        model_of_text(text), kRelationsCampaigns, [&](const CampaignSummary&, const Trajectory& t) {
            double day = 0;
            for (const Event& e : t.events) {
                if (e.kind == EventKind::kChannel && e.label == 1 && e.detail == Detail::kThawed)
                    day = e.hours / kDay;
            }
            thawed.add(day == 250);
        });
    thawed.check(0.5);
}

TEST_CASE("contacts that come at random come at their mean rate, and exponential times apart") {
    const std::string text =
        edited(kRelationsScenario,
               {{"visit: {dates: [2023-09-08], ",
                 "visit: {cadence: 20d, irregular: true, from: 2023-03-02, until: 2023-09-08, "}});
    Mean gap;
    Mean square;
    Mean meetings;
    Share held;
    for_each_trajectory(model_of_text(text), kRelationsCampaigns,
                        [&](const CampaignSummary& s, const Trajectory& t) {
                            double last = 60;
                            int count = 0;
                            for (const Event& e : t.events) {
                                if (e.kind != EventKind::kContact) continue;
                                const double day = e.hours / kDay;
                                REQUIRE((day >= 60 && day < 250));
                                if (count++ == 0) {
                                    gap.add(day - last);
                                    square.add((day - last) * (day - last));
                                }
                                held.add(e.detail == Detail::kHeld);
                            }
                            meetings.add(count);
                            if (count > 0) REQUIRE(s.contacts_held <= 1.0);
                        });
    CHECK(meetings.deviation(190.0 / 20) < 4.0);
    CHECK(gap.deviation(20) < 4.0);  // P(none in 190 days) is 7e-5
    CHECK(square.deviation(2 * 20 * 20) < 4.0);
    held.check(0.6);
}

TEST_CASE("an action calls off the next occasion, or all that come soon") {
    // Decided at the end of 17 January; the visits are planned 8, 13 and 23 days later.
    const std::string text = R"(name: called-off
time: {start: 2023-01-01, end: 2023-03-01, season: 60d, tick: 60d}
ladder: [{name: calm}, {name: low}, {name: war}]
actors:
  us: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: scripted, script: [call_off]}}
  cn: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: scripted, script: [hold]}}
actions: {hold: {}, call_off: {cancels: [visit]}}
incidents: {brush: {rate: 0/day, round: 1d, rounds: 1}}
contacts: {visit: {dates: [2023-01-25, 2023-01-30, 2023-02-09]}}
timeline: [{date: 2023-01-16, label: Start, incident: brush, provoker: cn}]
)";
    const auto visits = [&](const std::string& limit) {
        std::vector<Detail> details;
        const Model model = model_of_text(edited(text, {{"cancels: [visit]", "cancels: [visit]" + limit}}));
        for_each_trajectory(model, 1, [&](const CampaignSummary&, const Trajectory& t) {
            for (const Event& e : t.events) {
                if (e.kind == EventKind::kContact) details.push_back(e.detail);
            }
        });
        return details;
    };
    using enum Detail;
    CHECK(visits("") == std::vector{kCancelled, kHeld, kHeld});
    CHECK(visits(", cancels_for: 14d") == std::vector{kCancelled, kCancelled, kHeld});
    CHECK(visits(", cancels_for: 7d") == std::vector{kHeld, kHeld, kHeld});
}

TEST_CASE("a line that a guardrail opens while a crisis runs can be called in it") {
    const Model model = model_of_text(R"(name: line
time: {start: 2023-01-01, end: 2023-03-01, season: 20d, tick: 20d}
tension: {initial: 0, mean: 0}
ladder: [{name: calm}, {name: low}, {name: war}]
actors:
  us: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: mixed, mix: {call: 1}}}
  cn: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: mixed, mix: {hold: 1}}}
channels:
  line: {latency: 1h, pickup: 0}
actions: {hold: {}, call: {calls: line}}
incidents: {brush: {rate: 0/day, provoker_rung: 1, victim_rung: 1, round: 1d, rounds: 10}}
adoption: seasonal
guardrails:
  centre: {in_force: true, opens: [line], accept: {base: 0.5, effects: {tension: 100}}}
timeline:
  - {date: 2023-01-16, label: Start, incident: brush, provoker: cn, tension: 0.5}
)");
    int without_at_first = 0;
    for_each_trajectory(model, 40, [&](const CampaignSummary& s, const Trajectory& t) {
        bool adopted = false;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kGuardrail && e.hours == 0) adopted = e.detail == Detail::kAdopted;
        }
        // Ten rounds from day 16 on; from day 20 on, when both accept, in any case.
        CHECK(s.calls == (adopted ? 10 : 5));
        without_at_first += adopted ? 0 : 1;
    });
    CHECK(without_at_first > 10);
}
