// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stop_token>
#include <string>

#include "analysis/sweep/design.hpp"
#include "tests/catch.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

Sweep loaded(const std::string& text) {
    const SweepFolder folder;
    return load_sweep(folder.write(text));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string said(const std::string& text) {
    const SweepFolder folder;
    const std::string file = folder.write(text);
    std::string all = complaint([&] { load_sweep(file); });
    for (std::size_t at = all.find(file); at != std::string::npos; at = all.find(file))
        all.replace(at, file.size(), "s");
    return all;
}

std::string said_with(const std::string& from, const std::string& to) {
    return said(replaced(strait_sweep(), from, to));
}

std::vector<std::string> levels_of(const std::string& factor) {
    return loaded(strait_sweep("20", "  x: " + factor + "\n")).factors.back().levels;
}

}  // namespace

TEST_CASE("what is known of a design is told once") {
    CHECK_THAT(said_with("design: factorial", "design: {kind: random, points: 4, zzzzzzzz: 1}"),
               contains("known here: kind, points, seed") || contains("known here: kind, seed, points"));
}

TEST_CASE("a sweep file says what varies, where and how often") {
    const Sweep sweep = loaded(strait_sweep());
    CHECK(sweep.name == "strait-sweep");
    CHECK(sweep.scenario == "strait");
    CHECK(sweep.policies.size() == 2);
    CHECK(sweep.seed == 7);
    CHECK(sweep.campaigns == 20);
    CHECK(sweep.design.size() == 24);
    CHECK(describe_point(sweep, sweep.point(23)) == "latency = 96h, rule = level_k, tension = 0.6");
    CHECK(sweep.policies_at(5) == std::vector<std::size_t>{0, 1});
    CHECK(sweep.factors[0].kind == ValueKind::kDuration);
    CHECK(sweep.factors[0].unit == "hours");
}

TEST_CASE("levels come from values, ranges and the quantiles of distributions") {
    using List = std::vector<std::string>;
    CHECK(levels_of("{path: tension.initial, values: [0.1, 0.2]}") == List{"0.1", "0.2"});
    CHECK(levels_of("{path: tension.initial, range: {from: 0, to: 1, steps: 5}}") ==
          List{"0", "0.25", "0.5", "0.75", "1"});
    CHECK(levels_of("{path: tension.relaxation, range: {from: 1h, to: 100h, steps: 3, spacing: log}}") ==
          List{"1h", "10h", "100h"});
    CHECK(levels_of("{path: tension.initial, uniform: [0, 1], levels: 2}") == List{"0.25", "0.75"});
    CHECK(levels_of("{path: incidents.intercept.rounds, range: {from: 1, to: 4, steps: 7}}") ==
          List{"1", "2", "3", "4"});
    CHECK(levels_of("{path: incidents.intercept.rate, values: [0.24/day]}") == List{"0.01/h"});
}

TEST_CASE("the values at a point are laid over each policy") {
    const Sweep sweep = loaded(strait_sweep());
    const ValidatedScenario steady = scenario_at(sweep, 0, sweep.point(0));
    CHECK(value_at(steady.scenario(), "channels.hotline.latency").text == "1h");
    CHECK(value_at(steady.scenario(), "channels.hotline.pickup.us").number == 0.99);
    CHECK(value_at(scenario_at(sweep, 1, sweep.point(0)).scenario(), "channels.hotline.pickup.us").number ==
          0.05);
    const Sweep scaled =
        loaded(strait_sweep("20",
                            "  s: {paths: [actors.us.types.only.war_cost, actors.cn.rationality], "
                            "scale: true, values: [0.5]}\n"));
    const Scenario half = scenario_at(scaled, 0, scaled.point(0)).scenario();
    CHECK(value_at(half, "actors.us.types.only.war_cost").number == 4.0);
    CHECK(value_at(half, "actors.cn.rationality").number == 1.0);
}

TEST_CASE("paired policies are dealt out over the points of a sampled design") {
    const std::string text = replaced(strait_sweep(), "design: factorial",
                                      "combine: paired\ndesign: {kind: latin_hypercube, points: 5}");
    const Sweep sweep = loaded(text);
    CHECK(sweep.policies_at(0) == std::vector<std::size_t>{0});
    CHECK(sweep.policies_at(3) == std::vector<std::size_t>{1});
    CHECK_THAT(
        said(replaced(text, "{kind: latin_hypercube, points: 5}", "factorial")),
        contains("s:7:9: in the design factorial paired policies would be tied to the levels of a factor"));
}

TEST_CASE("designs for sensitivity analysis are read, and told apart by all that they are") {
    const auto with = [](const std::string& design) {
        return replaced(strait_sweep(), "design: factorial", "design: " + design);
    };
    const Sweep saltelli = loaded(with("{kind: saltelli, points: 4, second_order: true}"));
    CHECK(blocks_json(saltelli.settings).dump() == R"({"count":4,"replications":2,"second_order":true})");
    CHECK(saltelli.design.size() == 4 * 8 * 2);
    const Sweep morris = loaded(with("{kind: morris, trajectories: 3, levels: 6, replications: 1, seed: 5}"));
    CHECK(blocks_json(morris.settings).dump() == R"({"count":3,"replications":1,"levels":6,"seed":5})");
    CHECK(morris.design.size() == 3 * 4);
    CHECK(loaded(with("{kind: saltelli, points: 4, replications: 3}")).hash !=
          loaded(with("{kind: saltelli, points: 4}")).hash);

    CHECK_THAT(said(with("saltelli")), contains("s:6:9: the design saltelli needs a number of points"));
    CHECK_THAT(said(with("{kind: morris}")), contains("s:6:16: the design morris needs a number of traj"));
    CHECK_THAT(said(with("{kind: morris, trajectories: 2, levels: 5}")),
               contains("s:6:49: the grid of a Morris design has an even number of levels"));
    CHECK_THAT(said(with("{kind: morris, trajectories: 1}")),
               contains("s:6:38: trajectories: '1' is not a whole number from 2 on"));
    CHECK_THAT(said(with("{kind: morris, points: 2}")), contains("unknown key 'points' in a design"));
    CHECK_THAT(said(with("{kind: saltelli, points: 2, second_ordr: true}")),
               contains("s:6:37: unknown key 'second_ordr' in a design (did you mean 'second_order'?)"));
    CHECK_THAT(said(with("{kind: sobol, points: 2, replications: 2}")),
               contains("unknown key 'replications' in a design"));
    CHECK_THAT(said(with("{kind: saltely, points: 2}")),
               contains("s:6:16: there is no design 'saltely' (did you mean 'saltelli'?)"));
    CHECK_THAT(said(with("{kind: saltelli, points: 1000000}")),
               contains("the design has more than 1000000 points"));
    CHECK_THAT(said(with("{kind: saltelli, points: 2}\ncombine: paired")),
               contains("s:6:16: the design saltelli needs every policy at every point"));
    CHECK_THAT(said(with("[saltelli]")), contains("s:6:9: "));
    const std::string no_factors = with("{kind: saltelli, points: 2}");
    CHECK_THAT(said(no_factors.substr(0, no_factors.find("factors:")) + "factors: {}\n"),
               contains("the design saltelli needs factors"));
}

TEST_CASE("a sweep that is like another has from it what it does not say") {
    const SweepFolder folder;
    const Sweep other = load_sweep(folder.write(strait_sweep(), "other.yaml"));
    const std::string file =
        folder.write("like: other.yaml\ndesign: {kind: morris, trajectories: 2}\ncampaigns: 5\n");
    CHECK(is_sweep_file(file));
    const Sweep sweep = load_sweep(file);
    CHECK(sweep.name == "sweep");
    CHECK(sweep.seed == other.seed);
    CHECK(sweep.campaigns == 5);
    CHECK(sweep.factors.size() == 3);
    CHECK(sweep.policies.size() == 2);
    CHECK(sweep.design.size() == 2 * 4 * 2);
    CHECK_THAT(sweep.text, contains("like: other.yaml") && contains("tension.mean"));
    CHECK_THAT(said("like: none.yaml\n"), contains("s:1:7: there is no sweep"));
    folder.write("like: sweep.yaml\n", "second.yaml");
    CHECK_THAT(complaint([&] { load_sweep(folder / "second.yaml"); }),
               contains("is itself like another sweep"));
    // A problem in what was taken over is located where it stands.
    folder.write(replaced(strait_sweep(), "seed: 7", "seed: x"), "other.yaml");
    CHECK_THAT(complaint([&] { load_sweep(file); }), contains("other.yaml:4:7: seed: 'x'"));
}

TEST_CASE("every problem is located, with the nearest name, before anything runs") {
    const std::string all = said("scenario: " OFFRAMP_SOURCE_DIR
                                 "/tests/cli/strait.yaml\n"
                                 "polices: [steady]\n"
                                 "seed: -1\n"
                                 "design: factoral\n"
                                 "outcomes: [p_wor]\n"
                                 "factors:\n"
                                 "  a: {path: channels.hotlin.latency, values: [1h]}\n"
                                 "  b: {path: tension.mean, values: [0.5, 1.5]}\n"
                                 "  c: {path: channels.hotline.latency, uniform: [6, 12h]}\n"
                                 "  d: {path: actors.us.agent.rule, values: [lokahead]}\n"
                                 "  e: {path: tension.initial}\n");
    CHECK_THAT(all, contains("s:1:1: the key 'campaigns' is missing"));
    CHECK_THAT(all, contains("s:2:1: unknown key 'polices' in a sweep (did you mean 'policies'?)"));
    CHECK_THAT(all, contains("s:3:7: seed: '-1' is not a whole number"));
    CHECK_THAT(all, contains("s:4:9: there is no design 'factoral' (did you mean 'factorial'?)"));
    CHECK_THAT(all, contains("s:5:12: there is no outcome 'p_wor' (did you mean 'p_war'?)"));
    CHECK_THAT(all, contains("s:7:13: there is no 'hotlin' in 'channels' (did you mean 'hotline'?)"));
    CHECK_THAT(all,
               contains("s:8:41: values: 1.5 is out of range for tension.mean (it must be between 0 and 1)"));
    CHECK_THAT(all, contains("s:9:49: uniform:"));
    CHECK_THAT(all, contains("did you mean 'lookahead'?"));
    CHECK_THAT(all, contains("s:11:3: the factor 'e' says nothing of its values"));
}

TEST_CASE("factors that cannot be what they say are refused") {
    const auto with = [](const std::string& factor) {
        return said(strait_sweep("20", "  x: " + factor + "\n"));
    };
    CHECK_THAT(with("{path: tension.initial, values: [0.1], uniform: [0, 1]}"),
               contains("has both values and uniform"));
    CHECK_THAT(with("{path: tension.initial, uniform: [0.5, 0.1]}"),
               contains("the lower end must lie below"));
    CHECK_THAT(with("{path: tension.initial, uniform: [0, 1]}"),
               contains("the design factorial needs levels of the factor 'x'"));
    CHECK_THAT(with("{path: tension.initial, loguniform: [0, 1]}"), contains("must be above 0"));
    CHECK_THAT(with("{path: tension.initial, triangular: [0, 1]}"),
               contains("triangular is a list of 3 numbers"));
    CHECK_THAT(with("{path: tension.initial, normal: {mean: 0.5, sd: 0}}"), contains("must be above 0"));
    CHECK_THAT(with("{path: actors.us.agent.rule, uniform: [0, 1]}"), contains("a name has no uniform"));
    CHECK_THAT(with("{path: actors.us.agent.depth, scale: true, values: [2]}"),
               contains("which cannot be scaled"));
    CHECK_THAT(with("{path: tension.mean, values: [0.5]}"),
               contains("'tension.mean' is moved by 'tension' already"));
    CHECK_THAT(with("{paths: [tension.initial, tension.relaxation], values: [0.5]}"),
               contains("is a duration, the factor's first path a number"));
    CHECK_THAT(said(strait_sweep("20", "  p_war: {path: tension.initial, values: [0.5]}\n")),
               contains("a factor cannot be called 'p_war'"));
    CHECK_THAT(said_with("factorial", "sobol"), contains("needs a number of points"));
    CHECK_THAT(said_with("[steady, noisy]", "[steady, steady]"), contains("two policies named 'steady'"));
    CHECK_THAT(said_with("[steady, noisy]", "[stedy]"),
               contains("s:3:12: unknown policy 'stedy'") && contains("steady"));
    CHECK_THAT(said_with("strait.yaml", "stray.yaml"), contains("there is no scenario"));
}

TEST_CASE("a factor has no name that a column beside it has, in any table that is exported") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(strait_sweep("2")));
    run_into(sweep, folder / "s");
    std::set<std::string> refused;
    for (const std::string_view what : kExports) {
        const std::string table = exported(folder / "s", what);
        const std::string header = table.substr(0, table.find('\n'));
        if (header.find(",latency,") == std::string::npos) continue;  // has no columns of factors
        std::istringstream cells(header);
        for (std::string column; std::getline(cells, column, ',');) {
            const bool is_factor =
                std::ranges::find(sweep.factors, column, &Factor::name) != sweep.factors.end();
            if (is_factor || !refused.insert(column).second) continue;
            INFO(column);
            CHECK_THAT(said(strait_sweep("2", "  " + column + ": {path: tension.initial, values: [0.5]}\n")),
                       contains("s:11:3: a factor cannot be called '" + column +
                                "', as a column of the results is"));
        }
    }
    for (const char* column :
         {"point", "estimate", "low", "high", "n", "unit", "outcome", "baseline", "p_war"})
        CHECK(refused.contains(column));
}

TEST_CASE("a point that is no valid scenario is named before anything runs") {
    const SweepFolder folder;
    // The priors of an actor sum to 1: 0.5 alone is no scenario.
    const Sweep sweep = load_sweep(
        folder.write(strait_sweep("20", "  prior: {path: actors.us.types.only.prior, values: [1, 0.5]}\n")));
    const std::string text = complaint([&] { run_into(sweep, folder / "s.sqlite"); });
    CHECK_THAT(
        text,
        contains(
            "at point 1 (latency = 1h, rule = lookahead, tension = 0.2, prior = 0.5) under policy steady"));
    CHECK_FALSE(std::filesystem::exists(folder / "s.sqlite"));
}

TEST_CASE("a sweep that is stopped while its points are checked writes nothing") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(
        folder.write(replaced(strait_sweep(), "design: factorial", "design: {kind: sobol, points: 400}")));
    std::stop_source stop;
    std::uint64_t checked = 0;
    const SweepRun run = run_sweep(sweep, folder / "s.sqlite",
                                   {.threads = 1,
                                    .shard = {},
                                    .cancel = stop.get_token(),
                                    .progress = {},
                                    .checking = [&](std::uint64_t done, std::uint64_t total) {
                                        checked = done;
                                        CHECK(total == 400);
                                        stop.request_stop();
                                    }});
    CHECK(checked >= 16);
    CHECK(checked < 400);
    CHECK_FALSE(run.begun);
    CHECK_FALSE(run.complete());
    CHECK_FALSE(std::filesystem::exists(folder / "s.sqlite"));
}

TEST_CASE("of a large design a bounded number of points is checked, each factor's ends among them") {
    const SweepFolder folder;
    const auto sobol = [](std::string text) {
        return replaced(std::move(text), "design: factorial", "design: {kind: sobol, points: 200000}");
    };
    std::uint64_t told = 0;
    const FileCheck sound =
        check_sweep_file(folder.write(sobol(strait_sweep())), [&](std::uint64_t done, std::uint64_t total) {
            CHECK(done > told);
            CHECK(total == 2048);
            told = done;
        });
    CHECK(sound.problems.empty());
    CHECK(told == 2048);
    CHECK_THAT(sound.scope, contains("2048 of 200000 points checked"));
    // A prior of its own is sound by itself, but priors sum to 1.
    const FileCheck wrong = check_sweep_file(folder.write(
        sobol(strait_sweep("20", "  prior: {path: actors.us.types.only.prior, uniform: [0.4, 0.6]}\n"))));
    REQUIRE_FALSE(wrong.problems.empty());
    CHECK(wrong.problems.size() < 60);
    CHECK_THAT(to_string(wrong.problems.front()), contains(": at point 0 (") && contains("prior = 0.5"));
    // All of a small one.
    CHECK(check_sweep_file(folder.write(strait_sweep())).scope.empty());
}

TEST_CASE("every reference sweep is valid at every point", "[long]") {
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(OFFRAMP_SOURCE_DIR "/scenarios/sweeps")) {
        INFO(entry.path());
        CHECK(is_sweep_file(entry.path()));
        const FileCheck check = check_sweep_file(entry.path());
        CHECK(to_string(check.problems) == "");
        CHECK(check.scope.empty());
        ++found;
    }
    CHECK(found > 0);
}

TEST_CASE("the identity of a sweep is what decides on its results") {
    const std::string hash = loaded(strait_sweep()).hash;
    CHECK(loaded(strait_sweep() + "title: Another\ndescription: Words\n").hash == hash);
    CHECK(loaded(strait_sweep("21")).hash != hash);
    CHECK(loaded(replaced(strait_sweep(), "seed: 7", "seed: 8")).hash != hash);
    CHECK(loaded(replaced(strait_sweep(), "6h", "7h")).hash != hash);
    CHECK(loaded(strait_sweep() + "outcomes: [p_war]\n").hash != hash);
    CHECK(loaded(strait_sweep() + "trajectories: {first: 1}\n").hash != hash);
}
