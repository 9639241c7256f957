// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/quantal_response.hpp"

#include <random>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

// A bimatrix game of actors with one type each, given as [row][column].
struct Bimatrix {
    Model model;
    CrisisContext context;
    StageGame game;
    Pair<Belief> belief{};

    using Matrix = std::vector<std::vector<double>>;

    Bimatrix(const Matrix& row, const Matrix& column, double lambda) {
        const Pair<int> size = {static_cast<int>(row.size()), static_cast<int>(row[0].size())};
        context.model = &model;
        for (std::size_t i = 0; i < kActors; ++i) {
            model.actors[i].types = 1;
            belief[i][0] = 1.0;
            context.rationality[i] = lambda;
            game.moves[i].size = game.courses[i].size = size[i];
            for (int k = 0; k < size[i]; ++k) game.courses[i].of_move[at(k)] = k;
        }
        for (int a = 0; a < size[0]; ++a) {
            for (int b = 0; b < size[1]; ++b) {
                game.payoff(0, 0, a, b) = row[at(a)][at(b)];
                game.payoff(1, 0, b, a) = column[at(a)][at(b)];
            }
        }
    }
    Bimatrix(const Bimatrix&) = delete;  // the context points to the model

    Pair<Strategy> solve() const {
        Pair<Strategy> play{};
        const FixedPoint fixed = quantal_response(context, belief, game, play);
        CHECK(fixed.residual <= kPlayTolerance);
        return play;
    }
};

double first(const Strategy& strategy) {
    return strategy[0][0];
}

void check_play(const Bimatrix& game, double row, double column) {
    const Pair<Strategy> play = game.solve();
    CHECK(first(play[0]) == Approx(row).margin(1e-6));
    CHECK(first(play[1]) == Approx(column).margin(1e-6));
}

}  // namespace

TEST_CASE("asymmetric matching pennies (Ochs 1995; McKelvey, Palfrey 1995)") {
    const Bimatrix::Matrix column = {{0, 1}, {1, 0}};
    check_play({{{9, 0}, {0, 1}}, column, 1}, 0.89357633, 0.31278038);
    check_play({{{9, 0}, {0, 1}}, column, 5}, 0.70198424, 0.11713529);
    check_play({{{4, 0}, {0, 1}}, column, 2}, 0.71904278, 0.29397184);
    // With the payoffs of the experiment.
    const Bimatrix::Matrix paid = {{0, 1.1141}, {1.1141, 0}};
    check_play({{{1.1141, 0}, {0, 0.2785}}, paid, 1}, 0.586784, 0.451807);
    check_play({{{1.1141, 0}, {0, 0.2785}}, paid, 2}, 0.617522, 0.371982);
    check_play({{{1.1141, 0}, {0, 0.2785}}, paid, 3}, 0.616897, 0.314016);
}

TEST_CASE("generalised matching pennies and stag hunt (Goeree, Holt 2001)") {
    check_play({{{320, 40}, {40, 80}}, {{40, 80}, {80, 40}}, 0.1}, 0.713424, 0.153502);
    const Bimatrix::Matrix stag = {{10, 1}, {8, 5}};
    const Bimatrix::Matrix other = {{10, 8}, {1, 5}};
    check_play({stag, other, 0.5}, 0.195846, 0.195846);
    check_play({stag, other, 1}, 0.0202645, 0.0202645);
}

TEST_CASE("without rationality play is uniform, in a symmetric game symmetric") {
    const Bimatrix::Matrix u = {{3, -1, 2}, {0, 4, 1}, {2, 2, -3}};
    const Bimatrix::Matrix transposed = {{3, 0, 2}, {-1, 4, 2}, {2, 1, -3}};
    const Pair<Strategy> random = Bimatrix(u, transposed, 0).solve();
    const Pair<Strategy> play = Bimatrix(u, transposed, 0.8).solve();
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(random[0][0][k] == Approx(1.0 / 3));
        CHECK(play[0][0][k] == Approx(play[1][0][k]).margin(1e-6));
    }
    CHECK(std::abs(play[0][0][0] - play[0][0][2]) > 0.01);  // and not uniform
}

TEST_CASE("moves with the same course share its worth and differ by their costs") {
    Bimatrix game({{1, 0}, {0, 1}}, {{0, 0}, {0, 0}}, 2);
    // A third move for the row player: the first course at a cost of 0.5.
    game.game.moves[0].size = 3;
    game.game.courses[0].of_move[2] = 0;
    game.game.moves[0].moves[2].cost = 0.5;
    const Pair<Strategy> play = game.solve();
    CHECK(play[0][0][2] / play[0][0][0] == Approx(std::exp(-2 * 0.5)));
    CHECK(play[0][0][0] + play[0][0][1] + play[0][0][2] == Approx(1.0));
    CHECK(uniform_play(game.game, 0)[0] == Approx(2.0 / 3));
    // The column player is indifferent, so the row player's worths are both 1/2.
    CHECK(play[0][0][0] == Approx(play[0][0][1]));
}

TEST_CASE("sharp play in games with cycles is solved too") {
    // Plain iteration from uniform play circles in a fifth of these games. Where the branch from uniform play
    // turns back it may stay unsolved, which the residual says.
    int unsolved = 0;
    std::mt19937_64 bits(1);
    const auto payoff = [&] { return static_cast<double>(bits() % 4001) / 1000.0 - 2.0; };
    for (int k = 0; k < 200; ++k) {
        Bimatrix::Matrix row(3, std::vector<double>(3));
        Bimatrix::Matrix column = row;
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = 0; b < 3; ++b) {
                row[a][b] = payoff();
                column[a][b] = payoff();
            }
        }
        const Bimatrix game(row, column, 10);
        Pair<Strategy> play{};
        if (quantal_response(game.context, game.belief, game.game, play).residual > kPlayTolerance) {
            ++unsolved;
            continue;
        }
        for (int i = 0; i < kActors; ++i) {
            Strategy answer{};
            logit_response(game.context, game.game, i,
                           expected_courses(game.model, game.game, other(i), game.belief[at(other(i))],
                                            play[at(other(i))]),
                           answer);
            for (std::size_t a = 0; a < 3; ++a) CHECK(answer[0][a] == Approx(play[at(i)][0][a]).margin(1e-4));
        }
    }
    CHECK(unsolved <= 2);
}

TEST_CASE("a dear move that is worth its cost is expected however sharp the choice") {
    Bimatrix game({{5, 5}, {0, 0}}, {{1, 0}, {0, 1}}, 1000);
    game.game.moves[0].moves[0].cost = 1.0;
    const Pair<Strategy> play = game.solve();
    CHECK(play[0][0][0] == Approx(1.0));
    CHECK(play[1][0][0] == Approx(1.0));
}

TEST_CASE("every type answers the average of the other side's types") {
    Bimatrix game({{1, -2}, {0, 0}}, {{1, 0}, {-1, 0}}, 1.5);
    game.model.actors[0].types = 2;
    game.belief[0] = {0.3, 0.7};
    const double types[2][2][2] = {{{1, -2}, {0, 0}}, {{-1, -3}, {0.5, 0}}};
    for (int type = 0; type < 2; ++type) {
        for (int a = 0; a < 2; ++a) {
            for (int b = 0; b < 2; ++b) game.game.payoff(0, type, a, b) = types[type][a][b];
        }
    }
    const Pair<Strategy> play = game.solve();
    const double q = play[1][0][0];
    double expected = 0.0;
    for (std::size_t type = 0; type < 2; ++type) {
        const double gain =
            q * (types[type][0][0] - types[type][1][0]) + (1 - q) * (types[type][0][1] - types[type][1][1]);
        CHECK(play[0][type][0] == Approx(1 / (1 + std::exp(-1.5 * gain))).margin(1e-6));
        expected += game.belief[0][type] * play[0][type][0];
    }
    CHECK(play[0][0][0] > play[0][1][0]);
    CHECK(q == Approx(1 / (1 + std::exp(-1.5 * (2 * expected - 1)))).margin(1e-6));
    CHECK(expected_courses(game.model, game.game, 0, game.belief[0], play[0])[0] == Approx(expected));
}

TEST_CASE("payoffs are expected ones, or certainty equivalents under risk aversion") {
    Bimatrix game({{4, 0}, {1, 1}}, {{0, 0}, {0, 0}}, 1);
    TypeValues value{};
    Pair<Strategy> play{};
    play[0][0] = {0.25, 0.75};
    play[1][0] = {0.5, 0.5};
    expected_payoffs(game.context, game.belief, game.game, play, value);
    CHECK(value[0][0] == Approx(0.25 * 2 + 0.75 * 1));
    game.model.actors[0].risk_aversion = 0.7;
    expected_payoffs(game.context, game.belief, game.game, play, value);
    const double mean = 0.125 * std::exp(-0.7 * 4) + 0.125 + 0.75 * std::exp(-0.7);
    CHECK(value[0][0] == Approx(-std::log(mean) / 0.7));
    // The averse player shuns the lottery that a neutral one prefers to a sure 1.
    CHECK(first(game.solve()[0]) < 0.5);
    game.model.actors[0].risk_aversion = 0.0;
    CHECK(first(game.solve()[0]) == Approx(1 / (1 + std::exp(-1.0))));
}
