// SPDX-License-Identifier: Apache-2.0
// Analyses of a small sweep, as a user asks for them.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp::testing;
using nlohmann::json;

namespace {

std::string with_design(const std::string& design) {
    std::string text = strait_sweep("8");
    text.replace(text.find("factorial"), 9, design);
    return text;
}

}  // namespace

TEST_CASE("sensitivity runs a sweep file into its store, then analyses it") {
    const SweepFolder folder;
    const std::string file = folder.write(with_design("{kind: saltelli, points: 4, second_order: true}"));
    const std::string store = folder / "s.sqlite";
    const ProgramResult missing = run_offramp("sensitivity " + file);
    CHECK(missing.code == 2);
    CHECK_THAT(missing.err, contains(file + ": is a sweep file") && contains("-o sweep.sqlite"));

    const ProgramResult first = run_offramp("sensitivity " + file + " -o " + store + " -j 2");
    CHECK(first.code == 0);
    CHECK_THAT(first.out, contains("saltelli design, 4 base samples, 2 replications; 64 of 64 points"));
    CHECK_THAT(first.out, contains("p_max_rung_ge_3, noisy\n") && contains("total"));
    CHECK(run_offramp("sensitivity " + store).out == first.out);

    const json all = json::parse(
        run_offramp("sensitivity " + store + " --json --outcome p_war,value_us --difference noisy").out);
    CHECK(all["design"]["second_order"] == true);
    REQUIRE(all["sensitivity"].size() == 2);
    CHECK(all["sensitivity"][1]["method"] == "sobol");
    CHECK(all["sensitivity"][1]["outcome"] == "value_us");
    CHECK(all["sensitivity"][1]["minus"] == "steady");
    CHECK(all["sensitivity"][1]["factors"].size() == 3);
    CHECK(all["sensitivity"][1]["factors"][1]["name"] == "rule");
    CHECK(all["sensitivity"][1]["pairs"].size() == 3);
    CHECK(all["boxes"].empty());
}

TEST_CASE("sensitivity names what a store cannot answer") {
    const SweepFolder folder;
    const std::string store = folder / "s.sqlite";
    CHECK(run_offramp("sweep " + folder.write(strait_sweep("8")) + " -o " + store).code == 0);
    const auto refused = [&](const std::string& arguments) {
        const ProgramResult result = run_offramp("sensitivity " + store + " " + arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        return result.err;
    };
    CHECK_THAT(refused("--outcome p_wor"), contains("did you mean 'p_war'?"));
    CHECK_THAT(refused("--policy stedy"), contains("did you mean 'steady'?"));
    CHECK_THAT(refused("--difference steady"), contains("a difference is between two policies"));
    CHECK_THAT(refused("--where 'p_war >> 1'"), contains("is no condition on an outcome"));
    CHECK_THAT(refused("--backfires"), contains("--difference"));
    CHECK_THAT(refused("--outcome share_faded --difference noisy --backfires"),
               contains("neither more nor less of 'share_faded' is worse by itself"));
    CHECK(run_offramp("sensitivity " + (folder / "none.sqlite")).code == 2);

    const ProgramResult boxes =
        run_offramp("sensitivity " + store + " --policy noisy --where 'p_max_rung_ge_1 >= 0.9' --json");
    CHECK(boxes.code == 0);
    const json found = json::parse(boxes.out);
    CHECK(found["sensitivity"].empty());
    REQUIRE(found["boxes"].size() == 1);
    CHECK(found["boxes"][0]["futures"] == 24);
    CHECK(found["boxes"][0]["conditions"][0]["relation"] == ">=");
    // A full factorial has first-order shares.
    CHECK_THAT(run_offramp("sensitivity " + store + " --outcome value_us").out,
               contains("value_us, steady") && contains("first"));
}

TEST_CASE("robust ranks the policies of a sweep and says which where") {
    const SweepFolder folder;
    const std::string store = folder / "s.sqlite";
    CHECK(run_offramp("sweep " + folder.write(strait_sweep("30")) + " -o " + store).code == 0);
    const ProgramResult text = run_offramp("robust " + store);
    CHECK(text.code == 0);
    CHECK_THAT(text.out, contains("2 policies in 24 futures; 24 of 24 points, 30 campaigns at each"));
    CHECK_THAT(text.out, contains("largest regret") && contains("best worst case: "));
    CHECK_THAT(text.out, contains("Pareto set over the means of p_max_rung_ge_3, p_war"));
    const json all = json::parse(run_offramp("robust " + store + " --outcomes p_max_rung_ge_1 --json").out);
    REQUIRE(all["outcomes"].size() == 1);
    const json& outcome = all["outcomes"][0];
    CHECK(outcome["better"] == "lower");
    CHECK(outcome["policies"].size() == 2);
    CHECK(outcome["where"].size() == 4 + 2 + 3);
    CHECK(all["pareto"][0]["policy"] == "steady");
    std::uint64_t futures = 0;
    for (const json& row : outcome["where"]) {
        if (row["factor"] == "rule") futures += row["futures"].get<std::uint64_t>();
    }
    CHECK(futures == 24);

    const ProgramResult refused = run_offramp("robust " + store + " --outcomes share_faded");
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, contains("neither more nor less of 'share_faded' is better by itself"));
    std::string single = strait_sweep("5");
    single.replace(single.find("[steady, noisy]"), 15, "[steady]");
    const std::string alone = folder / "one.sqlite";
    const ProgramResult one = run_offramp("robust " + folder.write(single, "one.yaml") + " -o " + alone);
    CHECK(one.code == 2);
    CHECK_THAT(one.err, contains("has one policy only"));
}

TEST_CASE("robust says that policies tie, and does not name the first of them") {
    const SweepFolder folder;
    // Neither of these two policies changes anything.
    const std::string copy = folder.write(
        "policy: {name: copy}\nfor: " OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml\n", "copy.yaml");
    std::string text = strait_sweep("5");
    text.replace(text.find("[steady, noisy]"), 15, "[idle, " + copy + "]");
    const std::string store = folder / "s.sqlite";
    const ProgramResult result = run_offramp("robust " + folder.write(text) + " -o " + store);
    CHECK(result.code == 0);
    CHECK_THAT(result.out,
               contains("best mean: all tie; best worst case: all tie; least largest regret: all tie"));
    const json outcome = json::parse(run_offramp("robust " + store + " --json").out)["outcomes"][0];
    CHECK(outcome["best_mean"] == json{"idle", "copy"});
    CHECK(outcome["maximin"] == json{"idle", "copy"});
    CHECK(outcome["minimax_regret"] == json{"idle", "copy"});
    CHECK(outcome["policies"][0]["best_in"] == 0);
    CHECK(outcome["policies"][0]["tied_best_in"] == 24);
    CHECK(outcome["overall"]["best"] == json{"idle", "copy"});
}

TEST_CASE("validate says what it checked of a large sweep") {
    const SweepFolder folder;
    const std::string file = folder.write(with_design("{kind: sobol, points: 5000}"));
    const ProgramResult result = run_offramp("validate " + file);
    CHECK(result.code == 0);
    CHECK_THAT(result.out, contains(": valid (2048 of 5000 points checked: "));
    CHECK(run_offramp("validate " + folder.write(strait_sweep())).out == file + ": valid\n");
}
