// SPDX-License-Identifier: Apache-2.0
// Agent quantal response equilibria of trees.
#include "engine/game/agent_logit.hpp"

#include <cmath>

#include "engine/game/efg_file.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

// Probabilities of the first action, in the order of the players' information sets in the tree.
std::vector<double> first_actions(const ExtensiveForm& game, double lambda) {
    const AgentLogitEquilibrium found = agent_logit_equilibrium(game, lambda);
    CHECK(found.converged);
    CHECK(agent_logit_residual(game, found.point.behaviour, lambda) < 1e-9);
    std::vector<double> result;
    for (std::size_t set = 0; set < game.information_sets.size(); ++set) {
        if (game.information_sets[set].player != kChance) result.push_back(found.point.behaviour[set][0]);
    }
    return result;
}

void check_near(const std::vector<double>& found, const std::vector<double>& expected, double margin) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k)
        CHECK(found[k] == Approx(expected[k]).margin(margin).epsilon(0));
}

// McKelvey and Palfrey's centipede: the pot doubles with each pass; who takes gets four fifths.
ExtensiveForm centipede(int moves) {
    std::string text = "EFG 2 R \"\" { \"1\" \"2\" }\n";
    double large = 0.8, small = 0.2;
    for (int k = 0; k < moves; ++k) {
        const bool second = k % 2 == 1;
        text += "p \"\" " + std::to_string(k % 2 + 1) + " " + std::to_string(k / 2 + 1) +
                " \"\" { \"T\" \"P\" } 0\n";
        text += "t \"\" " + std::to_string(k + 1) + " \"\" { " + std::to_string(second ? small : large) +
                " " + std::to_string(second ? large : small) + " }\n";
        large *= 2;
        small *= 2;
    }
    text += "t \"\" 99 \"\" { " + std::to_string(moves % 2 ? small : large) + " " +
            std::to_string(moves % 2 ? large : small) + " }\n";
    return parse_efg(text, "centipede");
}

}  // namespace

TEST_CASE("centipede games (McKelvey, Palfrey 1998)") {
    const ExtensiveForm game = read_efg(own_game("centipede.efg"));
    check_near(first_actions(game, 1), {.236193, .376299, .761577, .960834}, 1e-6);
    check_near(first_actions(game, 5), {.851436, .981847, .999665, 1.0}, 1e-6);
}

TEST_CASE("the six-move centipede, and backward recursion") {
    check_near(first_actions(centipede(6), .1), {.380395, .334052, .319975, .305053, .417116, .782450}, 1e-6);

    // With perfect information: take with probability 1 / (1 + exp(-lambda (take - worth of passing))).
    const int moves = 4;
    const double lambda = 2;
    const double take[] = {0.8, 1.6, 3.2, 6.4}, left[] = {0.2, 0.4, 0.8, 1.6};
    double mover = 3.2, other = 12.8;  // after a pass at the last node: who moved there, the other
    std::vector<double> expected(moves);
    for (int k = moves - 1; k >= 0; --k) {
        const double p = 1 / (1 + std::exp(-lambda * (take[k] - mover)));
        expected[static_cast<std::size_t>(k)] = p;
        const double mover_worth = p * take[k] + (1 - p) * mover, other_worth = p * left[k] + (1 - p) * other;
        mover = other_worth;  // who moved at k is the other one at k - 1
        other = mover_worth;
    }
    check_near(first_actions(centipede(moves), lambda), expected, 1e-8);
}

TEST_CASE("Selten's horse agrees with Gambit, and its branch leads to the perfect equilibrium") {
    const ExtensiveForm game = read_efg(own_game("horse.efg"));
    check_near(first_actions(game, 1), {.58091589, .19582102, .6031552}, 1e-7);
    check_near(first_actions(game, 2), {.68690288, .11201324, .50879247}, 1e-7);
    const AgentLogitBranch branch = agent_principal_branch(game);
    CHECK(branch.converged);
    CHECK(branch.limit[0][0] == Approx(1));
    CHECK(branch.limit[1][0] == Approx(1));
    CHECK(branch.limit[2][0] == Approx(0).margin(1e-3));
}

TEST_CASE("a crisis with logit agents (Signorino 1999)") {
    const ExtensiveForm game = parse_efg(
        "EFG 2 R \"\" { \"A\" \"B\" }\n"
        "p \"\" 1 1 \"\" { \"challenge\" \"wait\" } 0\n"
        "p \"\" 2 1 \"\" { \"resist\" \"concede\" } 0\n"
        "p \"\" 1 2 \"\" { \"fight\" \"back down\" } 0\n"
        "t \"\" 1 \"war\" { -1 -1 }\nt \"\" 2 \"backs down\" { -.5 .5 }\n"
        "t \"\" 3 \"concession\" { 1 -1 }\nt \"\" 4 \"status quo\" { 0 0 }\n",
        "signorino");
    const std::vector<double> p = first_actions(game, 1);
    check_near(p, {.447139, .717823, .377541}, 1e-6);
    CHECK(p[0] * p[1] * p[2] == Approx(.121178).margin(1e-6));
}

TEST_CASE("behaviour in every published tree converges to an equilibrium") {
    for (const std::string& file : all_games(".efg")) {
        CAPTURE(file);
        const ExtensiveForm game = read_efg(file);
        CHECK(agent_logit_equilibrium(game, 1).converged);
        const NormalForm form = reduced_form(game);
        const AgentLogitBranch branch = agent_principal_branch(game);
        CHECK(branch.converged);
        CHECK(regret(form, mixed_profile(game, branch.limit)) < 1e-3 * form.payoff_range());
    }
}

TEST_CASE("Kuhn poker by its agents is worth -1/18 in the limit") {
    const ExtensiveForm game = read_efg(own_game("kuhn_poker.efg"));
    const MixedProfile profile = mixed_profile(game, agent_principal_branch(game).limit);
    CHECK(expected_payoff(reduced_form(game), profile, 0) == Approx(-1.0 / 18).margin(1e-4));
}

// Demands x = p, p + .05, ... and costs at the middles of intervals of .05: there the chance of war is (x -
// p) / C exactly, as with a uniform cost. War wins with p = .5 and costs the proposer .1 and the responder a
// private U[0, .6]; the responder fights if it costs it less than x - p. Demand (C + 2p - c) / 2 = .75,
// P(war) = (x - p) / C = 5/12.
TEST_CASE("take-it-or-leave-it bargaining with a private cost of war (Fearon 1995)", "[long]") {
    constexpr int kCosts = 12;
    constexpr int kDemands = 11;
    std::string text = "EFG 2 R \"\" { \"proposer\" \"responder\" }\nc \"\" 1 \"\" {";
    for (int c = 0; c < kCosts; ++c) text += " \"\" 1/12";
    text += " } 0\n";
    int outcome = 0;
    const auto end = [&](double proposer, double responder) {
        text += "t \"\" " + std::to_string(++outcome) + " \"\" { " + std::to_string(proposer) + " " +
                std::to_string(responder) + " }\n";
    };
    for (int c = 0; c < kCosts; ++c) {
        text += "p \"\" 1 1 \"\" {";
        for (int x = 0; x < kDemands; ++x) text += " \"" + std::to_string(x) + "\"";
        text += " } 0\n";
        for (int x = 0; x < kDemands; ++x) {
            text += "p \"\" 2 " + std::to_string(c * kDemands + x + 1) + " \"\" { \"accept\" \"fight\" } 0\n";
            const double demand = .5 + .05 * x;
            end(demand, 1 - demand);
            end(.5 - .1, .5 - .05 * (c + .5));
        }
    }
    const ExtensiveForm game = parse_efg(text, "bargaining");
    const AgentLogitEquilibrium found = agent_logit_equilibrium(game, 2000);
    REQUIRE(found.converged);
    CHECK(found.point.behaviour[1][5] == Approx(1.0).margin(2e-3));  // demands .75
    double war = 0.0;
    for (std::size_t set = 2; set < game.information_sets.size(); ++set) {
        const auto demand = (set - 2) % kDemands;
        war += found.point.behaviour[1][demand] * found.point.behaviour[set][1] / kCosts;
    }
    CHECK(war == Approx(0.4166667).margin(2e-3));
}
