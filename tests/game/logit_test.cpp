// SPDX-License-Identifier: Apache-2.0
// Quantal response equilibria with published or independently computed values.
#include "engine/game/logit.hpp"

#include <cmath>

#include "engine/game/branch.hpp"
#include "engine/game/efg_file.hpp"
#include "engine/game/nfg_file.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

// Matching pennies where the row player gets `x` at (U, L) (Ochs 1995; McKelvey, Palfrey 1995).
NormalForm asymmetric_pennies(double x) {
    return bimatrix_game({{x, 0}, {0, 1}}, {{0, 1}, {1, 0}});
}

void check_two_by_two(const NormalForm& game, double lambda, double p, double q, double margin) {
    CAPTURE(lambda);
    const LogitEquilibrium found = logit_equilibrium(game, lambda);
    CHECK(found.converged);
    CHECK(found.point.profile[0][0] == Approx(p).margin(margin).epsilon(0));
    CHECK(found.point.profile[1][0] == Approx(q).margin(margin).epsilon(0));
    CHECK(logit_residual(game, found.point.profile, lambda) < 1e-10);
}

}  // namespace

TEST_CASE("logit equilibria of asymmetric matching pennies") {
    check_two_by_two(asymmetric_pennies(9), 1, .89357633, .31278038, 1e-8);
    check_two_by_two(asymmetric_pennies(9), 5, .70198424, .11713529, 1e-8);
    check_two_by_two(asymmetric_pennies(4), 2, .71904278, .29397184, 1e-8);
    // Goeree, Holt (2001): 320 against 40, 80.
    const NormalForm goeree_holt = bimatrix_game({{320, 40}, {40, 80}}, {{40, 80}, {80, 40}});
    check_two_by_two(goeree_holt, .1, .713424, .153502, 1e-6);
    const LogitBranch branch = principal_branch(goeree_holt);
    CHECK(branch.converged);
    CHECK(branch.limit[0][0] == Approx(.5).margin(1e-9));
    CHECK(branch.limit[1][0] == Approx(.125).margin(1e-9));
}

TEST_CASE("Ochs's game: equilibria, and the lambda that fits the data") {
    const NormalForm game = bimatrix_game({{1.1141, 0}, {0, .2785}}, {{0, 1.1141}, {1.1141, 0}});
    check_two_by_two(game, 1, .586784, .451807, 1e-6);
    check_two_by_two(game, 2, .617522, .371982, 1e-6);
    check_two_by_two(game, 3, .616897, .314016, 1e-6);
    const LogitFit fit = fit_logit(game, {{67.456, 60.544}, {46.848, 81.152}});
    CHECK(fit.converged);
    CHECK(fit.point.lambda == Approx(1.8456).margin(1e-4));
    CHECK(fit.point.profile[0][0] == Approx(.615651).margin(1e-6));
    CHECK(fit.point.profile[1][0] == Approx(.383291).margin(1e-6));
    CHECK(fit.log_likelihood == Approx(-174.7645).margin(1e-4));
}

TEST_CASE("the branch of the stag hunt leads to hare") {
    const NormalForm game = bimatrix_game({{10, 1}, {8, 5}}, {{10, 8}, {1, 5}});
    check_two_by_two(game, .5, .195846, .195846, 1e-6);
    check_two_by_two(game, 1, .0202645, .0202645, 1e-6);
    const LogitBranch branch = principal_branch(game);
    CHECK(branch.converged);
    CHECK(branch.limit[0][1] == Approx(1));
}

TEST_CASE("the principal branch starts at the centroid and every point of it is a logit equilibrium") {
    const NormalForm game = asymmetric_pennies(9);
    const LogitBranch branch = principal_branch(game);
    CHECK(branch.points.front().lambda == 0);
    CHECK(branch.points.front().profile == uniform_profile(game));
    CHECK(branch.points.size() > 10);
    CHECK(branch.folds.empty());
    for (const LogitPoint& point : branch.points) REQUIRE(point.residual < 1e-8 * (1 + point.lambda));
    CHECK(branch.limit[1][0] == Approx(0.1).margin(1e-9));
}

TEST_CASE("branches of published games agree with Gambit's") {
    const NormalForm game = read_nfg(own_game("coordination.nfg"));
    check_two_by_two(game, .5, .58938882, .54457575, 1e-7);
    check_two_by_two(game, 1, .89540357, .82943302, 1e-7);
    check_two_by_two(game, 2, .99702903, .98158914, 1e-7);

    const LogitBranch many = principal_branch(read_nfg(own_game("von_stengel.nfg")));
    CHECK(many.converged);
    CHECK(many.limit[0][1] == Approx(1));
    CHECK(many.limit[1][5] == Approx(1));

    const LogitBranch three = principal_branch(read_nfg(own_game("nau.nfg")));
    CHECK(three.converged);
    CHECK(three.limit[0][0] == Approx(.6192325794725537).margin(1e-12));
    CHECK(three.limit[1][0] == Approx(.4798042226776053).margin(1e-12));
    CHECK(three.limit[2][0] == Approx(.3788253360656313).margin(1e-12));

    const LogitBranch horse = principal_branch(reduced_form(read_efg(own_game("horse.efg"))));
    CHECK(horse.converged);
    CHECK(horse.limit[0][0] == Approx(1));
    CHECK(horse.limit[1][0] == Approx(1));
}

TEST_CASE("the branch of a random game of Gambit's leads where Gambit's does") {
    OFFRAMP_OTHERS_GAME(file, "8x8.nfg");
    const LogitBranch branch = principal_branch(read_nfg(file));
    CHECK(branch.converged);
    CHECK(branch.limit[0][3] == Approx(1));
    CHECK(branch.limit[1][5] == Approx(1));
}

TEST_CASE("the branch of every published game ends at an equilibrium") {
    std::vector<std::string> files = all_games(".nfg");
    for (const std::string& file : all_games(".efg")) files.push_back(file);
    for (const std::string& file : files) {
        CAPTURE(file);
        if (file.find("kuhn") != std::string::npos) continue;  // below, from our own file
        const NormalForm game = file.ends_with(".nfg") ? read_nfg(file) : reduced_form(read_efg(file));
        const LogitBranch branch = principal_branch(game);
        CHECK(branch.converged);
        CHECK(regret(game, branch.limit) <= 1e-8 * game.payoff_range());
    }
}

TEST_CASE("a branch that passes close to another does not jump to it") {
    // Near lambda = 0.9 the branch bends sharply where another comes close; steps that are too long end at
    // the mixed equilibrium of the battle of the sexes.
    const NormalForm game = reduced_form(read_efg(own_game("extended_battle.efg")));
    const LogitBranch branch = principal_branch(game);
    CHECK(branch.converged);
    CHECK(branch.limit[0][0] == Approx(1));
    CHECK(branch.limit[1][0] == Approx(1));
    const LogitEquilibrium found = logit_equilibrium(game, 1);
    CHECK(found.converged);
    CHECK(found.point.residual < 1e-10);
}

TEST_CASE("anti-coordination of any number of players (McLennan, Tourky 2010)") {
    // Staying out pays 1; going in pays 2 to who goes alone, else 0.
    for (int players = 2; players <= 5; ++players) {
        CAPTURE(players);
        std::vector<GamePlayer> named(static_cast<std::size_t>(players), {"p", {"in", "out"}});
        std::vector<Rational> payoffs;
        for (int profile = 0; profile < 1 << players; ++profile) {
            for (int i = 0; i < players; ++i) {
                const bool out = profile >> i & 1;
                const int others = (1 << players) - 1 - (1 << i);
                payoffs.emplace_back(out ? 1 : (profile & others) == others ? 2 : 0);
            }
        }
        // Bit i of the profile: player i is out. In the symmetric equilibrium 2 q^(n-1) = 1 for P(out) = q.
        const NormalForm game("", std::move(named), std::move(payoffs));
        const LogitBranch branch = principal_branch(game);
        CHECK(branch.converged);
        const double q = std::pow(2.0, -1.0 / (players - 1));
        for (const auto& mixture : branch.limit) CHECK(mixture[1] == Approx(q).margin(1e-9));
    }
}

namespace {

// Cooperation enforced by a trigger, logit play in each stage: R, T, S, P = 3, 4, 0, 1, any defection ends
// the game at 0. The unknown is the log-odds z of cooperating.
BranchEquations trigger_game(double discount) {
    const auto gap = [discount](double z, double lambda) {
        const double x = 1 / (1 + std::exp(-z)), y = 1 / (1 + std::exp(z));
        const double defect = 4 * x + y;
        const double value = (3 * x * x + y * defect) / (1 - discount * x * x);
        return z - lambda * (x * (3 + discount * value) - defect);
    };
    return [gap](const Eigen::VectorXd& point, Eigen::VectorXd& value, Eigen::MatrixXd& jacobian) {
        const double z = point[0], lambda = point[1], h = 1e-6;
        value[0] = gap(z, lambda);
        jacobian(0, 0) = (gap(z + h, lambda) - gap(z - h, lambda)) / (2 * h);
        jacobian(0, 1) = gap(z, lambda + 1) - value[0];  // linear in lambda
    };
}

double probability(const Eigen::VectorXd& point) {
    return 1 / (1 + std::exp(-point[0]));
}

}  // namespace

TEST_CASE("a branch is followed through its folds") {
    const BranchEquations equations = trigger_game(0.9);
    std::vector<double> at_half;  // probabilities of cooperating where the branch passes lambda = .5
    const BranchTrace trace = trace_branch(
        equations, Eigen::VectorXd::Zero(2), {}, [&](const BranchPoint& before, const BranchPoint& now) {
            if ((before.parameter() - .5) * (now.parameter() - .5) < 0) {
                Eigen::VectorXd found;
                REQUIRE(locate_parameter(equations, before, now, .5, 1e-11, found));
                at_half.push_back(probability(found));
            }
            return now.parameter() < 1 && now.point[0] < 40;
        });
    CHECK(trace.end == BranchEnd::stopped);
    REQUIRE(trace.folds.size() == 2);
    CHECK(trace.folds[0] == Approx(.537563).margin(1e-6));
    REQUIRE(at_half.size() == 3);
    CHECK(at_half[0] == Approx(.563273).margin(1e-6));
    CHECK(at_half[1] == Approx(.696047).margin(1e-6));
    CHECK(at_half[2] == Approx(.999998).margin(1e-6));
}

TEST_CASE("roots that the branch does not come to are found from near them") {
    const BranchEquations equations = trigger_game(0.5);
    const FirstCrossing one = first_crossing(equations, Eigen::VectorXd::Zero(2), 1, {});
    CHECK(one.located);
    CHECK(probability(one.point) == Approx(.329330).margin(1e-6));
    const FirstCrossing two = first_crossing(equations, Eigen::VectorXd::Zero(2), 2, {});
    CHECK(two.located);
    CHECK(probability(two.point) == Approx(.139444).margin(1e-6));
    for (const double root : {.888247, .962441}) {
        Eigen::VectorXd point(2);
        point << std::log(root / (1 - root)), 2;
        REQUIRE(solve_at_parameter(equations, point, 2, 1e-11));
        CHECK(probability(point) == Approx(root).margin(1e-6));
    }
}

TEST_CASE("a branch that is cut short says so") {
    const NormalForm game = asymmetric_pennies(9);
    CHECK_FALSE(logit_equilibrium(game, 100, {.most_steps = 3}).converged);
    const LogitBranch branch = principal_branch(game, {.most_steps = 3});
    CHECK_FALSE(branch.converged);
    CHECK(branch.steps == 3);
    CHECK(branch.limit_regret == regret(game, branch.limit));
}

TEST_CASE("games without a choice or without a difference") {
    const NormalForm single = bimatrix_game({{7}}, {{1}});
    CHECK(principal_branch(single).converged);
    const NormalForm flat = bimatrix_game({{1, 1}, {1, 1}}, {{1, 1}, {1, 1}});
    CHECK(logit_equilibrium(flat, 3).point.profile == uniform_profile(flat));
}
