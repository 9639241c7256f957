// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/over_draws.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "analysis/comparison_record.hpp"
#include "analysis/posterior/game_over_draws.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

const std::string kStrait = OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml";
const std::vector<std::string> kTwo = {"idle", "noisy"};

/// Draws of how often incidents happen, as `offramp calibrate --draws` writes them.
struct DrawsFile {
    TemporaryDirectory directory;
    std::string path = directory.path() / "draws.yaml";

    explicit DrawsFile(const std::string& values, const std::string& more = "design: list") {
        write_text(path,
                   fmt::format("scenario: \"{}\"\nseed: 3\ncampaigns: 60\n{}\nfactors:\n  rate: {{path: "
                               "incidents.intercept.rate, scale: true, values: [{}]}}\n",
                               kStrait, more, values));
    }
};

DrawnComparison compared(const DrawsFile& file, int threads = 2) {
    return compare_over_draws(load_draws_for(file.path, {kStrait, kTwo, "", 11}), {.threads = threads});
}

const DrawnDifference& of(const DrawnComparison& comparison, const std::string& outcome) {
    for (const DrawnDifference& one : comparison.differences) {
        if (one.outcome == outcome) return one;
    }
    throw std::runtime_error("no outcome " + outcome);
}

}  // namespace

TEST_CASE("over draws of the scenario itself a comparison is the plain one") {
    const DrawsFile file("1, 1, 1");
    const DrawnComparison drawn = compared(file);
    REQUIRE(drawn.complete);
    CHECK(drawn.draws == 3);
    CHECK(drawn.effective == Approx(1.0));
    const ComparisonRecord plain =
        compare_policies(load_experiment(kStrait, kTwo), {.seed = 11, .campaigns = 60});
    CHECK(drawn.differences.size() == plain.headline.size());
    for (const Difference& difference : plain.comparison.differences) {
        if (difference.outcome.name != "value_us") continue;
        const DrawnDifference& ours = of(drawn, "value_us");
        CHECK(ours.difference.value.value() == Approx(difference.difference.value.value()));
        CHECK(ours.of_baseline.value.value() == Approx(difference.of_baseline.value.value()));
        CHECK(ours.difference.low.value() == ours.difference.high.value());  // nothing but one draw
        // Known with the plain comparison's standard error: the chance of either sign is the normal one.
        const double error = (*difference.difference.high - *difference.difference.low) / (2.0 * kNormal975);
        const double z = *difference.difference.value / error;
        CHECK(ours.lower.value.value() == Approx(0.5 * std::erfc(z / std::numbers::sqrt2)));
        CHECK(ours.lower.value.value() + ours.higher.value.value() == Approx(1.0));
    }
    // The same in every campaign: neither lower nor higher.
    CHECK(of(drawn, "cooperation_kept").lower.value.value() == 0.0);
    CHECK(of(drawn, "cooperation_kept").higher.value.value() == 0.0);
    CHECK_THAT(sentence_of(of(drawn, "cooperation_kept")), contains("no difference"));
}

TEST_CASE("draws spread, and their share is known as far as they are many") {
    const DrawnComparison drawn = compared(DrawsFile("0.5, 1, 2, 4, 4"));
    CHECK(drawn.effective == Approx(25.0 / 7.0));
    const DrawnDifference& us = of(drawn, "value_us");
    CHECK(us.difference.low.value() < us.difference.value.value());
    CHECK(us.difference.value.value() < us.difference.high.value());
    CHECK(us.draws == 5);
    CHECK(us.noise > 0.0);
    CHECK(us.noise < 1.0);
    CHECK(us.lower.value.value() > 0.9);  // noise costs the United States
    CHECK(us.lower.low.value() < 0.7);    // which hardly four draws can say for sure
    CHECK_THAT(sentence_of(us), contains("noisy lowers the payoff of United States in "));
}

TEST_CASE("over draws nothing depends on the threads, and the baseline can be named") {
    const DrawsFile file("0.5, 1, 2");
    CHECK(to_json(compared(file, 1)).dump() == to_json(compared(file, 3)).dump());
    const Sweep turned = load_draws_for(file.path, {kStrait, kTwo, "noisy", 11});
    CHECK(turned.policies.front().name == "noisy");
    CHECK(turned.policies.back().name == "idle");
    CHECK(turned.seed == 11);
}

TEST_CASE("over draws of a scenario itself the guardrail game is the plain one") {
    const std::string tempo = OFFRAMP_SOURCE_DIR "/scenarios/theory/tempo.yaml";
    const ValidatedScenario scenario = load_scenario(tempo);
    const TemporaryDirectory directory;
    const std::string file = directory.path() / "draws.yaml";
    const auto solved = [&](const std::string& values) {
        write_text(file,
                   fmt::format("scenario: \"{}\"\nseed: 3\ncampaigns: 60\ndesign: list\nfactors:\n  cost: "
                               "{{path: actors.coast.rationality, scale: true, values: [{}]}}\n",
                               tempo, values));
        const PolicyInfo& policy = scenario.scenario().policy;
        return guardrail_game_over_draws(
            load_draws(file, scenario, {{policy.name, policy.title, scenario}}, 11),
            {.seed = 11, .first_pass = 50, .campaigns = 100, .threads = 2});
    };
    const DrawnGame drawn = solved("1, 1");
    REQUIRE(drawn.complete);
    CHECK(drawn.done == 2);
    CHECK(drawn.effective == Approx(1.0));
    const GuardrailGame plain = solve_guardrail_game(
        scenario, {.study = {.seed = 11, .first_pass = 50, .campaigns = 100, .threads = 2},
                   .concessions = false,
                   .every_acceptance = false});
    REQUIRE(drawn.packages.size() + 1 == plain.packages.size());
    for (std::size_t p = 0; p < drawn.packages.size(); ++p) {
        const DrawnPackage& ours = drawn.packages[p];
        const PackageResult& theirs = plain.packages[p + 1];
        CHECK(ours.text == package_text(plain, theirs));
        CHECK(*ours.in_force.value == (plain.selected.package == p + 1 ? 1.0 : 0.0));
        CHECK(*ours.both_accept.value == (theirs.side[0].accepts && theirs.side[1].accepts ? 1.0 : 0.0));
        for (std::size_t i = 0; i < kActors; ++i) {
            CHECK(*ours.gain[i].value == Approx(*theirs.side[i].difference.estimate.value));
            CHECK((*ours.gains[i].value > 0.5) == (*ours.gain[i].value > 0.0));
        }
    }
    const DrawnGame three = solved("1, 0.5, 1");
    CHECK(three.done == 3);
    CHECK(three.effective == Approx(9.0 / 5.0));
    CHECK(to_json(three)["packages"].size() == drawn.packages.size());
}

TEST_CASE("what are no draws for a comparison is refused") {
    const auto refused = [](const DrawsFile& file, const DrawnPolicies& policies) -> std::string {
        try {
            load_draws_for(file.path, policies);
        } catch (const InputError& error) {
            return error.what();
        }
        return "taken";
    };
    CHECK_THAT(refused(DrawsFile("1, 2", "design: {kind: sobol, points: 4}"), {kStrait, kTwo, "", 1}),
               contains("draws are a list"));
    CHECK_THAT(refused(DrawsFile("1, 2"), {kStrait, {"idle"}, "", 1}), contains("needs two policies"));
    CHECK_THAT(refused(DrawsFile("1, 2"), {kStrait, kTwo, "idel", 1}), contains("did you mean 'idle'"));
    CHECK_THAT(
        refused(
            DrawsFile("1, 2"),
            {OFFRAMP_SOURCE_DIR "/tests/cli/crowded.yaml", {"crowded-plain", "crowded-restrained"}, "", 1}),
        contains("another scenario"));
}
