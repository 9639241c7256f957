// SPDX-License-Identifier: Apache-2.0
// What moves are worth adds up to what the solved game is worth.
#include "analysis/play/move_worth.hpp"

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

/// compact.yaml played from crises that are solved with a grid of beliefs that holds the priors.
Model finely_solved() {
    const std::pair<std::string, std::string> solved = {"agent: {rule: lookahead, depth: 1}",
                                                        "agent: {rule: equilibrium}"};
    return model_of_text(edited(
        source_text("tests/fixtures/compact.yaml"),
        {solved, solved, {"issues:\n", "solver: {beliefs: 6, configurations: 8, harms: 1}\nissues:\n"}}));
}

}  // namespace

TEST_CASE("the worth of an opening's moves, weighted as they are played, is what the crisis is worth") {
    const Model m = finely_solved();
    const auto tables = std::make_shared<TableLibrary>(m);
    SolvedCrises solved(m, tables);
    std::size_t openings = 0;
    for (std::uint64_t campaign = 0; campaign < 40 && openings < 3; ++campaign) {
        PlaySession session(m, tables, {7, campaign, {true, true}});
        if (!session.question()) continue;
        const SeatView& view = session.question()->view;
        const CrisisState& s = view.state;
        if (s.seen[at(other(view.side))] != s.rungs[at(other(view.side))]) continue;  // it misreads the stand
        const CrisisTable& table = solved.of(view);
        const std::vector<MoveWorth> worth = worth_of_moves(*session.question(), table, 4);
        // What the crisis is worth counts that the side may misread, and then plays otherwise.
        const double error = misperception_probability(table.context, s);
        Pair<MoveList> moves;
        Pair<Strategy> misreading;
        table.strategies(table.context, misread(table.context, s, view.side), moves, misreading);
        const auto& otherwise = misreading[at(view.side)][at(view.type)];
        double expected = 0.0;
        for (std::size_t a = 0; a < worth.size(); ++a)
            expected += ((1.0 - error) * worth[a].solved + error * otherwise[a]) * worth[a].value;
        TypeValues value{};
        table.opening_values(view.state, value);
        CAPTURE(campaign);
        CHECK(expected == Approx(value[at(view.side)][at(view.type)]).margin(1e-4));
        ++openings;
    }
    CHECK(openings == 3);
}
