// SPDX-License-Identifier: Apache-2.0
// Every feature of the linear models acts in the direction of its coefficient, seen through what a campaign
// comes to. Pairs of campaigns share their random numbers; the mean difference lies beyond 4 standard errors.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

using Edits = std::vector<std::pair<std::string, std::string>>;
using Measure = double (*)(const CampaignSummary&);

double incidents(const CampaignSummary& s) {
    return s.incidents;
}
double crises(const CampaignSummary& s) {
    return s.crises;
}
double accidents(const CampaignSummary& s) {
    return s.accidents;
}
double misperceptions(const CampaignSummary& s) {
    return s.misperceptions;
}
double contacts(const CampaignSummary& s) {
    return s.contacts_held;
}

// +1 or -1: `after` moves the measure up or down against `before`; 0: not beyond 4 standard errors. Both are
// edits of the compact scenario.
int direction(const Edits& before, const Edits& after, Measure measure, int campaigns = 250) {
    const std::string text = source_text("tests/fixtures/compact.yaml");
    const Mean d = paired_difference(model_of_text(edited(text, after)), model_of_text(edited(text, before)),
                                     campaigns, measure);
    INFO("mean " << d.mean() << ", error " << d.error());
    CHECK(std::abs(d.mean()) > 4.0 * d.error());
    return d.mean() > 0.0 ? 1 : -1;
}

// The edit that gives one of the scenario's models a further effect.
std::pair<std::string, std::string> rate_effect(const std::string& effect) {
    return {"rate: {base: 0.01/day}", "rate: {base: 0.01/day, effects: {" + effect + "}}"};
}
std::pair<std::string, std::string> opening_effect(const std::string& effect) {
    return {"opens_crisis: {base: 0.7}", "opens_crisis: {base: 0.7, effects: {" + effect + "}}"};
}
std::pair<std::string, std::string> hazard_effect(const std::string& effect) {
    return {"hazard: {base: 0.05/day, effects: {rung.us: 0.2, rung.cn: 0.2}}",
            "hazard: {base: 0.05/day, effects: {" + effect + "}}"};
}
std::pair<std::string, std::string> misperception_effect(const std::string& effect) {
    return {"misperception: {base: 0.1, effects: {tension: 0.2}}",
            "misperception: {base: 0.1, effects: {" + effect + "}}"};
}

}  // namespace

TEST_CASE("tension and its coefficient on a rate") {
    const auto effect = rate_effect("tension: 3");
    CHECK(direction({effect},
                    {effect, {"tension: {initial: 0.4, mean: 0.4", "tension: {initial: 0.9, mean: 0.9"}},
                    incidents) == 1);
}

TEST_CASE("trust on what a call leads to", "[long]") {
    // With more trust an answered call settles more often: fewer rounds.
    const std::pair<std::string, std::string> effect = {
        "kept: {base: 0.6, effects: {trust.us: 0.5, trust.cn: 0.5}",
        "kept: {base: 0.05, effects: {trust.us: 6, trust.cn: 0}"};
    CHECK(direction(
              {effect},
              {effect, {"trust: {initial: 0.3, baseline: 0.3", "trust: {initial: 0.9, baseline: 0.9"}},
              [](const CampaignSummary& s) { return s.crisis_hours; }, 1000) == -1);
}

TEST_CASE("presence on a rate", "[long]") {
    for (const char* actor : {"us", "cn"}) {
        const auto effect = rate_effect("presence." + std::string(actor) + ": 1");
        CHECK(direction({}, {effect}, incidents) == 1);
    }
    CHECK(direction({}, {{"levels: [0, 1, 2], initial: 1", "levels: [0, 1, 2], initial: 2"}}, incidents) ==
          1);
    CHECK(direction({}, {{"levels: [0, 1, 2], initial: 1", "levels: [0, 1, 2], initial: 0"}}, incidents) ==
          -1);
}

TEST_CASE("unpredictability on accidents") {
    const auto effect = hazard_effect("unpredictability.us: 1.5");
    CHECK(direction({effect}, {effect, {"levels: [0, 1], initial: 0", "levels: [0, 1], initial: 1"}},
                    accidents) == 1);
}

TEST_CASE("economic pressure on the opening of crises") {
    const auto effect = opening_effect("pressure.economic.us: -3");
    CHECK(direction({effect},
                    {effect,
                     {"economic_pressure: {initial: 0.3, mean: 0.3",
                      "economic_pressure: {initial: 0.9, mean: 0.9"}},
                    crises) == -1);
}

TEST_CASE("third-party pressure on the holding of contacts") {
    const std::pair<std::string, std::string> effect = {
        "hold: {base: 0.7, effects: {tension: -1}}", "hold: {base: 0.3, effects: {pressure.third_party: 4}}"};
    CHECK(direction({effect},
                    {effect,
                     {"third_party_pressure: {initial: 0.3, mean: 0.3",
                      "third_party_pressure: {initial: 0.9, mean: 0.9"}},
                    contacts) == 1);
}

TEST_CASE("nearness of a summit on the opening of crises") {
    const auto effect = opening_effect("summit_proximity: -5");
    CHECK(direction({effect, {"focal: true, lead: 60d", "focal: false"}}, {effect}, crises) == -1);
}

TEST_CASE("recent incidents on a rate", "[long]") {
    CHECK(direction({}, {rate_effect("recent_incidents: 0.8")}, incidents) == 1);
    const auto effect = rate_effect("recent_incidents: 0.8");
    CHECK(direction({effect}, {effect, {"domain: sea", "domain: sea\n    recent_weight: 3"}}, incidents) ==
          1);
}

TEST_CASE("belief about resolve on the opening of crises") {
    const auto effect = opening_effect("resolve.us: -4");
    CHECK(direction({effect},
                    {effect,
                     {"types: {resolute: {prior: 0.4, war_cost: 6, stakes: 1.5, audience: 1.5}, restrained: "
                      "{prior: 0.6,",
                      "types: {resolute: {prior: 0.9, war_cost: 6, stakes: 1.5, audience: 1.5}, restrained: "
                      "{prior: 0.1,"}},
                    crises) == -1);
}

TEST_CASE("rungs and harm on accidents") {
    // Who looks ahead climbs less where rungs are dangerous: here nobody does.
    const std::pair<std::string, std::string> heedless = {
        "agent: {rule: lookahead, depth: 1}", "agent: {rule: mixed, mix: {hold: 4, climb: 1, step_down: 1}}"};
    const auto with = [&](const std::string& effect) {
        return Edits{heedless, heedless, hazard_effect(effect)};
    };
    CHECK(direction(with("rung.us: 0"), with("rung.us: 1"), accidents) == 1);
    CHECK(direction(with("rung.cn: 0"), with("rung.cn: 1"), accidents) == 1);
    const std::pair<std::string, std::string> often = {"\n    harm: {base: 0.5}", "\n    harm: {base: 0.95}"};
    Edits before = with("rung.us: 0.2, rung.cn: 0.2");
    Edits after = with("rung.us: 0.2, rung.cn: 0.2, harm: 2");
    before.push_back(often);
    after.push_back(often);
    CHECK(direction(before, after, accidents) == 1);
}

TEST_CASE("a guardrail on accidents") {
    const auto effect = hazard_effect("guardrail.rules: -3");
    const std::pair<std::string, std::string> harmless = {"breach_cost: 0.2", "breach_cost: 0"};
    CHECK(direction({effect, harmless}, {effect, harmless, {"  rules:\n", "  rules:\n    in_force: true\n"}},
                    accidents) == -1);
}

TEST_CASE("an open channel on misperception") {
    // Nobody calls over it, so that only the feature differs.
    const std::pair<std::string, std::string> silent = {"calls: [hotline, spare]", "calls: [spare]"};
    const auto effect = misperception_effect("channel.hotline: -4");
    CHECK(direction({silent}, {silent, effect}, misperceptions) == -1);
    CHECK(direction({silent, effect, {"  hotline:\n", "  hotline:\n    initial: cut\n"}}, {silent, effect},
                    misperceptions) == -1);
}
