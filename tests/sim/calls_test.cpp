// SPDX-License-Identifier: Apache-2.0
// Calls, talks and agreements happen as often in play as the rules of the crisis say.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// One crisis of one round of 12 hours, in which the US calls. Terms are worth more than letting the matter
// fade, which costs a tenth of the stakes of 1, and actors are rational enough to accept them.
const char* const kCallsScenario = R"(name: calls
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low}, {name: high}, {name: war}]
actors:
  us:
    types: {only: {prior: 1, war_cost: 5}}
    rationality: 300
    agent: {rule: scripted, script: [call]}
  cn:
    types: {only: {prior: 1, war_cost: 5}}
    rationality: 300
    agent: {rule: scripted, script: [hold]}
channels:
  hotline:
    latency: {family: exponential, base: 6h}
    pickup: {us: {base: 0.1}, cn: {base: 0.8}}
    fidelity: 0.9
    authority: 0.8
actions: {hold: {}, call: {calls: hotline}, climb: {move: 1}}
incidents:
  brush: {rate: 0/day, provoker_rung: 1, victim_rung: 1, round: 12h, rounds: 1}
crisis: {kept: {base: 0.5}, terms: [0.02]}
timeline: [{date: 2023-01-02, label: Start, incident: brush, provoker: cn}]
)";

constexpr int kCallsCampaigns = 4000;

bool agrees(double events, double p) {
    return std::abs(events / kCallsCampaigns - p) < 4.0 * std::sqrt(p * (1 - p) / kCallsCampaigns);
}

}  // namespace

TEST_CASE("a call is answered by who picks up in time, and may settle the crisis") {
    double answered = 0;
    double settled = 0;
    Mean hours;
    for_each_campaign(model_of_text(kCallsScenario), kCallsCampaigns, [&](const CampaignSummary& s) {
        REQUIRE(s.calls == 1);
        REQUIRE(s.settled + s.faded == 1);
        answered += s.calls_answered;
        settled += s.settled;
        REQUIRE(s.talks == s.settled);
        REQUIRE(s.talks_agreed == s.talks);
        if (s.calls_answered > 0) hours.add(s.hours_to_first_contact);
    });
    const double p = 0.8 * (1 - std::exp(-2.0));
    CHECK(agrees(answered, p));
    CHECK(agrees(settled, p * 0.5 * 0.9 * 0.8));
    // Mean of an exponential time cut off at two means.
    CHECK(hours.deviation(6 * (1 - 2 * std::exp(-2.0) / (1 - std::exp(-2.0)))) < 4.0);
}

TEST_CASE("terms are accepted as often as logit has it on what they are worth more than going on") {
    // China goes on to a sore of 0.1; or it accepts terms that cost it 0.02, or 0.19.
    for (const auto& [terms, gain] : {std::pair{"0.02", 0.08}, {"0.19", -0.09}}) {
        double talks = 0;
        double agreed = 0;
        for_each_campaign(
            model_of_text(edited(kCallsScenario, {{"terms: [0.02]", "terms: [" + std::string(terms) + "]"},
                                                  {"rationality: 300", "rationality: 1"},
                                                  {"rationality: 300", "rationality: 10"}})),
            kCallsCampaigns, [&](const CampaignSummary& s) {
                talks += s.talks;
                agreed += s.talks_agreed;
                REQUIRE(s.talks_agreed == s.settled);
                REQUIRE(s.parts[at(PayoffPart::kStakes)][0] == Approx((gain - 0.1) * -s.settled));
            });
        const double p = 1 / (1 + std::exp(-10 * gain));
        CHECK(agrees(talks, 0.8 * (1 - std::exp(-2.0)) * 0.5 * 0.9 * 0.8));
        CHECK(std::abs(agreed / talks - p) < 4.0 * std::sqrt(p * (1 - p) / talks));
    }
}

TEST_CASE("no call settles a crisis in which the other side climbs") {
    double answered = 0;
    for_each_campaign(model_of_text(edited(kCallsScenario, {{"script: [hold]", "script: [climb]"}})),
                      kCallsCampaigns, [&](const CampaignSummary& s) {
                          REQUIRE(s.settled == 0);
                          answered += s.calls_answered;
                      });
    CHECK(agrees(answered, 0.8 * (1 - std::exp(-2.0))));
}

TEST_CASE("when both call, either answer may settle") {
    // Talks likely enough that it shows that both answers may lead to one and the same.
    const std::string text =
        edited(kCallsScenario, {{"script: [hold]", "script: [call]"},
                                {"us: {base: 0.1}, cn: {base: 0.8}", "us: {base: 0.6}, cn: {base: 0.9}"},
                                {"kept: {base: 0.5}", "kept: {base: 0.95}"}});
    double settled = 0;
    for_each_campaign(model_of_text(text), kCallsCampaigns, [&](const CampaignSummary& s) {
        REQUIRE(s.calls == 2);
        settled += s.settled;
    });
    const double in_time = 1 - std::exp(-2.0);
    const double talk = 0.95 * 0.9 * 0.8;
    const double by_us = 0.9 * in_time * talk;
    const double by_cn = 0.6 * in_time * talk;
    CHECK(agrees(settled, 1 - (1 - by_us) * (1 - by_cn)));
}
