// SPDX-License-Identifier: Apache-2.0
#include "engine/game/solve_game.hpp"

#include "engine/game/game_file.hpp"
#include "engine/game/tree_solution.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

// A battle of the sexes of `size` places: too many equilibria to list, or too many strategies.
NormalForm places(int size, bool zero_sum) {
    const auto n = static_cast<std::size_t>(size);
    PayoffTable row(n, std::vector<double>(n)), column = row;
    for (std::size_t k = 0; k < n; ++k) {
        row[k][k] = static_cast<double>(k + 1);
        column[k][k] = zero_sum ? -row[k][k] : static_cast<double>(n - k);
    }
    return bimatrix_game(row, column);
}

}  // namespace

TEST_CASE("every published game is solved, and each profile's regret computed apart", "[long]") {
    std::vector<std::string> files = all_games(".nfg");
    for (const std::string& file : all_games(".efg")) files.push_back(file);
    for (const std::string& file : files) {
        CAPTURE(file);
        const GameFile file_read = read_game(file);
        const NormalForm game = strategic_form(file_read);
        const auto* tree = std::get_if<ExtensiveForm>(&file_read);
        const NashSolution solution = tree ? solve_nash(*tree, solve_tree(*tree), game) : solve_nash(game);
        CHECK(solution.converged);
        CHECK(solution.complete == (game.players() == 2 && lists_vertices()));
        REQUIRE_FALSE(solution.equilibria.empty());
        for (const SolvedProfile& found : solution.equilibria) {
            CHECK(regret(game, found.profile) <= 1e-8 * game.payoff_range());
            if (found.exact) CHECK(regret(game, *found.exact) == 0);
            if (!tree || !found.exact || !shape_of(*tree).perfect_recall()) continue;
            // Behaviour that the mixtures amount to is worth the same on the tree.
            BehaviourProfile behaviour = behaviour_of(*tree, found.profile);
            for (std::size_t set = 0; set < behaviour.size(); ++set) {
                const InformationSet& s = tree->information_sets[set];
                if (behaviour[set].empty()) behaviour[set].assign(s.actions.size(), 0.0);
                for (std::size_t a = 0; a < s.probabilities.size(); ++a)
                    behaviour[set][a] = to_double(s.probabilities[a]);
            }
            const std::vector<double> payoffs = expected_payoffs(*tree, behaviour);
            for (std::size_t i = 0; i < payoffs.size(); ++i)
                CHECK(payoffs[i] == Approx(found.payoffs[i]).margin(1e-12));
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
