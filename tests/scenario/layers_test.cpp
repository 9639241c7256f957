// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/layers.hpp"

#include <array>

#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

namespace {

template <class Action>
std::vector<Diagnostic> problems_of(Action&& action) {
    try {
        action();
        return {};
    } catch (const InputError& error) {
        return error.diagnostics();
    }
}

}  // namespace

TEST_CASE("maps merge deeply, values and lists replace, null removes") {
    const TemporaryFolder folder;
    const auto base = folder.write("base.yaml", "a: {x: 1, y: {p: 1, q: 2}}\nl: [1, 2]\nkeep: 1\ngone: 2\n");
    const auto over = folder.write("over.yaml", "a: {y: {q: 3, r: 4}}\nl: [9]\ngone: ~\nnew: 5\nnever: ~\n");
    ConfigNode root = load_config(base);
    merge_config(root, load_config(over));
    const ConfigNode& a = root.find("a")->value;
    CHECK(a.find("x")->value.scalar == "1");
    CHECK(a.find("y")->value.find("p")->value.scalar == "1");
    CHECK(a.find("y")->value.find("q")->value.scalar == "3");
    CHECK(a.find("y")->value.find("q")->value.where == Location{over.string(), 1, 12});
    CHECK(a.find("y")->value.find("p")->value.where == Location{base.string(), 1, 18});
    CHECK(a.find("y")->value.find("r")->value.scalar == "4");
    CHECK(root.find("l")->value.items.size() == 1);
    CHECK(root.find("gone") == nullptr);
    CHECK(root.find("new")->value.scalar == "5");
    CHECK(root.find("never")->value.is_null());
}

TEST_CASE("includes come first and in order, and a null reaches what they brought") {
    const TemporaryFolder folder;
    folder.write("parts/one.yaml", "a: 1\nb: 1\nc: 1\n");
    folder.write("parts/two.yaml", "include: deeper/three.yaml\nb: 2\n");
    folder.write("parts/deeper/three.yaml", "b: 3\nd: 3\n");
    const auto file = folder.write("file.yaml", "include: [parts/one.yaml, parts/two.yaml]\nc: ~\ne: 4\n");
    const ConfigNode root = load_config(file);
    CHECK(root.find("a")->value.scalar == "1");
    CHECK(root.find("b")->value.scalar == "2");
    CHECK(root.find("c") == nullptr);
    CHECK(root.find("d")->value.where.file == (folder / "parts/deeper/three.yaml").string());
    CHECK(root.find("include") == nullptr);
}

TEST_CASE("an include that cannot be followed is reported where it is written") {
    const TemporaryFolder folder;
    const auto missing = folder.write("a.yaml", "x: 1\ninclude: [none.yaml]\n");
    auto found = problems_of([&] { load_config(missing); });
    REQUIRE(found.size() == 1);
    CHECK(found[0].where == Location{missing.string(), 2, 11});
    CHECK_THAT(found[0].message, contains("none.yaml' cannot be read: there is no such file"));

    const auto one = folder.write("one.yaml", "include: two.yaml\n");
    const auto two = folder.write("two.yaml", "include: one.yaml\n");
    found = problems_of([&] { load_config(one); });
    REQUIRE(found.size() == 1);
    CHECK(found[0].where == Location{two.string(), 1, 10});
    CHECK(found[0].message == "files include each other in a circle");
    CHECK(found[0].hint == one.string() + " > " + two.string() + " > " + one.string());

    folder.write("chain0.yaml", "a: 1\n");
    for (int i = 1; i <= 20; ++i) {
        folder.write("chain" + std::to_string(i) + ".yaml",
                     "include: chain" + std::to_string(i - 1) + ".yaml\n");
    }
    CHECK(problems_of([&] { load_config(folder / "chain15.yaml"); }).empty());
    found = problems_of([&] { load_config(folder / "chain20.yaml"); });
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0].message, contains("nested more than 16 deep"));

    const auto list = folder.write("list.yaml", "include: {a: b}\n");
    found = problems_of([&] { load_config(list); });
    REQUIRE(found.size() == 1);
    CHECK(found[0].where == Location{list.string(), 1, 10});
}

TEST_CASE("a policy changes what it names and nothing else") {
    const TemporaryFolder folder;
    const auto base = folder.write("small.yaml", small_scenario());
    const auto policy =
        folder.write("policies/calm.yaml",
                     "for: ../small.yaml\n"
                     "policy: {name: calm, title: Calm}\n"
                     "actors: {cn: {rationality: 4}}\n"
                     "guardrails: {rules: {in_force: true}}\n"
                     "actions: {call: {cost: {us: 0.7}}}\n"
                     "incidents: {intercept: {round: 3h, opens_crisis: {effects: {tension: 1}, base: 0.5}}}\n"
                     "timeline: ~\n");
    const Scenario before = load_scenario(base).scenario();
    const Scenario after = load_scenario(base, std::array{policy}).scenario();
    CHECK(after.policy.name == "calm");
    CHECK(after.actors[0].rationality == before.actors[0].rationality);
    CHECK(after.actors[1].rationality == 4);
    CHECK(after.actors[1].types.size() == 2);
    CHECK(after.guardrails[0].in_force);
    CHECK(after.guardrails[0].rules.size() == 1);
    CHECK(after.incidents[0].round.value == 3);
    CHECK(after.incidents[0].rate.base == before.incidents[0].rate.base);
    CHECK(after.timeline.empty());
    // one value for both beneath, one actor above: the other keeps it
    CHECK(after.actions[3].cost[0] == 0.7);
    CHECK(after.actions[3].cost[1] == 0.1);
}

TEST_CASE("effects laid over a model without effects keep its base") {
    const TemporaryFolder folder;
    const auto base = folder.write("small.yaml", small_with("round: 12h", "accident: 0.4"));
    const auto over =
        folder.write("over.yaml", "incidents: {intercept: {accident: {effects: {tension: 2}}}}\n");
    const Incident incident = load_scenario(base, std::array{over}).scenario().incidents[0];
    CHECK(incident.accident.base == 0.4);
    CHECK(incident.accident.effects.size() == 1);
}

TEST_CASE("a mistake in a policy is reported in the policy") {
    const TemporaryFolder folder;
    const auto base = folder.write("small.yaml", small_scenario());
    const auto policy = folder.write(
        "bad.yaml", "policy: {name: bad}\nactors: {cn: {rationalty: 4}}\nissues: {strait: ~, sea: ~}\n");
    const auto found = problems_of([&] { load_scenario(base, std::array{policy}); });
    REQUIRE(found.size() == 3);
    CHECK(to_string(found[0]) ==
          policy.string() + ":2:15: unknown key 'rationalty' (did you mean 'rationality'?)");
    CHECK(found[1].where == Location{policy.string(), 3, 21});
    CHECK_THAT(found[1].message, contains("the issue 'sea' has no value"));
    CHECK(found[2].where == Location{base.string(), 31, 12});
    CHECK(found[2].message == "unknown issue 'strait'");
}

TEST_CASE("a policy that names what the scenario does not have is refused, unless it adds it with a title") {
    const ConfigNode base = load_config_text("guardrails: {cues-air-sea: {title: Cues}}\n", "base.yaml");
    const auto found = [&](const std::string& text) {
        return to_string(strangers(base, load_config_text(text, "policy.yaml")));
    };
    CHECK(found("guardrails: {cues-air-sea: {in_force: true}}") == "");
    CHECK(found("guardrails: {cues-airsea: {in_force: true}}") ==
          "policy.yaml:1:14: unknown guardrail 'cues-airsea' in a policy (did you mean 'cues-air-sea'?; one "
          "that "
          "the policy adds has a title)");
    CHECK(found("guardrails: {seat-belt: {title: Seat belt, in_force: true}}") == "");
}

TEST_CASE("policies are found by name, and validated alone against the scenario they are for") {
    const TemporaryFolder folder;
    const auto base = folder.write("small.yaml", small_scenario());
    const auto policy = folder.write("policies/calm.yaml", "for: ../small.yaml\npolicy: {name: calm}\n");
    folder.write("policies/storm.yaml", "policy: {name: storm}\n");
    CHECK(find_policy(base, "calm") == policy);
    CHECK(find_policy(base, "elsewhere/x.yaml") == "elsewhere/x.yaml");
    CHECK(known_policies(base) == std::vector<std::string>{"calm", "storm"});
    const auto found = problems_of([&] { find_policy(base, "clam"); });
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "unknown policy 'clam'");
    CHECK(found[0].hint == "did you mean 'calm'?");

    CHECK(load_scenario_or_policy(base).hash() == load_scenario(base).hash());
    CHECK(load_scenario_or_policy(policy).hash() == load_with_policy(base, "calm").hash());
    const auto refused = [](const std::filesystem::path& file) {
        return to_string(problems_of([&] { load_scenario_or_policy(file); }));
    };
    CHECK_THAT(refused(folder / "policies/storm.yaml"),
               contains("storm.yaml:1:1: a policy overlay is checked together"));
    CHECK_THAT(refused(folder.write("p.yaml", "for: none.yaml\npolicy: {name: p}\n")),
               contains("p.yaml:1:6: there is no scenario"));
    CHECK_THAT(refused(folder / "nothing.yaml"), contains("there is no such file"));
}
