// SPDX-License-Identifier: Apache-2.0
// Solvers that rest on linear programs: matrix games, commitment, dominance, correlated and stochastic games.
#include <cmath>

#include "engine/game/correlated.hpp"
#include "engine/game/dominance.hpp"
#include "engine/game/efg_file.hpp"
#include "engine/game/matrix_game.hpp"
#include "engine/game/nfg_file.hpp"
#include "engine/game/stochastic_game.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

Approx near(double value) {
    return Approx(value).margin(1e-8).epsilon(0);
}

std::vector<std::vector<int>> survivors(const NormalForm& game, DominanceOptions options) {
    return iterated_dominance(game, options).survivors;
}

constexpr auto kStrict = DominanceOptions::Kind::strict;
constexpr auto kWeak = DominanceOptions::Kind::weak;

}  // namespace

TEST_CASE("values and mixtures of published matrix games") {
    // Biased rock, paper, scissors (Bosansky et al. 2016).
    const MatrixGameSolution biased = solve_matrix_game({{0, -.25, .5}, {.25, 0, -.05}, {-.5, .05, 0}});
    CHECK(biased.value == near(0));
    CHECK(biased.gap < 1e-9);
    for (const std::vector<double>& mixture : {biased.first, biased.second}) {
        CHECK(mixture[0] == near(1.0 / 16));
        CHECK(mixture[1] == near(10.0 / 16));
    }
    const MatrixGameSolution saddle = solve_matrix_game({{2, 1, 5}, {-3, -4, -2}});
    CHECK(saddle.value == near(1));
    CHECK(saddle.first[0] == near(1));
    CHECK(saddle.second[1] == near(1));
    CHECK(solve_matrix_game({{4}}).value == near(4));
    // Far from the scale of 1.
    CHECK(solve_matrix_game({{1e9, -1e9}, {-1e9, 1e9}}).gap < 1e-3);
}

TEST_CASE("Kuhn poker by linear program") {
    const NormalForm game = reduced_form(read_efg(own_game("kuhn_poker.efg")));
    PayoffTable payoffs(27, std::vector<double>(64));
    for (std::size_t s = 0; s < game.profiles(); ++s) payoffs[s % 27][s / 27] = game.payoff(s, 0);
    const MatrixGameSolution solution = solve_matrix_game(payoffs);
    CHECK(solution.value == near(-1.0 / 18));
    CHECK(regret(game, MixedProfile{solution.first, solution.second}) < 1e-9);
}

TEST_CASE("the best mixture to commit to (Conitzer, Sandholm 2006)") {
    const Commitment first = best_commitment(bimatrix_game({{2, 4}, {1, 3}}, {{1, 0}, {0, 1}}));
    CHECK(first.leader_payoff == near(3.5));
    CHECK(first.leader[0] == near(0.5));
    const Commitment second =
        best_commitment(bimatrix_game({{2, 0, 0}, {1, 0, 0}}, {{0, 2, 5}, {0, -1, -4}}));
    CHECK(second.leader_payoff == near(4.0 / 3));
    CHECK(second.leader[0] == near(1.0 / 3));
    const Commitment third = best_commitment(bimatrix_game({{3, 9}, {9, 1}}, {{0, 0}, {1, 8}}));
    CHECK(third.leader_payoff == near(9));
    CHECK(third.leader[0] == near(1));
}

TEST_CASE("dominance by pure and mixed strategies") {
    const auto row_game = [](double top) {
        return bimatrix_game({{top, 0}, {0, 2}, {1, 1}}, {{0, 0}, {0, 0}, {0, 0}});
    };
    const std::vector<int> all{0, 1, 2}, two{0, 1};
    for (const auto kind : {kStrict, kWeak}) CHECK(survivors(row_game(2), {.kind = kind})[0] == all);
    CHECK(survivors(row_game(2.1), {.kind = kStrict})[0] == two);
    CHECK(survivors(row_game(2.1), {.kind = kStrict, .mixed = false})[0] == all);

    const NormalForm weak = bimatrix_game({{1, 1}, {1, 0}}, {{0, 0}, {0, 0}});
    CHECK(survivors(weak, {.kind = kStrict})[0] == two);
    CHECK(survivors(weak, {.kind = kWeak})[0] == std::vector<int>{0});
}

TEST_CASE("dominance is iterated, for any number of players") {
    // Guess 0, 1 or 2; closest to a sixth of the sum of the others: strategies fall in turn.
    std::vector<Rational> payoffs;
    for (int c = 0; c < 3; ++c) {
        for (int b = 0; b < 3; ++b) {
            for (int a = 0; a < 3; ++a) {
                payoffs.emplace_back(-std::abs(6 * a - (b + c)));
                payoffs.emplace_back(-std::abs(6 * b - (a + c)));
                payoffs.emplace_back(-std::abs(6 * c - (a + b)));
            }
        }
    }
    const std::vector<std::string> names{"0", "1", "2"};
    const NormalForm game("", {{"A", names}, {"B", names}, {"C", names}}, std::move(payoffs));
    const DominanceResult result = iterated_dominance(game);
    for (const std::vector<int>& left : result.survivors) CHECK(left == std::vector<int>{0});
    CHECK(result.eliminated.front().strategy == 2);
    CHECK(result.eliminated.back().round == 2);

    const DominanceResult prisoners = iterated_dominance(bimatrix_game({{3, 0}, {5, 1}}, {{3, 5}, {0, 1}}));
    CHECK(prisoners.survivors == std::vector<std::vector<int>>{{1}, {1}});
}

TEST_CASE("the best correlated equilibrium of chicken (Aumann 1974)") {
    const NormalForm chicken = bimatrix_game({{6, 2}, {7, 0}}, {{6, 7}, {2, 0}});
    const CorrelatedEquilibrium best = correlated_equilibrium(chicken);
    CHECK(best.converged);
    CHECK(best.residual < 1e-8);
    CHECK(best.payoffs[0] + best.payoffs[1] == near(10.5));  // 1/2 (6, 6), 1/4 each of (7, 2) and (2, 7)
    CHECK(best.distribution[0] == near(0.5));
    CHECK(best.distribution[3] == near(0));
    CHECK(correlated_equilibrium(chicken, {1, 0}).payoffs[0] == near(7));
    // All weight on (6, 6): each would rather play the other strategy, and gains 1.
    CHECK(correlated_regret(chicken, {1, 0, 0, 0}) == near(1));
}

TEST_CASE("correlated equilibria of published games") {
    for (const std::string& file : all_games(".nfg")) {
        CAPTURE(file);
        CHECK(correlated_equilibrium(read_nfg(file)).converged);
    }
}

TEST_CASE("stochastic games with known values") {
    // One state that survives with probability 1/2 only on the diagonal's first cell: v = 1 + v/2 against
    // 0, 1.
    const StochasticGame shapley{{{{{1, 0}, {0, 1}}, {{{0.5}, {}}, {{}, {}}}}}, 0.999999999999};
    const ShapleySolution one = shapley_iteration(shapley);
    CHECK(one.converged);
    CHECK(one.values[0] == near((std::sqrt(17.0) - 3) / 2));
    CHECK(one.first[0][0] == Approx(0.438447).margin(1e-6));

    // Big Match (Blackwell, Ferguson 1968), weight w on today.
    for (const double w : {0.1, 0.01}) {
        const StochasticGame match{{{{{w, 0}, {0, 1}}, {{{1}, {1}}, {{}, {}}}}}, 1 - w};
        const ShapleySolution solution = shapley_iteration(match);
        CHECK(solution.converged);
        CHECK(solution.values[0] == near(0.5));
        CHECK(solution.first[0][1] == Approx(w / (1 + w)).margin(1e-7));
        CHECK(solution.second[0][0] == Approx(0.5).margin(1e-7));
    }
}

TEST_CASE("loaded scissors (three states, discount .95)") {
    // Rock, paper, scissors; whoever alone shows scissors has the advantage in the next round and wins ties
    // then.
    StochasticGame game{{}, 0.95};
    const double bonus[3] = {0, 1, -1};
    for (int state = 0; state < 3; ++state) {
        StochasticState stage;
        for (int a = 0; a < 3; ++a) {
            stage.rewards.emplace_back();
            stage.transitions.emplace_back();
            for (int b = 0; b < 3; ++b) {
                const int lead = (a - b + 3) % 3;
                stage.rewards.back().push_back(lead == 0 ? (a == 2 ? bonus[state] : 0) : lead == 1 ? 1 : -1);
                std::vector<double> next(3, 0.0);
                next[a == 2 && b != 2 ? 1 : b == 2 && a != 2 ? 2 : 0] = 1.0;
                stage.transitions.back().push_back(next);
            }
        }
        game.states.push_back(stage);
    }
    const ShapleySolution solution = shapley_iteration(game);
    CHECK(solution.converged);
    CHECK(solution.values[0] == near(0));
    CHECK(solution.values[1] == Approx(1.0 / 9).margin(1e-8));
    CHECK(solution.values[2] == Approx(-1.0 / 9).margin(1e-8));
    for (const auto& mixture : solution.first) CHECK(mixture[2] == Approx(1.0 / 3).margin(1e-7));
    CHECK(solution.first[0][0] == Approx(.368519).margin(1e-6));
    CHECK(solution.first[0][1] == Approx(.298148).margin(1e-6));
}

TEST_CASE("a stochastic game of one player is a Markov decision process (Puterman 1994)") {
    const StochasticGame game{{{{{5}, {10}}, {{{0.5, 0.5}}, {{0, 1}}}}, {{{-1}}, {{{0, 1}}}}}, 0.95};
    const ShapleySolution solution = shapley_iteration(game);
    CHECK(solution.converged);
    CHECK(solution.values[0] == Approx(-8.571429).margin(1e-6));
    CHECK(solution.values[1] == Approx(-20).margin(1e-6));
    CHECK(solution.first[0][0] == near(1));
}

TEST_CASE("an iteration that is cut short says so and bounds its error") {
    const StochasticGame game{{{{{1}}, {{{1}}}}}, 0.9};  // worth 1 / (1 - .9) = 10
    const ShapleySolution solution = shapley_iteration(game, {.most_iterations = 10});
    CHECK_FALSE(solution.converged);
    CHECK(solution.iterations == 10);
    CHECK(std::abs(solution.values[0] - 10) <= solution.error_bound + 1e-12);
}
