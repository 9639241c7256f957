// SPDX-License-Identifier: Apache-2.0
// The rules between members, and those for scenarios that no file was read for.
#include <functional>

#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

namespace {

std::string problem_of(const std::function<void(Scenario&)>& change) {
    Scenario scenario = parse_scenario(small_scenario(), "s.yaml").scenario();
    change(scenario);
    return to_string(check(scenario));
}

std::string numbered(const std::string& prefix, int count, const std::string& body) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "  " + prefix + std::to_string(i) + ": " + body + "\n";
    return text;
}

}  // namespace

TEST_CASE("the small scenario is sound") {
    CHECK(problems(small_scenario()).empty());
}

TEST_CASE("the game has two actors and a ladder up to war") {
    CHECK_THAT(problems_with("issues:\n", "  jp: {types: {only: {}}}\nissues:\n"),
               contains("s.yaml:1:1: there are 3 actors"));
    CHECK_THAT(problems_with("  - {name: show, cost: 0.02/day}\n", ""),
               contains("s.yaml:1:1: the ladder has 2 rungs"));
    CHECK(problems_with("name: show", "name: calm") == "s.yaml:7:5: the rung 'calm' is on the ladder twice");
}

TEST_CASE("the campaign has a length that can be simulated") {
    CHECK_THAT(problems_with("end: 2024-02-01", "end: 2022-02-01"),
               contains("the campaign ends (2022-02-01) before it has begun (2023-02-01)"));
    CHECK_THAT(problems_with("end: 2024-02-01", "end: 2024-02-01, season: 6h"),
               contains("the tick (24h) is longer than the season (6h)"));
    CHECK_THAT(problems_with("end: 2024-02-01", "end: 2034-02-01, tick: 1min"),
               contains("more than 1000000 ticks"));
}

TEST_CASE("priors are a distribution") {
    CHECK(problems_with("prior: 0.3", "prior: 0.4") ==
          "s.yaml:13:3: the priors of the types of cn sum to 1.1, not to 1");
    CHECK_THAT(problems_with("prior: 0.3", "prior: 0"), contains("s.yaml:15:21: prior: 0 is out of range"));
    CHECK_THAT(problems_with("{only: {prior: 1, war_cost: 10}}", "{}"),
               contains("s.yaml:10:3: us has no resolve type"));
}

TEST_CASE("the levels of a posture increase and contain the initial one") {
    const auto posture = [](const std::string& presence) {
        return problems_with("rationality: 2", "posture: {presence: " + presence + "}");
    };
    CHECK(posture("{levels: [0, 1, 2], initial: 1}").empty());
    CHECK(posture("{levels: [0, 2, 1], initial: 1}") ==
          "s.yaml:12:25: the levels of presence do not increase");
    CHECK(posture("{levels: [0, 1], initial: 0.5}") ==
          "s.yaml:12:25: presence: the initial level 0.5 is not one of the levels");
    CHECK(posture("{levels: []}") == "s.yaml:12:25: presence has 0 levels (1 to 16 are possible)");
}

TEST_CASE("agents can do what they are told") {
    CHECK_THAT(problems_with("rationality: 2", "agent: {rule: mixed}"),
               contains("s.yaml:12:12: us decides by a mixture that is empty"));
    CHECK_THAT(problems_with("rationality: 2", "agent: {rule: scripted}"),
               contains("s.yaml:12:12: us follows a script that is empty"));
    CHECK(problems_with("rationality: 2", "agent: {rule: scripted, script: [hold, hold, climb]}").empty());
    CHECK_THAT(problems_with("rationality: 2", "agent: {rule: scripted, script: [hold, clim]}"),
               contains("unknown action 'clim'"));
    CHECK(problems_with("rationality: 2", "agent: {rule: mixed, mix: {hold: 3, climb: 1}}").empty());
    std::string text = small_with("rationality: 2", "agent: {rule: scripted, script: [hold, climb]}");
    text.replace(text.find("climb: {move: 1}"), 16, "climb: {move: 1, actors: cn}");
    CHECK(problems(text) == std::vector<std::string>{"s.yaml:12:44: us may not use the action 'climb'"});
}

TEST_CASE("actions say one thing, on rungs that exist") {
    CHECK(problems_with("climb: {move: 1}", "climb: {move: 1, to_rung: 2}") ==
          "s.yaml:26:3: the action 'climb' has both a move and a rung to move to (keep either move or "
          "to_rung)");
    CHECK(problems_with("climb: {move: 1}", "climb: {to_rung: 3}") ==
          "s.yaml:26:3: to_rung: there is no rung 3 that is allowed here (rungs here run from 0 to 2; 2 is "
          "war)");
    CHECK_THAT(problems_with("climb: {move: 1}", "climb: {move: 1, cancels_for: 3d}"),
               contains("s.yaml:26:3: the action 'climb' cancels nothing"));
    CHECK_THAT(problems_with("lowest_rung: 1", "lowest_rung: 2"),
               contains("s.yaml:27:3: lowest_rung: there is no rung 2"));
    CHECK_THAT(problems_with("lowest_rung: 1", "lowest_rung: 1, highest_rung: 0"),
               contains("s.yaml:27:3: the action 'down' can be used on no rung"));
}

TEST_CASE("terms belong to calls and increase, and a crisis has room for all of them") {
    CHECK_THAT(problems_with("climb: {move: 1}", "climb: {move: 1, terms: [0]}"),
               contains("the action 'climb' has terms and calls nobody (terms belong to calls)"));
    CHECK_THAT(problems_with("calls: hotline, cost: 0.1", "calls: hotline, terms: [0.1, 0.1]"),
               contains("the terms of the action 'call' do not increase"));
    const auto with_rules = [](const std::string& rules) {
        return problems_with("outcomes:", "crisis: {" + rules + "}\noutcomes:");
    };
    CHECK(with_rules("terms: [-0.1, 0, 0.3], war_share: {us: 0.2, cn: -0.2}").empty());
    CHECK_THAT(with_rules("terms: [0.1, 0]"), contains("the terms of crises do not increase"));
    CHECK_THAT(with_rules("terms: []"), contains("crisis.terms: a call has to carry some terms"));
    CHECK_THAT(
        with_rules("war_share: {us: 0.2, cn: 0.1}"),
        contains("crisis.war_share: what one side gains the other loses, and 0.2 and 0.1 do not sum to 0"));
    // Three actions, and a call for each of its terms: 32 moves are the most.
    const auto calls = [](int terms) {
        std::string list = "-1";
        for (int k = 1; k < terms; ++k) list += ", " + std::to_string(-1.0 + 0.01 * k);
        return problems_with("calls: hotline, cost: 0.1", "calls: hotline, terms: [" + list + "]");
    };
    CHECK(calls(29).empty());
    CHECK_THAT(calls(30), contains("there are 33 moves in the incident 'intercept'"));
}

TEST_CASE("each actor always has an action") {
    for (const char* hold : {"{move: 1}", "{lowest_rung: 1}", "{highest_rung: 0}", "{role: victim}",
                             "{incidents: intercept}", "{calls: hotline}", "{reversible: false}",
                             "{from_round: 1}", "{ends_incident: true}", "{actors: cn}"}) {
        CAPTURE(hold);
        CHECK_THAT(problems_with("hold: {}", "hold: " + std::string(hold)),
                   contains("us has no action that is always available"));
    }
    CHECK(problems_with("hold: {}", "hold: {highest_rung: 1}").empty());
    CHECK(problems_with("hold: {}", "hold: {actors: us}\n  wait: {actors: cn}").empty());
}

TEST_CASE("incidents die out, can be provoked, and do not happen absurdly often") {
    CHECK(problems_with("excited_by: {intercept: 0.3}", "excited_by: {intercept: 0.99}").empty());
    CHECK(problems_with("excited_by: {intercept: 0.3}", "excited_by: {intercept: 1}") ==
          "s.yaml:33:18: incidents set each other off faster than they die out: their number explodes "
          "(spectral "
          "radius of excited_by 1) (the spectral radius must be below 1)");
    // two that excite each other: the radius is the root of the product
    const auto pair = [](const std::string& back) {
        return problems_with(
            "excited_by: {intercept: 0.3}\n",
            "excited_by: {other: 2}\n  other:\n    rate: 1/year\n    excited_by: {intercept: " + back +
                "}\n");
    };
    CHECK_THAT(pair("0.51"), contains("explodes"));
    CHECK_THAT(pair("0.49"), !contains("explodes"));
    CHECK(problems_with("round: 12h", "provoker: 0") ==
          "s.yaml:30:3: nobody can provoke the incident 'intercept': both odds are 0");
    CHECK_THAT(problems_with("round: 12h", "persists: 13"),
               contains("persists for 13 rounds, longer than its crisis can last (12)"));
    CHECK_THAT(problems_with("round: 12h", "provoker_rung: 2"),
               contains("s.yaml:30:3: provoker_rung: there is no rung 2"));
    CHECK(problems_with("tension: 1.1", "tension: 20") ==
          "s.yaml:32:11: the incident 'intercept' could happen 6.06e+05 times an hour when all features are "
          "at their "
          "worst (at most 60 an hour; are the coefficients too large?)");
}

TEST_CASE("effects on what is certain are refused") {
    CHECK(problems_with("base: 0.6", "base: 1") ==
          "s.yaml:23:27: pickup: effects cannot change a probability of exactly 1 (give a base just below 1, "
          "or no "
          "effects)");
    CHECK(problems_with("base: 0.03/day", "base: 0/day") ==
          "s.yaml:32:11: rate: effects cannot change a rate of exactly 0 (give a small base, or no effects)");
    CHECK(problems_with("us: 0.9", "us: 1").empty());
    CHECK(problems_with("{base: 0.03/day, effects: {tension: 1.1, guardrail.rules: -0.5}}", "0/day").empty());
}

TEST_CASE("channels, contacts and dates agree with each other") {
    CHECK_THAT(problems_with("access: us", "frozen_by: cn"),
               contains("s.yaml:20:3: the channel 'hotline' is open and yet says"));
    CHECK(problems_with("access: us", "initial: frozen").empty());
    CHECK(problems_with("access: us", "{initial: frozen").find("broken YAML") != std::string::npos);
    CHECK_THAT(problems_with("access: us", "initial: frozen\n    frozen_since: 2023-02-02"),
               contains("but since a later date"));
    CHECK_THAT(problems_with("dates: [2023-06-18], ", ""),
               contains("s.yaml:39:3: the contact 'visit' is never planned"));
    CHECK_THAT(problems_with("dates: [2023-06-18]", "dates: [2023-06-18, 2023-06-18]"),
               contains("the dates of 'visit' are not in order"));
    CHECK_THAT(problems_with("dates: [2023-06-18]", "cadence: 1w, from: 2023-03-01, until: 2023-02-01"),
               contains("ends before it begins"));
    CHECK_THAT(problems_with("dates: [2023-06-18]", "dates: [2023-06-18], from: 2023-03-01"),
               contains("has no cadence"));
    CHECK_THAT(problems_with("dates: [2023-06-18]", "cadence: 1min"), contains("more than 100000 times"));
    CHECK(problems_with("dates: [2023-06-18]", "cadence: 1w, irregular: true").empty());
    CHECK_THAT(problems_with("dates: [2023-06-18]", "dates: [2023-06-18], irregular: true"),
               contains("the contact 'visit' is irregular and has dates (keep either") &&
                   contains("has no cadence"));
    CHECK_THAT(problems_with("dates: [2023-06-18]", "cadence: 1w, irregular: true, focal: true"),
               contains("is focal and irregular"));
    CHECK_THAT(problems_with("access: us", "thaws_with: hotlin"),
               contains("unknown channel 'hotlin' (did you mean 'hotline'?)"));
    CHECK_THAT(
        problems_with("access: us", "thaws_with: hotline"),
        contains("'hotline' thaws with 'hotline', which thaws with another channel itself (name only one"));
    CHECK_THAT(problems_with("access: us", "thaw: 0.1/day\n    thaws_with: hotline"),
               contains("the channel 'hotline' has a thaw of its own and thaws with 'hotline'"));
    CHECK(problems_with("2023-02-04T14:39", "2022-02-04T14:39") ==
          "s.yaml:43:5: 2022-02-04T14:39 is outside the campaign (2023-02-01 to 2024-02-01)");
    CHECK(problems_with("incident: intercept, provoker: cn", "provoker: cn") ==
          "s.yaml:43:5: there is a provoker but no incident");
    CHECK_THAT(problems_with("incident: intercept, provoker: cn", "by: cn"),
               contains("s.yaml:43:5: 'by' says who freezes"));
    CHECK_THAT(
        problems_with("incident: intercept, provoker: cn", "adopts: [cooling-off], ends: [cooling-off]"),
        contains("'cooling-off' is adopted and ended at once"));
}

TEST_CASE("there are limits to the number of things") {
    CHECK_THAT(problems_with("  call:", numbered("a", 30, "{}") + "  call:"),
               contains("34 actions are too many (at most 24 are possible)"));
    CHECK_THAT(problems_with("tracks:\n", "tracks:\n" + numbered("t", 16, "{}")),
               contains("17 tracks are too many"));
    CHECK_THAT(problems_with("channels:\n", "channels:\n" + numbered("c", 16, "{}")),
               contains("17 channels are too many"));
    CHECK_THAT(problems_with("incidents:\n", "incidents:\n" + numbered("i", 32, "{rate: 1/year}")),
               contains("33 incidents are too many"));
    CHECK_THAT(problems_with("guardrails:\n", "guardrails:\n" + numbered("g", 16, "{}")),
               contains("17 guardrails are too many"));
    CHECK(problems_with("channels:\n", "channels:\n" + numbered("c", 15, "{}")).empty());
    std::string rungs;
    for (int i = 0; i < 22; ++i) rungs += "  - {name: r" + std::to_string(i) + "}\n";
    CHECK_THAT(problems_with("ladder:\n", "ladder:\n" + rungs), contains("25 rungs are too many"));
}

TEST_CASE("a scenario that was built by a program is held to the same rules") {
    CHECK(problem_of([](Scenario&) {}).empty());
    CHECK_THAT(problem_of([](Scenario& s) { s.tension.mean = 2; }),
               contains("tension.mean: 2 is out of range (it must be between 0 and 1)"));
    CHECK_THAT(problem_of([](Scenario& s) { s.tick = Hours{0}; }), contains("time.tick: 0 is out of range"));
    CHECK_THAT(problem_of([](Scenario& s) { s.actors[0].trust.gain = std::nan(""); }),
               contains("actors.us.trust.gain"));
    CHECK_THAT(problem_of([](Scenario& s) { s.actors[1].name = "us"; }), contains("'us' is listed twice"));
    CHECK_THAT(problem_of([](Scenario& s) { s.actions[0].name = "Hold on"; }),
               contains("'Hold on' cannot be a name"));
    CHECK_THAT(problem_of([](Scenario& s) { s.channels[0].pickup[1].base = -1; }), contains("pickup"));
    CHECK_THAT(problem_of([](Scenario& s) { s.actors.pop_back(); }), contains("there are 1 actors"));
    Scenario scenario;
    CHECK_THROWS_AS(validate(scenario), InputError);
}

TEST_CASE("a concession is made by an actor and concedes something") {
    const auto concession = [](const std::string& body) {
        return problems_with("contacts:\n", "concessions:\n  gift: " + body + "\ncontacts:\n");
    };
    CHECK(concession("{by: us, presence_cap: 1}").empty());
    CHECK(concession("{by: us, pays: {us: -0.1/day, cn: 0.1/day}}").empty());
    CHECK_THAT(concession("{by: us}"), contains("the concession 'gift' concedes nothing"));
    CHECK_THAT(concession("{by: usa, presence_cap: 1}"), contains("did you mean 'us'?"));
    CHECK_THAT(concession("{presence_cap: 1}"), contains("by"));
    CHECK_THAT(concession("{by: us, presence_cap: -1}"), contains("out of range"));
    CHECK(concession("{by: us, presence_cap: 1, term: 1y}").empty());
    CHECK_THAT(concession("{by: us, presence_cap: 1, term: 0h}"), contains("out of range"));
    CHECK_THAT(concession("{by: us, presence_cap: 1, term: 1}"), contains("has no unit"));
}

TEST_CASE("what payoffs come to that are multiplied has a limit too") {
    CHECK(problems_with("issue: strait", "issue: strait\n    stakes: {us: 20000, cn: 1}") ==
          "s.yaml:30:3: what the incident 'intercept' is about for us comes to 2e+04 (at most 10000 can be "
          "computed "
          "with)");
    CHECK_THAT(problems_with("rationality: 2", "rationality: 2\n    audience_cost: {scale: 1, exponent: 10}"),
               !contains("comes to"));
    CHECK_THAT(
        problems_with("rationality: 2", "rationality: 2\n    audience_cost: {scale: 100, exponent: 10}"),
        contains("what us pays for climbing down from the top in the incident 'intercept' comes to"));
    CHECK_THAT(problems_with("round: 12h", "round: 60000d"),
               contains("a round of the incident 'intercept' costs"));
    CHECK_THAT(problems_with("effects: {tension: 0.5}", "effects: {tension: 200}"),
               contains("its effects add up to 200 with all features at their worst (at most 100"));
}
