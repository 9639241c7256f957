// SPDX-License-Identifier: Apache-2.0
// Bounded reasoning and learning.
#include <cmath>

#include "engine/game/learning.hpp"
#include "engine/game/level_k.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

const NormalForm kPrisoners = bimatrix_game({{3, 0}, {5, 1}}, {{3, 5}, {0, 1}});

// Shapley (1964): fictitious play circles in ever longer rounds.
const NormalForm kShapley =
    bimatrix_game({{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}, {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});

}  // namespace

TEST_CASE("guessing two thirds of the average (Camerer, Ho, Chong 2004)") {
    const auto respond = [](const std::vector<double>& plays, const std::vector<double>& weights) {
        double mean = 0;
        for (std::size_t k = 0; k < weights.size(); ++k) mean += weights[k] * plays[k];
        return 2 * mean / 3;
    };
    const std::vector<double> levels = climb_levels(50.0, 3, level_k_belief, respond);
    CHECK(levels[1] == Approx(33.3333).margin(1e-4));
    CHECK(levels[2] == Approx(22.2222).margin(1e-4));
    CHECK(levels[3] == Approx(14.8148).margin(1e-4));

    const double tau = 1.5;
    const auto belief = [tau](int k) { return hierarchy_belief(tau, k); };
    const std::vector<double> hierarchy = climb_levels(50.0, 40, belief, respond);
    const double published[] = {33.3333, 26.6667, 23.9080, 22.8375, 22.4725};
    for (std::size_t k = 1; k <= 5; ++k) CHECK(hierarchy[k] == Approx(published[k - 1]).margin(1e-4));
    double mean = 0;
    const std::vector<double> shares = hierarchy_belief(tau, 41);
    for (std::size_t k = 0; k < shares.size(); ++k) mean += shares[k] * hierarchy[k];
    CHECK(mean == Approx(33.4995).margin(1e-4));
}

TEST_CASE("every level of reasoning defects in the prisoners' dilemma") {
    const auto levels = level_k(kPrisoners, 3);
    REQUIRE(levels.size() == 4);
    CHECK(levels[0] == uniform_profile(kPrisoners));
    for (std::size_t k = 1; k < levels.size(); ++k) CHECK(levels[k] == MixedProfile{{0, 1}, {0, 1}});
    const CognitiveHierarchy hierarchy = cognitive_hierarchy(kPrisoners, 1.5, 2);
    const double level0 = 1 / (1 + 1.5 + 1.5 * 1.5 / 2);
    CHECK(hierarchy.aggregate[0][0] == Approx(level0 / 2));
}

TEST_CASE("levels chase each other, and ties are played equally often") {
    const NormalForm pennies = bimatrix_game({{1, -1}, {-1, 1}}, {{-1, 1}, {1, -1}});
    const auto levels = level_k(pennies, 3, {{1, 0}, {1, 0}});
    CHECK(levels[1] == MixedProfile{{1, 0}, {0, 1}});
    CHECK(levels[2] == MixedProfile{{0, 1}, {0, 1}});
    CHECK(level_k(pennies, 1)[1] == uniform_profile(pennies));
}

TEST_CASE("fictitious play converges where it must and circles where it may") {
    const NormalForm biased = bimatrix_game({{0, -.25, .5}, {.25, 0, -.05}, {-.5, .05, 0}},
                                            {{0, .25, -.5}, {-.25, 0, .05}, {.5, -.05, 0}});
    const LearningResult zero_sum = fictitious_play(biased, {.most_rounds = 200'000, .tolerance = 0.01});
    CHECK(zero_sum.converged);
    CHECK(regret(biased, zero_sum.profile) <= 0.01);

    const LearningResult circling = fictitious_play(kShapley, {.start = {{1, 0, 0}, {0, 1, 0}}});
    CHECK_FALSE(circling.converged);
    CHECK(circling.rounds == 20'000);
    CHECK(circling.regret > 0.1);
}

TEST_CASE("regret matching leaves little to regret") {
    for (const NormalForm* game : {&kPrisoners, &kShapley}) {
        const LearningResult result = regret_matching(*game, {.most_rounds = 10'000, .tolerance = 0});
        // Its bound: range * sqrt(strategies / rounds).
        CHECK(result.coarse_gap <= game->payoff_range() * std::sqrt(3.0 / result.rounds));
    }
    const NormalForm pennies = bimatrix_game({{9, 0}, {0, 1}}, {{-9, 0}, {0, -1}});
    const LearningResult result = regret_matching(pennies, {.most_rounds = 100'000, .tolerance = 1e-3});
    CHECK(result.converged);
    CHECK(result.profile[0][0] == Approx(0.1).margin(0.03));
    CHECK(regret_matching(kPrisoners).profile[0][1] == Approx(1).margin(0.01));
}

TEST_CASE("replicator dynamics select, and circle in zero-sum games") {
    const NormalForm stag_hunt = bimatrix_game({{10, 1}, {8, 5}}, {{10, 8}, {1, 5}});
    const auto from = [&](double stag) {
        return replicator_dynamics(stag_hunt, {.start = {{stag, 1 - stag}, {stag, 1 - stag}}});
    };
    CHECK(from(0.7).profile[0][0] == Approx(1).margin(1e-3));  // the basins meet at 2/3
    CHECK(from(0.6).profile[0][0] == Approx(0).margin(1e-3));
    CHECK(from(0.7).converged);

    const NormalForm pennies = bimatrix_game({{1, -1}, {-1, 1}}, {{-1, 1}, {1, -1}});
    const double start = 0.8;
    const LearningResult circling = replicator_dynamics(pennies, {.start = {{start, 1 - start}, {0.5, 0.5}}});
    CHECK_FALSE(circling.converged);
    // The product of all probabilities is a constant of motion.
    const double product =
        circling.profile[0][0] * circling.profile[0][1] * circling.profile[1][0] * circling.profile[1][1];
    CHECK(product == Approx(start * (1 - start) / 4).epsilon(1e-3));
}
