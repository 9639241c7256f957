// SPDX-License-Identifier: Apache-2.0
// Sensitivity from the store of a sweep, with functions of known indices in the place of the simulator.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/sensitivity/discovery.hpp"
#include "analysis/sensitivity/sweep_robustness.hpp"
#include "analysis/sensitivity/sweep_sensitivity.hpp"
#include "analysis/store/store_writer.hpp"
#include "tests/analysis/sensitivity/test_functions.hpp"
#include "tests/catch.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

using Places = std::vector<std::size_t>;
using Function = std::function<double(std::span<const double>)>;

/// A sweep over three factors that are uniform on (0, 1).
std::string cube_sweep(const std::string& design) {
    return "name: cube\n"
           "scenario: " OFFRAMP_SOURCE_DIR
           "/tests/cli/strait.yaml\n"
           "policies: [steady, noisy]\n"
           "seed: 7\n"
           "campaigns: 10\n"
           "outcomes: [p_war, value_us]\n"
           "design: " +
           design +
           "\n"
           "factors:\n"
           "  x1: {path: tension.initial, uniform: [0, 1]}\n"
           "  x2: {path: tension.mean, uniform: [0, 1]}\n"
           "  x3: {path: channels.hotline.pickup.us, uniform: [0, 1]}\n";
}

/// Writes f, and under the second policy g, in the place of both outcomes, with intervals of half-width
/// `half` and noise of that size that the points of a block share in each replication. A name is given to
/// them as its place in the sweep file.
void fill(const Sweep& sweep, const std::string& file, const Function& f, const Function& g,
          double half = 0.0, std::uint64_t skipped = ~std::uint64_t{0}) {
    StoreWriter writer(file, sweep, {});
    for (std::uint64_t p = 0; p < sweep.design.size(); ++p) {
        if (p == skipped) continue;
        PointResult result{p, sweep.point(p), {}, {}};
        std::vector<double> u;
        for (std::size_t k = 0; k < result.settings.size(); ++k) {
            const FactorValue& value = result.settings[k];
            const auto place = std::ranges::find(sweep.factors[k].levels, value.text);
            u.push_back(value.number ? *value.number
                                     : static_cast<double>(place - sweep.factors[k].levels.begin()));
        }
        const auto estimate = [&](double value) {
            return Estimate{value, value - half, value + half, sweep.campaigns};
        };
        const double noise =
            half * (normal(campaign_set(sweep.settings, sweep.factors.size(), p), 0) + normal(p, 1));
        const double values[] = {f(u) + noise, g(u) + noise};
        for (std::size_t policy = 0; policy < 2; ++policy) {
            result.policies.push_back({policy,
                                       "",
                                       OutcomeTotals(sweep.war_rung),
                                       {estimate(values[policy]), estimate(values[policy])}});
        }
        for (std::size_t o = 0; o < 2; ++o)
            result.differences.push_back({1, o, estimate(values[1] - values[0])});
        writer.write(result);
    }
    writer.commit();
}

double nothing(std::span<const double> u) {
    return 0.0 * u[0];
}

}  // namespace

TEST_CASE("a Saltelli sweep of Ishigami's function has its indices, noise taken out") {
    const SweepFolder folder;
    const Sweep sweep =
        load_sweep(folder.write(cube_sweep("{kind: saltelli, points: 512, second_order: true}")));
    fill(sweep, folder / "s", ishigami, nothing, 1.0);
    const StoreReader store(folder / "s");
    const Futures futures(store);
    CHECK(futures.size() == 2 * 512);  // the independent samples, replications pooled
    const TargetSensitivity result = sensitivity_of(futures, {.outcome = 0, .policy = 0});
    CHECK(result.used == 512);
    CHECK(result.left_out == 0);
    const auto& sobol = std::get<SobolIndices>(result.result);
    constexpr double kFirst[] = {.313905, .442411, 0.0};
    constexpr double kTotal[] = {.557589, .442411, .243684};
    for (std::size_t i = 0; i < 3; ++i) {
        INFO(i);
        CHECK(*sobol.first[i].low <= kFirst[i]);
        CHECK(*sobol.first[i].high >= kFirst[i]);
        CHECK(*sobol.total[i].low <= kTotal[i]);
        CHECK(*sobol.total[i].high >= kTotal[i]);
        CHECK(*sobol.total[i].value == Approx(kTotal[i]).margin(0.1));
    }
    CHECK(*sobol.variance.value == Approx(13.844588).epsilon(0.1));
    CHECK(*sobol.noise_share.value == Approx(2.0 / 15.84).margin(0.04));
    CHECK(sobol.second.size() == 3);
    CHECK(by_importance(result) == std::vector<std::size_t>{0, 1, 2});
    // Under the other policy there is only noise, and so no index that is clearly above 0.
    const TargetSensitivity none = sensitivity_of(futures, {.outcome = 0, .policy = 1});
    const auto& flat = std::get<SobolIndices>(none.result);
    CHECK(*flat.variance.low < 0.1);
    // The difference is the negative of the function, and has its indices.
    const TargetSensitivity difference = sensitivity_of(futures, {.outcome = 1, .policy = 1, .minus = 0});
    const auto& indices = std::get<SobolIndices>(difference.result);
    for (std::size_t i = 0; i < 3; ++i) CHECK(*indices.total[i].value == Approx(kTotal[i]).margin(0.1));
}

TEST_CASE("a Saltelli sweep of the g-function has its indices") {
    const SweepFolder folder;
    const Sweep sweep =
        load_sweep(folder.write(cube_sweep("{kind: saltelli, points: 1024, replications: 1}")));
    fill(sweep, folder / "s", g_function, nothing);
    const StoreReader store(folder / "s");
    const TargetSensitivity result = sensitivity_of(Futures(store), {.outcome = 0, .policy = 0});
    const auto& sobol = std::get<SobolIndices>(result.result);
    // With a = (0, 1, 4.5): V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1, S_i = V_i / V.
    const double v[] = {1.0 / 3.0, 1.0 / 12.0, 1.0 / 90.75};
    const double variance = (1 + v[0]) * (1 + v[1]) * (1 + v[2]) - 1;
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(*sobol.first[i].value == Approx(v[i] / variance).margin(0.02));
        CHECK(*sobol.total[i].value == Approx(v[i] * (variance + 1) / (1 + v[i]) / variance).margin(0.02));
    }
}

TEST_CASE("blocks that are not finished are left out, and too few of them are an error") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: saltelli, points: 8}")));
    fill(sweep, folder / "s", ishigami, nothing, 0.1, 25);
    const StoreReader store(folder / "s");
    const TargetSensitivity result = sensitivity_of(Futures(store), {.outcome = 0, .policy = 0});
    CHECK(result.used == 7);
    CHECK(result.left_out == 1);
    const Sweep two = load_sweep(folder.write(cube_sweep("{kind: morris, trajectories: 2}"), "two.yaml"));
    fill(two, folder / "t", ishigami, nothing, 0.1, 3);
    const StoreReader part(folder / "t");
    CHECK_THAT(complaint([&] { sensitivity_of(Futures(part), {}); }),
               contains("1 of 2 trajectories are finished"));
}

TEST_CASE("a Morris sweep finds how much, which way and how evenly") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: morris, trajectories: 12}")));
    fill(
        sweep, folder / "s", [](std::span<const double> u) { return 3.0 * u[0] - 2.0 * u[1]; },
        [](std::span<const double> u) { return 4.0 * u[0] * u[1]; });
    const StoreReader store(folder / "s");
    const Futures futures(store);
    const TargetSensitivity result = sensitivity_of(futures, {.outcome = 0, .policy = 0});
    const auto& effects = std::get<MorrisEffects>(result.result);
    // Linear: every effect is the coefficient, over the whole range of the factor.
    CHECK(*effects[0].mean.value == Approx(3.0));
    CHECK(*effects[1].mean.value == Approx(-2.0));
    CHECK(*effects[1].mean_absolute.value == Approx(2.0));
    CHECK(*effects[0].deviation.value == Approx(0.0).margin(1e-6));
    CHECK(*effects[2].mean_absolute.value == Approx(0.0).margin(1e-9));
    CHECK(by_importance(result) == std::vector<std::size_t>{0, 1, 2});
    // A product: the effect of one depends on the other.
    const TargetSensitivity product = sensitivity_of(futures, {.outcome = 0, .policy = 1});
    CHECK(*std::get<MorrisEffects>(product.result)[0].deviation.value > 0.5);
    CHECK_THAT(complaint([&] {
                   discover(futures, std::vector{Condition{{}, Relation::kAbove, 0.0}});
               }),
               contains("the design morris are no sample"));
}

TEST_CASE("other designs give first-order shares, or say which design is needed") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: sobol, points: 512}")));
    fill(sweep, folder / "s", ishigami, nothing, 0.2);
    const StoreReader store(folder / "s");
    const TargetSensitivity result = sensitivity_of(Futures(store), {.outcome = 0, .policy = 0});
    const auto& shares = std::get<VarianceShares>(result.result);
    CHECK(shares.first[0].value == Approx(.313905).margin(0.1));
    CHECK(shares.first[1].value == Approx(.442411).margin(0.1));
    CHECK(shares.first[2].value == Approx(0.0).margin(0.05));
    CHECK(*shares.noise_at_most == Approx(0.2 * 0.2 / 1.96 / 1.96 / shares.variance).epsilon(0.01));
    std::string text = strait_sweep("5");
    text.replace(text.find("factorial"), 9, "one_at_a_time");
    run_into(load_sweep(folder.write(text, "one.yaml")), folder / "o");
    const StoreReader single(folder / "o");
    CHECK_THAT(complaint([&] { sensitivity_of(Futures(single), {}); }), contains("kind: saltelli"));
}

TEST_CASE("the noise of proportions is their variance, also where most were not seen at all") {
    constexpr double kCampaigns = 100.0;
    constexpr double kSeldom = 0.002;
    constexpr double kOften = 0.03;
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: sobol, points: 512}")));
    {
        StoreWriter writer(folder / "s", sweep, {});
        for (std::uint64_t p = 0; p < sweep.design.size(); ++p) {
            PointResult result{p, sweep.point(p), {}, {}};
            const double probability = *result.settings[0].number < 0.5 ? kSeldom : kOften;
            std::uint64_t hits = 0;
            for (std::uint64_t k = 0; k < 100; ++k) hits += uniform(p, k) < probability ? 1 : 0;
            const Estimate estimate = exact_proportion(hits, 100);
            for (std::size_t policy = 0; policy < 2; ++policy)
                result.policies.push_back({policy, "", OutcomeTotals(sweep.war_rung), {estimate, estimate}});
            writer.write(result);
        }
        writer.commit();
    }
    const StoreReader store(folder / "s");
    const TargetSensitivity result = sensitivity_of(Futures(store), {.outcome = 0, .policy = 0});
    const auto& shares = std::get<VarianceShares>(result.result);
    const auto variance = [](double p) { return p * (1.0 - p) / kCampaigns; };
    const double noise = 0.5 * (variance(kSeldom) + variance(kOften)) / shares.variance;
    CHECK(*shares.noise_at_most > 0.9 * noise);
    CHECK(*shares.noise_at_most < 1.3 * noise);
}

TEST_CASE("boxes are found where the cases were put, in the factors' units") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: latin_hypercube, points: 400}")));
    const auto corner = [](std::span<const double> u) { return u[0] > 0.7 && u[1] < 0.4 ? 1.0 : 0.0; };
    fill(sweep, folder / "s", nothing, corner);
    const StoreReader store(folder / "s");
    const Futures futures(store);
    const StoreInfo& info = futures.info();
    const Discovery found = discover(futures, std::vector{parse_condition(info, "p_war >= 0.5", 1, {})});
    CHECK(found.futures == 400);
    CHECK(found.uncertain == 0);
    CHECK(std::abs(static_cast<double>(found.cases) - 48.0) < 20.0);
    REQUIRE(found.boxes.size() == 1);
    const FoundBox& box = found.boxes.front();
    CHECK(box.score.density > 0.9);
    CHECK(box.score.coverage > 0.9);
    CHECK(found.coverage == box.score.coverage);
    REQUIRE(box.restrictions.size() == 2);
    CHECK(box.restrictions[0].side.kind == Side::Kind::kLower);
    CHECK(box.restrictions[0].limit == Approx(0.7).margin(0.05));
    CHECK(box.restrictions[1].limit == Approx(0.4).margin(0.05));
    for (const Restriction& limit : box.restrictions) CHECK(limit.quasi_p < 1e-6);
    CHECK_THAT(box_text(futures, box.box), contains("x1 >= 0.") && contains(" and x2 <= 0."));

    // War is worse where there is more of it, so in the same corner the policy backfires; a payoff is better.
    const Discovery worse = discover(futures, std::vector{backfires(info, {0, 1, 0})});
    CHECK(worse.cases == found.cases);
    const Discovery payoff = discover(futures, std::vector{backfires(info, {1, 1, 0})});
    CHECK(payoff.cases == 0);
    CHECK(payoff.boxes.empty());
    CHECK(to_text(info, backfires(info, {0, 1, 0})) ==
          "noisy backfires against steady in p_war (p_war of noisy minus steady > 0)");
    const std::string payoff_of = info.outcomes[1].name;
    CHECK_THAT(
        to_text(info, backfires(info, {1, 1, 0})),
        contains("in " + payoff_of + ", for " + payoff_of.substr(6) + " (") && contains("steady < 0)"));
}

namespace {

/// A factor with five names, and a number.
std::string sweep_of_names(const std::string& design) {
    const std::string text = cube_sweep(design);
    return text.substr(0, text.find("  x1:")) +
           "  family: {path: channels.hotline.latency.family, values: [fixed, exponential, lognormal, "
           "weibull, "
           "gamma]}\n"
           "  x: {path: tension.initial, uniform: [0, 1]}\n";
}

constexpr double kOfName[] = {0.1, 0.9, 0.3, 0.8, 0.2};  // in no order

double of_name(std::span<const double> u) {
    return kOfName[static_cast<std::size_t>(u[0])] + 0.001 * u[1];
}

}  // namespace

TEST_CASE("the share of names does not depend on the order in which a design comes to them") {
    for (const char* seed : {"1", "2", "3", "4", "5", "6", "7", "8"}) {
        const SweepFolder folder;
        const Sweep sweep = load_sweep(folder.write(
            sweep_of_names(std::string("{kind: latin_hypercube, points: 60, seed: ") + seed + "}")));
        fill(sweep, folder / "s", of_name, nothing);
        const StoreReader store(folder / "s");
        const Futures futures(store);
        CHECK(futures.axes()[0].nominal);
        CHECK_FALSE(futures.axes()[1].nominal);
        const TargetSensitivity result = sensitivity_of(futures, {.outcome = 0, .policy = 0});
        const auto& shares = std::get<VarianceShares>(result.result);
        CHECK(*shares.first[0].value > 0.999);
        CHECK(*shares.first[1].value < 0.2);
    }
}

TEST_CASE("a box is limited to a set of names, whichever they are") {
    const SweepFolder folder;
    const Sweep sweep =
        load_sweep(folder.write(sweep_of_names("{kind: latin_hypercube, points: 100, seed: 4}")));
    fill(sweep, folder / "s", of_name, nothing);
    const StoreReader store(folder / "s");
    const Futures futures(store);
    const Discovery found =
        discover(futures, std::vector{parse_condition(futures.info(), "p_war >= 0.5", 0, {})});
    CHECK(found.cases == 40);
    REQUIRE(found.boxes.size() == 1);
    const FoundBox& box = found.boxes.front();
    CHECK(box.score.cases == 40);
    CHECK(box.score.points == 40);
    CHECK(box.trials.chance < 0.02);
    REQUIRE(box.restrictions.size() == 1);
    CHECK(box.trials.found_again.front() == Approx(1.0));
    CHECK_THAT(box_text(futures, box.box),
               contains("family is ") && contains("exponential") && contains(" or ") && contains("weibull"));
    const auto json = to_json(futures, found);
    CHECK(json["boxes"][0]["restrictions"][0]["names"].size() == 2);
    CHECK(json["boxes"][0]["is_dense"] == true);
    CHECK(json["found_none"].is_null());
}

TEST_CASE("elementary effects of names are those from any to any, without direction") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(sweep_of_names("{kind: morris, trajectories: 200}")));
    fill(sweep, folder / "s", of_name, [](std::span<const double> u) { return 3.0 * u[1]; });
    const StoreReader store(folder / "s");
    const TargetSensitivity result = sensitivity_of(Futures(store), {.outcome = 0, .policy = 0});
    const auto& effects = std::get<MorrisEffects>(result.result);
    double mean = 0.0;  // over the twenty pairs
    for (const double a : kOfName) {
        for (const double b : kOfName) mean += std::abs(a - b) / 20.0;
    }
    CHECK(*effects[0].mean_absolute.low <= mean);
    CHECK(*effects[0].mean_absolute.high >= mean);
    CHECK_FALSE(effects[0].mean.value.has_value());
    CHECK(*effects[1].mean.value == Approx(0.001));
}

TEST_CASE("that a search finds no box is said to be that, and no more") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: latin_hypercube, points: 60}")));
    // Cases dealt out by a number that has nothing to do with the factors.
    fill(
        sweep, folder / "s",
        [](std::span<const double> u) { return std::fmod(1e6 * u[0] + 3e5 * u[1], 1.0); }, nothing);
    const StoreReader store(folder / "s");
    const Futures futures(store);
    const Discovery found =
        discover(futures, std::vector{parse_condition(futures.info(), "p_war >= 0.7", 0, {})});
    REQUIRE(are_mixed(found));
    CHECK(found.boxes.empty());
    CHECK_THAT(to_json(futures, found)["found_none"].get<std::string>(),
               contains("this search found no box") && contains("not to say that there is none"));
}

TEST_CASE("conditions and names that the store does not know are refused with what it does") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: sobol, points: 8}")));
    fill(sweep, folder / "s", nothing, nothing);
    const StoreReader store(folder / "s");
    const StoreInfo& info = store.info();
    const auto said = [&](const std::string& text) {
        return complaint([&] { parse_condition(info, text, 0, {}); });
    };
    CHECK(parse_condition(info, " value_us<-1e-2 ", 0, {}).relation == Relation::kBelow);
    CHECK(parse_condition(info, "value_us<= -0.01", 0, {}).bound == -0.01);
    CHECK_THAT(said("p_war => 3"), contains("'p_war => 3' is no condition on an outcome"));
    CHECK_THAT(said("p_war"), contains("p_war >= 0.1"));
    CHECK_THAT(said("p_war > nan"), contains("is no condition"));
    CHECK_THAT(said("p_wor > 3"), contains("the store has no outcome 'p_wor' (did you mean 'p_war'?)"));
    CHECK_THAT(complaint([&] { policy_named(info, "stedy"); }), contains("did you mean 'steady'?"));
    CHECK(headline_in(info) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("policies over the futures of a factorial: means, regrets, ties and which where") {
    const SweepFolder folder;
    std::string text = cube_sweep("factorial");
    text = text.substr(0, text.find("  x1:")) +
           "  x1: {path: tension.initial, values: [0, 0.5, 1]}\n"
           "  rule: {path: actors.cn.agent.rule, values: [lookahead, level_k]}\n";
    const Sweep sweep = load_sweep(folder.write(text));
    {
        // In both outcomes the first policy has 0.5, the second x1; half-widths of 0.1, of differences too.
        StoreWriter writer(folder / "s", sweep, {});
        for (std::uint64_t p = 0; p < 6; ++p) {
            const double x = *sweep.point(p)[0].number;
            const auto estimate = [](double v) { return Estimate{v, v - 0.1, v + 0.1, 10}; };
            PointResult result{p, sweep.point(p), {}, {}};
            for (const std::size_t policy : {0U, 1U}) {
                const Estimate e = estimate(policy == 0 ? 0.5 : x);
                result.policies.push_back({policy, "", OutcomeTotals(sweep.war_rung), {e, e}});
            }
            for (const std::size_t o : {0U, 1U}) result.differences.push_back({1, o, estimate(x - 0.5)});
            writer.write(result);
        }
        writer.commit();
    }
    const StoreReader store(folder / "s");
    const Futures futures(store);
    const OutcomeRobustness war = robustness_of(futures, 0);
    CHECK(war.better == Better::kLower);
    CHECK(war.futures == 6);
    CHECK(*war.policies[0].mean.value == Approx(0.5));
    CHECK(*war.policies[1].mean.value == Approx(0.5));
    CHECK(*war.policies[1].mean.low == Approx(0.4));  // a factorial is all futures: noise only
    CHECK(*war.policies[1].worst.value == 1.0);
    CHECK(*war.policies[1].mean_regret.value == Approx(0.5 / 3));
    CHECK(*war.policies[0].mean_regret.value == Approx(0.5 / 3));
    CHECK(*war.policies[1].largest_regret.value == 0.5);
    CHECK(*war.policies[1].largest_regret.low == Approx(0.4));
    CHECK(war.policies[1].largest_regret_at == 4);
    CHECK(war.maximin == Places{0});
    CHECK(war.best_mean == Places{0, 1});  // exactly as good on average
    CHECK(war.overall.best == Places{0, 1});
    CHECK(war.overall.level_with.empty());
    CHECK(war.policies[0].best_in == 2);
    CHECK(war.policies[0].tied_best_in == 2);
    CHECK(war.policies[1].best_in == 2);
    CHECK(war.policies[1].tied_best_in == 2);
    CHECK(war.overall.clear_wins == std::vector<std::size_t>{2, 2});
    CHECK(war.overall.ties == 2);
    REQUIRE(war.where.size() == 3 + 2);
    CHECK(war.where[0].choice.best == Places{1});
    CHECK(war.where[0].choice.level_with.empty());
    CHECK(war.where[1].choice.ties == 2);
    CHECK(war.where[2].choice.best == Places{0});
    CHECK(group_text(futures.axes()[0], war.where[1].low, war.where[1].high) == "0.5");
    CHECK(group_text(futures.axes()[1], war.where[4].low, war.where[4].high) == "level_k");
    // A payoff is better where it is higher: the same futures, the other policy.
    const OutcomeRobustness payoff = robustness_of(futures, 1);
    CHECK(payoff.where[0].choice.best == Places{0});
    CHECK(payoff.where[2].choice.best == Places{1});
    // By equal means no policy dominates another.
    const std::vector<ParetoStanding> standings = pareto_standings(futures, std::array{war, payoff});
    CHECK(standings[0].dominated_by.empty());
    CHECK(standings[1].dominated_by.empty());
    CHECK_FALSE(better_direction("share_faded").has_value());
}

TEST_CASE("policies that come to the same tie by every criterion, in every future") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: random, points: 30}")));
    fill(sweep, folder / "s", nothing, nothing);
    const StoreReader store(folder / "s");
    const Futures futures(store);
    const OutcomeRobustness war = robustness_of(futures, 0);
    const Places both = {0, 1};
    CHECK(war.best_mean == both);
    CHECK(war.maximin == both);
    CHECK(war.minimax_regret == both);
    CHECK(war.overall.best == both);
    CHECK(war.overall.level_with.empty());
    CHECK(war.overall.ties == 30);
    for (const PolicyStanding& policy : war.policies) {
        CHECK(policy.best_in == 0);
        CHECK(policy.tied_best_in == 30);
        CHECK(policy.clearly_best_in == 0);
        CHECK(*policy.largest_regret.value == 0.0);
    }
    for (const FactorChoice& item : war.where) CHECK(item.choice.best == both);
}

TEST_CASE("a mean over sampled futures is as sure as the sample and the noise are") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(cube_sweep("{kind: random, points: 300}")));
    fill(
        sweep, folder / "s", [](std::span<const double> u) { return u[0]; },
        [](std::span<const double> u) { return u[0] + 0.3; });
    const StoreReader store(folder / "s");
    const Futures futures(store);
    const OutcomeRobustness war = robustness_of(futures, 0);
    const Estimate& mean = war.policies[0].mean;
    CHECK(*mean.low < 0.5);
    CHECK(*mean.high > 0.5);
    CHECK(*mean.high - *mean.low == Approx(2 * 1.96 / std::sqrt(12.0 * 300)).epsilon(0.1));
    // The difference is the same everywhere, and so certain.
    CHECK(war.overall.best == Places{0});
    CHECK(war.overall.level_with.empty());
    CHECK(*war.policies[1].mean_regret.value == Approx(0.3));
    CHECK(*war.policies[1].mean_regret.low == Approx(0.3));
    CHECK(war.where.size() == 3 * 3);
    const std::vector<ParetoStanding> standings = pareto_standings(futures, std::array{war});
    CHECK(standings[1].dominated_by == std::vector<std::size_t>{0});
    CHECK(standings[1].clearly);
}
