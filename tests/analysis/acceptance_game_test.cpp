// SPDX-License-Identifier: Apache-2.0
// The rules of accepting and rebuffing on payoffs that are made up.
#include "analysis/acceptance_game.hpp"
#include "analysis/sensitivity/robustness.hpp"

#include <cmath>
#include <map>

#include "analysis/guardrail_options.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

/// Payoffs of each package to both sides; what is not listed is worth nothing.
AcceptanceGame game_of(std::uint32_t all, const std::map<std::uint32_t, Pair<double>>& payoffs) {
    AcceptanceGame game;
    game.packages = offered_packages(all);
    game.gain = [packages = game.packages, payoffs](int actor, std::size_t to, std::size_t from) {
        const auto worth = [&](std::size_t k) {
            const auto found = payoffs.find(packages[k]);
            return found == payoffs.end() ? 0.0 : found->second[at(actor)];
        };
        return worth(to) - worth(from);
    };
    return game;
}

/// Every guardrail is worth the same beside any others.
AcceptanceGame separable(const std::vector<Pair<double>>& worth) {
    std::map<std::uint32_t, Pair<double>> payoffs;
    for (std::uint32_t package = 0; package < 1U << worth.size(); ++package) {
        Pair<double> sum{};
        for (std::size_t g = 0; g < worth.size(); ++g) {
            for (std::size_t i = 0; i < 2 && (package >> g & 1U) != 0; ++i) sum[i] += worth[g][i];
        }
        payoffs[package] = sum;
    }
    return game_of((1U << worth.size()) - 1, payoffs);
}

std::vector<std::size_t> stable_in(const AcceptanceGame& game) {
    std::vector<std::size_t> stable;
    for (std::size_t k = 0; k < game.packages.size(); ++k) {
        if (deviations(game, k).empty()) stable.push_back(k);
    }
    return stable;
}

std::vector<std::uint32_t> packages_at(const AcceptanceGame& game, const std::vector<std::size_t>& places) {
    std::vector<std::uint32_t> packages;
    for (const std::size_t k : places) packages.push_back(game.packages[k]);
    return packages;
}

}  // namespace

TEST_CASE("up to six guardrails every package is on offer, beyond that only some") {
    CHECK(offered_packages(0b101) == std::vector<std::uint32_t>{0, 0b001, 0b100, 0b101});
    CHECK(offered_packages(0b111111).size() == 64);
    const std::vector<std::uint32_t> some = offered_packages(0b1111111);
    CHECK(some.size() == 1 + 7 + 7 + 1);
    CHECK(some.front() == 0);
    CHECK(some[1] == 1);
    CHECK(some.back() == 0b1111111);
}

TEST_CASE("a package is stable exactly if each part of it is worth having to both") {
    // The first is good for both, the second only for the first side, the third only for the second.
    const AcceptanceGame game = separable({{2, 1}, {1, -1}, {-1, 3}});
    CHECK(packages_at(game, stable_in(game)) == std::vector<std::uint32_t>{0, 0b001});
    const std::vector<Deviation> from_pair = deviations(game, 4);  // 0b011: the second side drops the second
    CHECK(game.packages[4] == 0b011);
    CHECK(from_pair == std::vector<Deviation>{{1, 1}});
    const SelectedPackage answer = select_package(game, stable_in(game));
    CHECK(game.packages[answer.package] == 0b001);
    CHECK(answer.selection == Selection::kPayoffDominant);
}

TEST_CASE("guardrails that only pay together are an equilibrium beside that of none") {
    const AcceptanceGame game = game_of(0b11, {{0b01, {1, -1}}, {0b10, {-1, 1}}, {0b11, {2, 2}}});
    CHECK(packages_at(game, stable_in(game)) == std::vector<std::uint32_t>{0, 0b11});
    const SelectedPackage answer = select_package(game, stable_in(game));
    CHECK(game.packages[answer.package] == 0b11);
    CHECK(answer.selection == Selection::kPayoffDominant);
}

TEST_CASE("of stable packages that the sides rank differently the larger product of gains is taken") {
    const AcceptanceGame game = game_of(0b11, {{0b01, {4, 1}}, {0b10, {2, 3}}, {0b11, {-1, -1}}});
    CHECK(packages_at(game, stable_in(game)) == std::vector<std::uint32_t>{0, 0b01, 0b10});
    const SelectedPackage answer = select_package(game, stable_in(game));
    CHECK(game.packages[answer.package] == 0b10);
    CHECK(answer.selection == Selection::kBargained);
}

TEST_CASE("what nobody wants stays out") {
    const AcceptanceGame game = separable({{5, -1}});
    CHECK(stable_in(game) == std::vector<std::size_t>{0});
    CHECK(select_package(game, stable_in(game)).selection == Selection::kOnlyStable);
}

TEST_CASE("to rebuff what never hurts is weakly dominated, to rebuff what hurts is not") {
    const AcceptanceGame game = separable({{2, 1}, {1, -1}});
    CHECK(is_weakly_dominated(game, 0, 0));  // by accepting both
    CHECK(is_weakly_dominated(game, 0, 1));  // the first alone: likewise
    CHECK_FALSE(is_weakly_dominated(game, 0, 3));
    CHECK(is_weakly_dominated(game, 1, 0));  // by accepting the first
    CHECK_FALSE(is_weakly_dominated(game, 1, 1));
    CHECK(is_weakly_dominated(game, 1, 3));
}

TEST_CASE("the Pareto set holds what nothing beats") {
    const std::vector<std::vector<double>> criteria = {{0, 0}, {1, 3}, {2, 2}, {1, 2}, {2, 2}};
    CHECK(pareto_set(criteria) == std::vector<std::size_t>{1, 2, 4});
}

TEST_CASE("logit acceptance solves its fixed point, each side with its own rationality") {
    // One guardrail: accepting matters only if the other accepts, so that p_i = 1 / (1 + exp(-l_i g_i p_j)).
    const AcceptanceGame game = separable({{0.8, -1.5}});
    const Pair<double> rationality = {3.0, 0.7};
    const LogitAcceptance logit = logit_acceptance(game, rationality, 1);
    CHECK(logit.converged);
    const double us = logit.accepts[0][0];
    const double cn = logit.accepts[1][0];
    CHECK(us == Approx(1 / (1 + std::exp(-3.0 * 0.8 * cn))).epsilon(1e-9));
    CHECK(cn == Approx(1 / (1 + std::exp(0.7 * 1.5 * us))).epsilon(1e-9));
    CHECK(logit.in_force[1] == Approx(us * cn));
    CHECK(logit.in_force[0] + logit.in_force[1] == Approx(1));
}
