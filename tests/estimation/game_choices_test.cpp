// SPDX-License-Identifier: Apache-2.0
// Estimates from choices in game files: published structures, closed forms, what cannot be told.
#include "analysis/estimation/game_choices.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/game/game_file.hpp"
#include "engine/game/logit.hpp"
#include "tests/estimation/choices.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

std::string game_of(const std::string& name) {
    return std::string(OFFRAMP_SOURCE_DIR) + "/tests/estimation/games/" + name;
}

class ChoiceFolder {
  public:
    std::string write(const std::string& name, const std::string& text) const {
        const std::filesystem::path file = directory_.path() / name;
        write_text(file, text);
        return file.string();
    }

    ChoiceProblem load(const std::string& game, const std::string& counts, const std::string& parameters = "",
                       const GameChoiceOptions& options = {}) const {
        std::optional<std::filesystem::path> file;
        if (!parameters.empty()) file = write("parameters.yaml", parameters);
        return load_game_choices(game, write("counts.csv", counts), file, options);
    }

  private:
    TemporaryDirectory directory_;
};

// The table with draws from the model at some values; each situation is met so often as given.
void draw(ChoiceProblem& problem, std::span<const double> values, int choices, std::mt19937_64& random) {
    const ChoiceProbabilities play = problem.predict(values)->probabilities;
    for (std::size_t s = 0; s < play.size(); ++s) {
        const std::vector<std::uint64_t> counts = draw_counts(play[s], choices, random);
        for (std::size_t a = 0; a < counts.size(); ++a)
            problem.situations[s].alternatives[a].count = counts[a];
    }
}

constexpr const char* kThreeMoves =
    "player,information_set,action,count\n1,open,attack,1\n1,answer,fight,1\n2,answer,fight,1\n2,seize,"
    "attack,1\n";

// The crisis game of three moves by backward recursion, as Signorino (1999) writes its probabilities: a
// nation weighs expected payoffs times lambda. `first` and `second` are what war brings to either nation
// beyond the file's payoffs, whoever starts it.
ChoiceProbabilities three_moves(double lambda, double first, double second) {
    const auto two = [](double p) { return std::vector{p, 1 - p}; };
    const double fight_1 = inverse_logit(lambda * (-0.7 + first - -0.3));  // after 2's attack
    const double fight_2 = inverse_logit(lambda * (-0.6 + second - -0.4));
    const double seize = inverse_logit(lambda * (fight_1 * (-0.4 + second) + (1 - fight_1) * 1.0 - 0.0));
    const double attacked = fight_2 * (-0.5 + first) + (1 - fight_2) * 1.0;
    const double waited = seize * (fight_1 * (-0.7 + first) + (1 - fight_1) * -0.3);
    return {two(inverse_logit(lambda * (attacked - waited))), two(fight_1), two(fight_2), two(seize)};
}

constexpr const char* kWarPayoffs = R"(
lambda: 3
parameters:
  first: {range: [-4, 4], start: 0, payoffs: [{player: 1, outcome: [War by 1, War by 2]}]}
  second: {range: [-4, 4], start: 0, payoffs: [{player: 2, outcome: War by 1}, {player: 2, outcome: War by 2, times: 1}]}
)";

constexpr const char* kAudienceCounts =
    "player,information_set,action,count\nA,open,challenge,40\nA,open,refrain,60\nB,answer,resist,22\n"
    "B,answer,concede,18\nA,end,stand firm,9\nA,end,back down,13\n";

// The payoffs of Lewis and Schultz (2003), each to be added to what the file says, but for those of the
// status quo, against which the others count.
std::string audience_parameters(const std::string& names, const std::string& times = "1") {
    const std::vector<std::vector<std::string>> all = {
        {"v_a", "A", "Concession"}, {"c_b", "B", "Concession"}, {"a_bar", "A", "Back down"},
        {"v_b", "B", "Back down"},  {"w_a", "A", "War"},        {"w_b", "B", "War"}};
    std::string text = "lambda: 2\nparameters:\n";
    for (const auto& p : all) {
        if (names.find(p[0]) == std::string::npos) continue;
        text += fmt::format(
            "  {}: {{range: [-3, 3], start: 0, payoffs: [{{player: {}, outcome: {}, times: {}}}]}}\n", p[0],
            p[1], p[2], p[0] == "w_a" ? times : "1");
    }
    return text;
}

}  // namespace

TEST_CASE("lambda of one choice against a rival who does not matter is log odds over the difference") {
    const ChoiceFolder folder;
    const std::string game =
        folder.write("choice.nfg", "NFG 1 R \"\" { \"One\" \"Other\" } { 2 1 }\n0 0 1.6 0\n");
    const ChoiceProblem problem = folder.load(game, "player,action,count\nOne,1,17\nOne,2,54\n");
    const ChoiceFit fit = fit_choices(problem);
    REQUIRE(fit.parameters.size() == 1);
    CHECK(*fit.parameters.front().fitted.value == Approx(std::log(54.0 / 17.0) / 1.6).epsilon(1e-4));
}

TEST_CASE("lambda of Ochs's game is the published one") {
    // Game 2 of Ochs (1995) as McKelvey and Palfrey (1995) fit it: lambda 1.8456 (tests/game/logit_test.cpp
    // has the same from Gambit). A thousand times their counts, which are means, give the same estimate.
    const ChoiceFolder folder;
    const std::string game =
        folder.write("ochs.nfg",
                     "NFG 1 R \"\" { \"Row\" \"Column\" } { { \"up\" \"down\" } { \"left\" \"right\" } }\n"
                     "\"\"\n1.1141 0 0 1.1141 0 1.1141 .2785 0\n");
    const ChoiceFit fit = fit_choices(folder.load(
        game, "player,action,count\nRow,up,67456\nRow,down,60544\nColumn,left,46848\nColumn,right,81152\n"));
    CHECK(*fit.parameters.front().fitted.value == Approx(1.8456).margin(2e-4));
    CHECK(fit.log_likelihood == Approx(-174'764.5).margin(0.1));
    CHECK(fit.probabilities[0][0] == Approx(.615651).margin(1e-5));
    CHECK(fit.probabilities[1][0] == Approx(.383291).margin(1e-5));
}

TEST_CASE("lambda of a game is what fit_logit finds") {
    const ChoiceFolder folder;
    const std::string file = std::string(OFFRAMP_SOURCE_DIR) + "/tests/game/games/shapley.nfg";
    const NormalForm game = strategic_form(read_game(file));
    const std::vector<std::vector<double>> counts = {{30, 22, 9}, {12, 25, 20}};
    std::string table = "player,action,count\n";
    for (int i = 0; i < 2; ++i) {
        for (std::size_t a = 0; a < 3; ++a) {
            table += fmt::format("{},{},{}\n", game.player(i).name, game.player(i).strategies[a],
                                 counts[static_cast<std::size_t>(i)][a]);
        }
    }
    const ChoiceFit fit = fit_choices(folder.load(file, table));
    const LogitFit known = fit_logit(game, counts);
    CHECK(*fit.parameters.front().fitted.value == Approx(known.point.lambda).margin(1e-3));
    CHECK(fit.log_likelihood == Approx(known.log_likelihood).epsilon(1e-7));
}

TEST_CASE("the agents of Signorino's crisis game choose as backward recursion says") {
    const ChoiceFolder folder;
    const ChoiceProblem problem = folder.load(game_of("three_moves.efg"), kThreeMoves, kWarPayoffs);
    for (const auto& [first, second] : {std::pair{0.0, 0.0}, std::pair{0.5, -0.3}, std::pair{-1.2, 0.9}}) {
        const std::vector<double> values = {first, second};
        const ChoiceProbabilities play = problem.predict(values)->probabilities;
        const ChoiceProbabilities expected = three_moves(3.0, first, second);
        REQUIRE(play.size() == expected.size());
        for (std::size_t s = 0; s < play.size(); ++s)
            CHECK(play[s][0] == Approx(expected[s][0]).epsilon(1e-6));
    }
}

TEST_CASE("payoffs of war in Signorino's crisis game are recovered, and their intervals cover") {
    const ChoiceFolder folder;
    ChoiceProblem problem = folder.load(game_of("three_moves.efg"), kThreeMoves, kWarPayoffs);
    problem.predict = [](std::span<const double> x) {  // as the test above shows
        return std::optional(ChoicePrediction{three_moves(3.0, x[0], x[1])});
    };
    const std::vector<double> truth = {0.4, -0.2};
    std::mt19937_64 random(5);
    constexpr int kTrials = 400;
    int covered = 0;
    int covered_second = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
        draw(problem, truth, 60, random);
        const ChoiceFit fit = fit_choices(problem, {.screen = 2});
        covered += covers(parameter(fit, "first").fitted, truth[0]) ? 1 : 0;
        covered_second += covers(parameter(fit, "second").fitted, truth[1]) ? 1 : 0;
    }
    check_coverage(covered, kTrials);
    check_coverage(covered_second, kTrials);
}

TEST_CASE("lambda and payoffs together are recovered from many choices of a tree") {
    const ChoiceFolder folder;
    ChoiceProblem problem =
        folder.load(game_of("three_moves.efg"), kThreeMoves,
                    "lambda: {range: [0, 20], start: 1}\n" + std::string(kWarPayoffs).substr(11));
    const std::vector<double> truth = {2.5, 0.3, -0.4};
    std::mt19937_64 random(3);
    draw(problem, truth, 20'000, random);
    const ChoiceFit fit = fit_choices(problem);
    for (std::size_t k = 0; k < truth.size(); ++k) {
        const ParameterEstimate& p = fit.parameters[k];
        REQUIRE(p.normal_low);
        const double error = (*p.normal_high - *p.normal_low) / (2 * 1.959964);
        INFO(p.name);
        CHECK(std::abs(*p.fitted.value - truth[k]) < 4 * error);
        CHECK(error < 0.2);
    }
    CHECK(fit.findings.empty());
    CHECK(fit.freedom == 1);
    REQUIRE(fit.deviance_p);
    CHECK(*fit.deviance_p > 1e-4);
}

TEST_CASE("information sets of one label are seen as their mixture") {
    const ChoiceFolder folder;
    const ChoiceProblem problem =
        folder.load(game_of("audience.efg"), kAudienceCounts, audience_parameters("a_bar"));
    REQUIRE(problem.situations.size() == 3);
    // By hand: half of A and .4 of B are firm. Whoever has challenged is firm more often than half.
    const ChoiceProbabilities play = problem.predict(std::vector{-0.1})->probabilities;
    const double lambda = 2.0;
    const double back_down = -0.4 - 0.1;
    const double resisted = play[1][0];
    const double stands = play[2][0];
    const auto of_a = [&](double war) {
        const double fights = inverse_logit(lambda * (war - back_down));
        const double worth = resisted * (fights * war + (1 - fights) * back_down) + (1 - resisted);
        return std::pair{inverse_logit(lambda * worth), fights};
    };
    const auto [firm, firm_fights] = of_a(-0.2);
    const auto [soft, soft_fights] = of_a(-1.2);
    CHECK(play[0][0] == Approx(0.5 * firm + 0.5 * soft).epsilon(1e-6));
    CHECK(stands == Approx((firm * firm_fights + soft * soft_fights) / (firm + soft)).epsilon(1e-6));
    const auto of_b = [&](double war) {
        return inverse_logit(lambda * (stands * war + (1 - stands) * 0.6 + 0.5));
    };
    CHECK(resisted == Approx(0.4 * of_b(-0.3) + 0.6 * of_b(-1.2)).epsilon(1e-6));
}

TEST_CASE("of Lewis and Schultz's payoffs three are told apart by choices alone") {
    // Three probabilities are seen: whether A challenges, B resists, A stands firm. Their model's payoffs can
    // be told apart no further without regressors.
    const ChoiceFolder folder;
    const ChoiceFit all = fit_choices(folder.load(game_of("audience.efg"), kAudienceCounts,
                                                  audience_parameters("v_a c_b a_bar v_b w_a w_b")),
                                      {.profiles = false});
    CHECK(count_of(all, FindingKind::kFlatDirection) == 3);
    CHECK(all.freedom == 0);
    CHECK(all.deviance == Approx(0.0).margin(1e-3));

    const ChoiceFit three = fit_choices(
        folder.load(game_of("audience.efg"), kAudienceCounts, audience_parameters("c_b a_bar v_a")));
    CHECK(count_of(three, FindingKind::kFlatDirection) == 0);
    for (const ParameterEstimate& p : three.parameters) {
        INFO(p.name);
        CHECK((p.fitted.low || p.fitted.high));
    }

    // What A gets by war and by backing down moves its last choice alike; only its first tells them apart.
    const ChoiceFit four = fit_choices(
        folder.load(game_of("audience.efg"), kAudienceCounts, audience_parameters("c_b a_bar v_a w_a")),
        {.profiles = false});
    CHECK(count_of(four, FindingKind::kFlatDirection) == 1);
}

TEST_CASE("a regressor tells apart what constants do not") {
    const ChoiceFolder folder;
    std::string counts = "player,information_set,action,count,democracy\n";
    for (int x = 0; x < 3; ++x) {
        for (const char* row : {"A,open,challenge", "B,answer,resist", "A,end,stand firm"})
            counts += fmt::format("{},{},{}\n", row, 1, x);
    }
    // Audience costs grow with the regressor: a_bar = -slope x; beside it four constants.
    const std::string parameters = audience_parameters("c_b a_bar v_a w_a") +
                                   "  slope: {range: [0, 3], start: 0.5, payoffs: [{player: A, outcome: Back "
                                   "down, times: democracy}]}\n";
    ChoiceProblem problem = folder.load(game_of("audience.efg"), counts, parameters);
    CHECK(problem.situations.size() == 9);
    const std::vector<double> truth = {0.2, -0.1, -0.2, 0.3, 0.4};  // in the order of the file
    std::mt19937_64 random(8);
    draw(problem, truth, 4000, random);
    const ChoiceFit fit = fit_choices(problem, {.screen = 2, .profiles = false});
    CHECK(count_of(fit, FindingKind::kFlatDirection) == 0);
    const ParameterEstimate& slope = parameter(fit, "slope");
    REQUIRE(slope.normal_low);
    const double error = (*slope.normal_high - *slope.normal_low) / (2 * 1.959964);
    CHECK(std::abs(*slope.fitted.value - truth[4]) < 4 * error);
    CHECK(fit.freedom == 4);
}

TEST_CASE("payoffs of cells of a strategic form are estimated") {
    // Row gains x more by down, whatever Column does: lambda (1 + x) = log odds.
    const ChoiceFolder folder;
    const std::string game =
        folder.write("cells.nfg",
                     "NFG 1 R \"\" { \"Row\" \"Column\" } { { \"up\" \"down\" } { \"left\" \"right\" } }\n"
                     "\"\"\n0 0 1 0 0 0 1 0\n");
    const std::string parameters =
        "lambda: 2\nparameters:\n  x: {range: [-3, 3], payoffs: [{player: Row, at: {Row: down}}]}\n";
    const ChoiceFit fit =
        fit_choices(folder.load(game, "player,action,count\nRow,up,30\nRow,down,12\n", parameters));
    CHECK(*fit.parameters.front().fitted.value == Approx(std::log(12.0 / 30.0) / 2 - 1).epsilon(1e-4));

    // Where all payoffs are estimated lambda has no scale.
    const std::string zero =
        folder.write("zero.nfg",
                     "NFG 1 R \"\" { \"Row\" \"Column\" } { { \"up\" \"down\" } { \"left\" \"right\" } }\n"
                     "\"\"\n0 0 0 0 0 0 0 0\n");
    const ChoiceFit scale = fit_choices(folder.load(
        zero, "player,action,count\nRow,up,30\nRow,down,12\n",
        "lambda: {range: [0.1, 5]}\nparameters:\n  x: {range: [-5, 5], payoffs: [{player: Row, at: {Row: "
        "down}}]}\n"));
    CHECK(count_of(scale, FindingKind::kScale) == 1);
    CHECK(count_of(scale, FindingKind::kFlatDirection) == 1);
}

TEST_CASE("a tree can be seen in its strategic form") {
    const ChoiceFolder folder;
    const std::string centipede = std::string(OFFRAMP_SOURCE_DIR) + "/tests/game/games/centipede.efg";
    const NormalForm game = strategic_form(read_game(centipede));
    std::string table = "player,action,count\n";
    std::vector<std::vector<double>> counts;
    for (int i = 0; i < 2; ++i) {
        counts.emplace_back();
        for (int a = 0; a < game.strategies(i); ++a) {
            counts.back().push_back(5.0 + 4.0 * a + i);
            table += fmt::format("{},{},{}\n", game.player(i).name,
                                 game.player(i).strategies[static_cast<std::size_t>(a)], 5 + 4 * a + i);
        }
    }
    const ChoiceFit fit = fit_choices(folder.load(centipede, table, "", {.strategic = true}));
    const LogitFit known = fit_logit(game, counts);
    CHECK(fit.log_likelihood == Approx(known.log_likelihood).epsilon(1e-6));
}
