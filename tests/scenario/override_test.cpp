// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/override.hpp"

#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;
using How = Override::How;

namespace {

const ValidatedScenario& small() {
    static const ValidatedScenario scenario = parse_scenario(small_scenario(), "s.yaml");
    return scenario;
}

Override set(std::string path, std::string value) {
    return {std::move(path), std::move(value), {"sweep.yaml", 7, 3}};
}

Override scale(std::string path, std::string value) {
    return {std::move(path), std::move(value), {"sweep.yaml", 7, 3}, How::kScale};
}

std::string overridden(const std::vector<Override>& overrides) {
    return with_overrides(small(), overrides).canonical_text();
}

std::string written(std::string_view from, std::string_view to) {
    return parse_scenario(small_with(from, to), "s.yaml").canonical_text();
}

// What is said about the overrides, a line each.
std::string said(const std::vector<Override>& overrides) {
    try {
        with_overrides(small(), overrides);
    } catch (const InputError& error) {
        return to_string(error.diagnostics());
    }
    return "";
}

}  // namespace

TEST_CASE("an override gives the scenario in which the value is written out") {
    CHECK(overridden({set("tension.mean", "0.25")}) == written("mean: 0.4", "mean: 0.25"));
    CHECK(overridden({set("actors.us.rationality", "3")}) == written("rationality: 2", "rationality: 3"));
    CHECK(overridden({set("actors.cn.types.firm.war_cost", "5")}) ==
          written("prior: 0.3, war_cost: 4", "prior: 0.3, war_cost: 5"));
    CHECK(overridden({set("channels.hotline.latency", "36h")}) == written("base: 6h", "base: 36h"));
    CHECK(overridden({set("channels.hotline.latency.shape", "1.5")}) == written("shape: 0.8", "shape: 1.5"));
    CHECK(overridden({set("channels.hotline.pickup.cn.base", "0.1")}) == written("base: 0.6", "base: 0.1"));
    CHECK(overridden({set("channels.hotline.pickup.us", "0.1")}) == written("us: 0.9", "us: 0.1"));
    CHECK(overridden({set("channels.hotline.initial", "frozen"), set("channels.hotline.fidelity", "0.5")}) ==
          written("access: us", "access: us\n    initial: frozen\n    fidelity: 0.5"));
    CHECK(overridden({set("incidents.intercept.rate.effects.tension", "2")}) ==
          written("tension: 1.1", "tension: 2"));
    CHECK(overridden({set("incidents.intercept.rate", "0.5/day")}) == written("0.03/day", "0.5/day"));
    CHECK(overridden({set("incidents.intercept.excited_by.intercept", "0.5")}) ==
          written("excited_by: {intercept: 0.3}", "excited_by: {intercept: 0.5}"));
    CHECK(overridden({set("guardrails.rules.in_force", "true")}) ==
          overridden({set("guardrails.rules.in_force", "1")}));
    CHECK(overridden({set("guardrails.rules.rules.0.until_round", "3")}) ==
          written("until_round: 2", "until_round: 3"));
    CHECK(overridden({set("timeline.0.date", "2023-02-05")}) == written("2023-02-04T14:39", "2023-02-05"));
    CHECK(overridden({set("timeline.0.provoker", "us")}) == written("provoker: cn", "provoker: us"));
    CHECK(overridden({set("actions.down.highest_rung", "1")}) ==
          written("lowest_rung: 1", "lowest_rung: 1, highest_rung: 1"));
    CHECK(overridden({set("time.season", "30d")}) ==
          written("end: 2024-02-01", "end: 2024-02-01, season: 30d"));
}

TEST_CASE("rungs go by number or by name") {
    CHECK(overridden({set("ladder.1.cost", "0.5/day")}) == written("0.02/day", "0.5/day"));
    CHECK(overridden({set("ladder.show.cost", "0.5/day")}) == written("0.02/day", "0.5/day"));
    CHECK(overridden({set("ladder.war.cost.cn", "3/day")}) == written("cn: 2/day", "cn: 3/day"));
}

TEST_CASE("a path that leaves the actor out means both") {
    CHECK(overridden({set("issues.strait.stakes", "3")}) == written("{us: 1, cn: 2}}", "3}"));
    CHECK(overridden({scale("issues.strait.stakes", "2")}) == written("{us: 1, cn: 2}}", "{us: 2, cn: 4}}"));
    CHECK(overridden({set("channels.hotline.pickup.base", "0.5")}) ==
          written("pickup: {us: 0.9, cn: {base: 0.6, ", "pickup: {us: 0.5, cn: {base: 0.5, "));
}

TEST_CASE("an effect that is not there yet is added in its place") {
    CHECK(overridden({set("incidents.intercept.rate.effects.recent_incidents", "0.2")}) ==
          written("effects: {tension: 1.1,", "effects: {recent_incidents: 0.2, tension: 1.1,"));
    CHECK_THAT(said({set("incidents.intercept.rate.effects.tensoin", "0.2")}),
               contains("unknown feature 'tensoin'") && contains("did you mean 'tension'?") &&
                   contains("sweep.yaml:7:3"));
}

TEST_CASE("later overrides act on what earlier ones left") {
    CHECK(overridden({set("tension.mean", "0.2"), scale("tension.mean", "2")}) ==
          overridden({set("tension.mean", "0.4")}));
}

TEST_CASE("unknown paths are reported all at once, where they are written, with the nearest name") {
    const std::string text = said(
        {set("tension.meen", "0.2"), set("channels.hotlin.fidelity", "1"), set("acters.us.rationality", "1"),
         set("channels.hotline.pickup.cm.base", "1"), set("issues.strait.stakes.jp", "1"),
         set("ladder.7.cost", "1/day"), set("aftermath.tension.per_run", "1")});
    CHECK_THAT(text, contains("sweep.yaml:7:3: there is no 'meen' in 'tension' (did you mean 'mean'?)"));
    CHECK_THAT(text, contains("there is no 'hotlin' in 'channels' (did you mean 'hotline'?)"));
    CHECK_THAT(text, contains("there is no 'acters' in a scenario (did you mean 'actors'?)"));
    CHECK_THAT(text, contains("there is no 'cm' in 'channels.hotline.pickup'") && contains("cn"));
    CHECK_THAT(text, contains("there is no 'jp' in 'issues.strait.stakes'"));
    CHECK_THAT(text, contains("there is no '7' in 'ladder'"));
    CHECK_THAT(text, contains("there is no 'per_run' in 'aftermath.tension' (did you mean 'per_rung'?)"));
}

TEST_CASE("a path must lead to a single value") {
    CHECK_THAT(said({set("tension", "1")}), contains("'tension' is not a single value") && contains("mean"));
    CHECK_THAT(said({set("tension.mean.base", "1")}), contains("nothing lies beneath it"));
    CHECK_THAT(said({set("actions.call.calls", "hotline")}), contains("only a policy can change"));
    CHECK_THAT(said({set("channels.hotline.title", "x")}), contains("is text for people"));
    CHECK_THAT(said({set("", "x")}), contains("there is no ''"));
    CHECK_THAT(said({set("ladder", "x")}), contains("it goes on with calm, show, war"));
}

TEST_CASE("unfit values are reported with the path") {
    CHECK_THAT(said({set("tension.mean", "1.5")}),
               contains("tension.mean: 1.5 is out of range") && contains("between 0 and 1"));
    CHECK_THAT(said({set("channels.hotline.latency", "6")}), contains("channels.hotline.latency:"));
    CHECK_THAT(said({set("actors.us.agent.rule", "lokahead")}), contains("did you mean 'lookahead'?"));
    CHECK_THAT(said({set("guardrails.rules.in_force", "2")}), contains("guardrails.rules.in_force:"));
    CHECK_THAT(said({scale("guardrails.rules.in_force", "2")}), contains("a truth value cannot be scaled"));
    CHECK_THAT(said({scale("tension.mean", "x")}), contains("tension.mean:"));
    CHECK_THAT(said({scale("tension.mean", "3")}), contains("out of range"));
    CHECK_THAT(said({set("timeline.0.provoker", "jp")}), contains("unknown actor 'jp'"));
}

TEST_CASE("rules between members hold for the result") {
    CHECK_THAT(said({set("actors.cn.types.firm.prior", "0.5")}), contains("prior"));
}

TEST_CASE("what stands at a path") {
    const Scenario& s = small().scenario();
    const ValueAt mean = value_at(s, "tension.mean");
    CHECK(mean.kind == ValueKind::kNumber);
    CHECK(mean.number == 0.4);
    CHECK(mean.range.high == 1.0);
    const ValueAt latency = value_at(s, "channels.hotline.latency");
    CHECK(latency.kind == ValueKind::kDuration);
    CHECK(latency.unit == "hours");
    CHECK(latency.text == "6h");
    const ValueAt rate = value_at(s, "incidents.intercept.rate.base");
    CHECK(rate.kind == ValueKind::kRate);
    CHECK(rate.number == 0.03 / 24);
    CHECK(value_at(s, "guardrails.rules.in_force").number == 0.0);
    CHECK(value_at(s, "actors.us.agent.rule").kind == ValueKind::kName);
    CHECK(value_at(s, "time.start").text == "2023-02-01");
    CHECK(value_at(s, "actions.climb.move").kind == ValueKind::kInteger);
    // Not the same for both actors, and not given at all.
    CHECK_FALSE(value_at(s, "issues.strait.stakes").number);
    CHECK(value_at(s, "issues.strait.stakes.cn").number == 2.0);
    CHECK_FALSE(value_at(s, "actions.down.highest_rung").number);
    CHECK(value_at(s, "incidents.intercept.rate.effects.recent_incidents").number == 0.0);
}

TEST_CASE("values and their texts are exact inverses") {
    for (const ValueKind kind : {ValueKind::kNumber, ValueKind::kDuration, ValueKind::kRate}) {
        for (const double x : {0.1, 1.0 / 3.0, 36.0, 1e-9, 12345.678}) {
            CHECK(parse_value(kind, value_text(kind, x)).value == x);
        }
    }
    CHECK(parse_value(ValueKind::kInteger, "3").value == 3.0);
    CHECK_FALSE(parse_value(ValueKind::kInteger, "3.5").value);
    CHECK(parse_value(ValueKind::kTruth, "true").value == 1.0);
    CHECK_FALSE(parse_value(ValueKind::kName, "lookahead").value);
}
