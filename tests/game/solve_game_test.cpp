// SPDX-License-Identifier: Apache-2.0
#include "engine/game/solve_game.hpp"

#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

// A battle of the sexes of `size` places: too many equilibria to list, or too many strategies.
GameFile places(int size, bool zero_sum) {
    const auto n = static_cast<std::size_t>(size);
    PayoffTable row(n, std::vector<double>(n)), column = row;
    for (std::size_t k = 0; k < n; ++k) {
        row[k][k] = static_cast<double>(k + 1);
        column[k][k] = zero_sum ? -row[k][k] : static_cast<double>(n - k);
    }
    return {bimatrix_game(row, column), std::nullopt};
}

}  // namespace

TEST_CASE("every published game is solved, and each profile's regret computed apart", "[long]") {
    std::vector<std::string> files = all_games(".nfg");
    for (const std::string& file : all_games(".efg")) files.push_back(file);
    for (const std::string& file : files) {
        CAPTURE(file);
        const GameFile game = read_game(file);
        const NashSolution solution = solve_nash(game);
        CHECK(solution.converged);
        CHECK(solution.complete == (game.strategic.players() == 2));
        REQUIRE_FALSE(solution.equilibria.empty());
        for (const SolvedProfile& found : solution.equilibria) {
            CHECK(regret(game.strategic, found.profile) <= 1e-8 * game.strategic.payoff_range());
            if (found.exact) CHECK(regret(game.strategic, *found.exact) == 0);
        }
    }
}

TEST_CASE("a game with too many equilibria or strategies gets some and says so") {
    const NashSolution many = solve_nash(places(13, false));  // 2^13 - 1 of them
    CHECK_FALSE(many.complete);
    CHECK(many.converged);
    CHECK_FALSE(many.equilibria.empty());

    const NashSolution large = solve_nash(places(150, true));
    CHECK_FALSE(large.complete);
    CHECK(large.converged);
    CHECK(large.equilibria.size() == 1);
    CHECK_THAT(large.method, contains("linear program"));
}

TEST_CASE("other concepts of a game with one answer agree on it") {
    const NormalForm prisoners = bimatrix_game({{3, 0}, {5, 1}}, {{3, 5}, {0, 1}});
    const OtherConcepts concepts = other_concepts(prisoners);
    CHECK(concepts.undominated.survivors == std::vector<std::vector<int>>{{1}, {1}});
    REQUIRE(concepts.correlated);
    CHECK(concepts.correlated->distribution[3] == Approx(1));
    REQUIRE(concepts.logit);
    for (const MixedProfile& profile :
         {concepts.logit->limit, concepts.level_k[1], concepts.fictitious_play.profile,
          concepts.regret_matching.profile, concepts.replicator.profile}) {
        CHECK(profile[0][1] == Approx(1).margin(1e-3));
    }
}
