// SPDX-License-Identifier: Apache-2.0
// What the reader makes of a text, and what it says about a wrong one: exactly where, and all at once.
#include "engine/scenario/read_scenario.hpp"

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

TEST_CASE("values arrive in the structs") {
    const Scenario s = parse_scenario(small_scenario(), "s.yaml").scenario();
    CHECK(s.name == "small");
    CHECK(s.end.hours - s.start.hours == 365 * 24);
    CHECK(s.season.value == 90 * 24);
    CHECK(s.tension.relaxation.value == 1440);
    REQUIRE(s.ladder.size() == 3);
    CHECK(s.ladder[1].cost[0].value == 0.02 / 24);
    CHECK(s.ladder[2].cost[1].value == 2.0 / 24);
    REQUIRE(s.actors.size() == 2);
    CHECK(s.actors[0].name == "us");
    CHECK(s.actors[1].types[1].name == "soft");
    CHECK(s.actors[1].types[1].prior == 0.7);
    CHECK(s.issues[0].stakes[1] == 2);
    const Channel& hotline = s.channels[0];
    CHECK(hotline.access[0].name == "us");
    CHECK(hotline.latency.family == DurationFamily::kLognormal);
    CHECK(hotline.latency.base == 6);
    CHECK(hotline.latency.shape == 0.8);
    CHECK(hotline.pickup[0].base == 0.9);
    CHECK(hotline.pickup[1].effects[0].feature == "tension");
    CHECK(hotline.pickup[1].effects[0].coefficient == -1);
    CHECK(s.actions[2].move == -1);
    CHECK(s.actions[3].calls[0].where == Location{"s.yaml", 28, 17});
    CHECK(s.actions[3].where == Location{"s.yaml", 28, 3});
    CHECK(s.incidents[0].rate.base == 0.03 / 24);
    CHECK(s.incidents[0].excited_by[0].value == 0.3);
    CHECK(s.guardrails[0].rules[0].until_round == 2);
    CHECK(s.contacts[0].dates.size() == 1);
    CHECK(s.timeline[0].provoker->name == "cn");
    CHECK(s.outcomes[0].name == "p_war");
}

TEST_CASE("a model for both actors may have effects") {
    const Scenario s =
        parse_scenario(small_with("pickup: {us: 0.9, cn: {base: 0.6, effects: {tension: -1, trust.cn: 1}}}",
                                  "pickup: {base: 0.6, effects: {tension: -1}}"),
                       "s.yaml")
            .scenario();
    CHECK(s.channels[0].pickup[0].effects.size() == 1);
    CHECK(s.channels[0].pickup[1].base == 0.6);
}

TEST_CASE("unknown keys are refused with the nearest known one") {
    CHECK(problems_with("rationality: 2", "rationalty: 2") ==
          "s.yaml:12:5: unknown key 'rationalty' (did you mean 'rationality'?)");
    CHECK(problems_with("outcomes:", "outcome:") ==
          "s.yaml:44:1: unknown key 'outcome' (did you mean 'outcomes'?)");
    CHECK(problems_with("start: 2023", "begin: 2023-01-01, start: 2023") ==
          "s.yaml:3:8: unknown key 'begin' (known here: start, end, season, tick, recent_memory)");
    CHECK(problems_with("shape: 0.8, ", "shape: 0.8, effect: {}, ") ==
          "s.yaml:22:56: unknown key 'effect' (did you mean 'effects'?)");
}

TEST_CASE("keys that the format had once are told apart, with what replaced them") {
    CHECK(problems_with("outcomes:", "posture_risk: {base: 0.1}\noutcomes:") ==
          "s.yaml:44:1: the key 'posture_risk' is no longer part of the format (a season is priced by the "
          "incidents that presence brings: give rates effects of presence.A or per_presence)");
    CHECK(problems_with("rationality: 2", "rationality: 2\n    posture: {presence: {accident_loss: 3}}") ==
          "s.yaml:13:26: the key 'accident_loss' is no longer part of the format (crises cost what they are "
          "worth "
          "when solved; 'dread' multiplies what a side reckons them to cost)");
    CHECK(
        problems_with("outcomes:", "crisis: {stalemate_share: 0.4}\noutcomes:") ==
        "s.yaml:44:10: the key 'stalemate_share' is no longer part of the format (a matter that fades stays "
        "open: each side loses the share 'sore' of its stakes by it)");
}

TEST_CASE("so are values that a key had once") {
    CHECK(problems_with("{move: 1}", "{move: 1, cost: -0.1}") ==
          "s.yaml:26:26: cost: -0.1 is out of range, it must be between 0 and 10000 (what speaks for a small "
          "step is "
          "that it "
          "answers an affront: 'answers')");
}

TEST_CASE("missing keys are reported at the map that lacks them") {
    CHECK(problems_with("name: small\n", "") ==
          "s.yaml:1:1: the key 'name' is missing (name of the scenario, in results)");
    CHECK(problems_with("    rate: {base: 0.03/day, effects: {tension: 1.1, guardrail.rules: -0.5}}\n", "") ==
          "s.yaml:30:3: the key 'rate' is missing (how often it happens, before excitation)");
    CHECK(problems_with("{base: 0.6, effects", "{effects") ==
          "s.yaml:23:27: the key 'base' is missing (the value when all features are 0)");
    CHECK_THAT(problems_with("hold: {}", "hold:"), contains("s.yaml:25:3: the action 'hold' has no value"));
    CHECK_THAT(problems_with("rationality: 2", "rationality: ~"),
               contains("s.yaml:12:18: 'rationality' has no value"));
    // And nothing else is wrong with a name that is not there.
    CHECK_THAT(problems_with("tracks:\n", "concessions:\n  gift: {by: ~, presence_cap: 0.5}\ntracks:\n"),
               contains("'by' has no value") && !contains("unknown actor"));
}

TEST_CASE("a value of the wrong kind is reported where it stands") {
    CHECK(problems_with("title: A small example", "title: [a]") ==
          "s.yaml:2:8: 'title' must be a single value, not a list");
    CHECK(problems_with("tension: {initial: 0.5, mean: 0.4, relaxation: 60d}", "tension: 0.5") ==
          "s.yaml:4:10: 'tension' must be a map of keys and values, not a single value");
    CHECK(problems_with("rules: [{actions: climb, until_round: 2}]", "rules: 3") ==
          "s.yaml:37:12: 'rules' must be a list, not a single value");
    CHECK(problems_with("hold: {}", "hold: 3") ==
          "s.yaml:25:9: the action 'hold' must be a map of keys and values, not a single value");
    CHECK(problems_with("excited_by: {intercept: 0.3}", "excited_by: [intercept]") ==
          "s.yaml:33:17: 'excited_by' must be a map of keys and values, not a list");
    CHECK(problems_with("move: 1}", "move: 1.5}") ==
          "s.yaml:26:17: move: '1.5' is not a whole number (a whole number like 3 is expected)");
    CHECK(problems_with("hold: {}", "hold: {reversible: yes}") ==
          "s.yaml:25:22: reversible: 'yes' is neither true nor false (write true or false)");
    CHECK(problems_with("family: lognormal", "family: lognorml") ==
          "s.yaml:22:23: family: unknown value 'lognorml' (did you mean 'lognormal'?)");
    CHECK_THAT(problems_with("outcomes: [p_war]", "outcomes: [[p_war]]"),
               contains("s.yaml:44:12: 'outcomes' must be a single value"));
}

TEST_CASE("numbers out of range, not finite, or without their unit are refused") {
    CHECK(problems_with("initial: 0.5", "initial: 1.5") ==
          "s.yaml:4:20: initial: 1.5 is out of range, it must be between 0 and 1");
    CHECK(problems_with("rationality: 2", "rationality: -1") ==
          "s.yaml:12:18: rationality: -1 is out of range, it must be between 0 and 1000000");
    CHECK(problems_with("relaxation: 60d", "relaxation: 0d") ==
          "s.yaml:4:48: relaxation: 0d is out of range, it must be between 0.01 and 1000000000");
    CHECK(problems_with("rationality: 2", "rationality: .inf") ==
          "s.yaml:12:18: rationality: '.inf' is not a finite number");
    CHECK(problems_with("relaxation: 60d", "relaxation: 60") ==
          "s.yaml:4:48: relaxation: the duration '60' has no unit (a duration is written like 30min, 6h, 7d, "
          "2w or "
          "1.5y)");
    CHECK(problems_with("relaxation: 60d", "relaxation: 2 months") ==
          "s.yaml:4:48: relaxation: 'months' is not a fixed length of time (use days, for example 30d)");
    CHECK(problems_with("base: 0.03/day", "base: 0.03") ==
          "s.yaml:32:18: base: the rate '0.03' has no unit (a rate is written like 0.03/day, 12/year, 1/h or "
          "3/week)");
    CHECK(problems_with("2023-06-18", "2023-06-31") ==
          "s.yaml:39:19: dates: the calendar has no day '2023-06-31' (a date is written like 2023-02-04 or "
          "2023-02-04T14:39 (UTC))");
    CHECK(problems_with("thaws: {hotline: 0.5}", "thaws: {hotline: 5}") ==
          "s.yaml:39:49: hotline: 5 is out of range, it must be between 0 and 1");
    CHECK(problems_with("us: 0.9", "us: 9") ==
          "s.yaml:23:18: pickup: 9 is out of range, it must be between 0 and 1");
    CHECK(problems_with("base: 0.03/day", "base: -0.03/day") ==
          "s.yaml:32:18: base: -0.03/day is out of range, it must be between 0 and 1000000000");
    CHECK_THAT(problems_with("shape: 0.8, ", ""), contains("s.yaml:22:14: the key 'shape' is missing"));
    CHECK(problems_with("family: lognormal", "family: fixed") ==
          "s.yaml:22:47: the family fixed has no shape (shape belongs to lognormal, weibull and gamma)");
}

TEST_CASE("names that are not names, and actors that are not there, are refused") {
    CHECK_THAT(problems_with("hold: {}", "Hold: {}\n  hold: {}"),
               contains("s.yaml:25:3: 'Hold' is not a valid name of an action"));
    CHECK_THAT(problems_with("name: small", "name: My scenario"),
               contains("s.yaml:1:7: 'My scenario' is not a valid name"));
    CHECK(problems_with("pickup: {us: 0.9", "pickup: {usa: 0.9") ==
          "s.yaml:23:14: pickup: unknown actor 'usa' (did you mean 'us'?)");
}

TEST_CASE("references to things that do not exist are reported at the reference") {
    CHECK(problems_with("calls: hotline", "calls: hotlin") ==
          "s.yaml:28:17: unknown channel 'hotlin' (did you mean 'hotline'?)");
    CHECK(problems_with("issue: strait", "issue: straight") ==
          "s.yaml:31:12: unknown issue 'straight' (did you mean 'strait'?)");
    CHECK(problems_with("effects: {tension: 1.1", "effects: {tensoin: 1.1") ==
          "s.yaml:32:38: unknown feature 'tensoin' (did you mean 'tension'?)");
    CHECK(problems_with("guardrail.rules", "guardrail.rule") ==
          "s.yaml:32:52: unknown feature 'guardrail.rule' (did you mean 'guardrail.rules'?)");
    CHECK(problems_with("excited_by: {intercept", "excited_by: {intercpt") ==
          "s.yaml:33:18: unknown incident 'intercpt' (did you mean 'intercept'?)");
    CHECK(problems_with("actions: climb", "actions: climbs") ==
          "s.yaml:37:23: unknown action 'climbs' (did you mean 'climb'?)");
    CHECK(problems_with("opens: {students", "opens: {student") ==
          "s.yaml:39:63: unknown track 'student' (did you mean 'students'?)");
    CHECK(problems_with("provoker: cn", "provoker: prc") ==
          "s.yaml:43:79: unknown actor 'prc' (known here: us, cn)");
    CHECK(problems_with("access: us", "access: [us, us]") == "s.yaml:21:18: 'us' is listed twice");
    CHECK(problems_with("hold: {}", "hold: {cancels: visits}") ==
          "s.yaml:25:19: unknown contact 'visits' (did you mean 'visit'?)");
    CHECK(problems_with("rationality: 2", "agent: {rule: mixed, mix: {hold: 1, climbs: 1}}") ==
          "s.yaml:12:41: unknown action 'climbs' (did you mean 'climb'?)");
}

TEST_CASE(
    "all problems are reported together, in the order of the file, without consequences of each other") {
    std::string text = small_scenario();
    const auto replace = [&](std::string_view from, std::string_view to) {
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
    };
    replace("end: 2024-02-01", "end: 2024-02-30");  // the timeline must not complain about the end
    replace("initial: 0.5", "initial: 5");
    replace("prior: 0.3", "prior: 3");           // the sum of the priors must not be reported
    replace("calls: hotline", "calls: hotlin");  // found by the checks, not by the reader
    replace("round: 12h", "round: 12");
    replace("value: 0.01/day", "vallue: 0.01/day");
    CHECK(problems(text) ==
          std::vector<std::string>{
              "s.yaml:3:32: end: the calendar has no day '2024-02-30' (a date is written like 2023-02-04 or "
              "2023-02-04T14:39 (UTC))",
              "s.yaml:4:20: initial: 5 is out of range, it must be between 0 and 1",
              "s.yaml:15:21: prior: 3 is out of range, it must be above 0 and at most 1",
              "s.yaml:28:17: unknown channel 'hotlin' (did you mean 'hotline'?)",
              "s.yaml:34:12: round: the duration '12' has no unit (a duration is written like 30min, 6h, 7d, "
              "2w or "
              "1.5y)",
              "s.yaml:41:14: unknown key 'vallue' (did you mean 'value'?)",
          });
}

TEST_CASE("a flood of problems is cut short") {
    std::string keys;
    for (int i = 0; i < 5000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
    const std::vector<std::string> found = problems(small_scenario() + keys);
    CHECK(found.size() == 201);
    CHECK_THAT(found.back(), contains("200 problems found"));
    std::string names = "[";
    for (int i = 0; i < 50000; ++i) names += "n" + std::to_string(i) + ", ";
    const std::string many = problems_with("calls: hotline", "calls: " + names + "x]");
    CHECK_THAT(many, contains("calls lists 50001 names (at most 64 are possible)"));
}
