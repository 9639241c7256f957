// SPDX-License-Identifier: Apache-2.0
#include "engine/game/matrix_game.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/linear_program.hpp"
#include "engine/game/simplex.hpp"

namespace offramp {

MatrixGameSolution solve_matrix_game(const PayoffTable& payoffs) {
    ensure(!payoffs.empty() && !payoffs.front().empty(), "a matrix game has a row and a column");
    const std::size_t rows = payoffs.size(), columns = payoffs.front().size();
    double low = payoffs[0][0], high = low;
    for (const std::vector<double>& row : payoffs) {
        ensure(row.size() == columns, "rows of a matrix game are equally long");
        for (const double payoff : row) {
            ensure(std::isfinite(payoff), "payoffs are finite");
            low = std::min(low, payoff);
            high = std::max(high, payoff);
        }
    }
    // In units of the range, so that the solver's tolerances mean the same in every game.
    const double unit = high > low ? high - low : 1.0;
    const auto scaled = [&](std::size_t r, std::size_t c) { return (payoffs[r][c] - low) / unit; };

    // Maximise v subject to: against every column the mixture gets at least v. The duals are the column
    // player's mixture.
    LinearProgram program;
    program.objective.assign(rows + 1, 0.0);
    program.objective[rows] = 1.0;
    const int v = static_cast<int>(rows);
    LinearRow sum{{}, 1.0, 1.0};
    for (std::size_t r = 0; r < rows; ++r) sum.terms.push_back({static_cast<int>(r), 1.0});
    program.rows.push_back(sum);
    for (std::size_t c = 0; c < columns; ++c) {
        LinearRow& row = program.rows.emplace_back(LinearRow{{{v, -1.0}}, 0.0, kUnbounded});
        for (std::size_t r = 0; r < rows; ++r) row.terms.push_back({static_cast<int>(r), scaled(r, c)});
    }
    const LinearSolution solution = solve(program);
    if (solution.status != LinearSolution::Status::optimal) {
        throw RuntimeFailure("the linear program of a matrix game could not be solved");
    }

    MatrixGameSolution result;
    result.first = to_simplex<double>({solution.variables.begin(), solution.variables.end() - 1});
    std::vector<double> second;
    for (std::size_t c = 0; c < columns; ++c) second.push_back(-solution.duals[c + 1]);
    result.second = to_simplex(std::move(second));
    double secured = std::numeric_limits<double>::infinity(), allowed = -secured;
    for (std::size_t c = 0; c < columns; ++c) {
        double payoff = 0.0;
        for (std::size_t r = 0; r < rows; ++r) payoff += result.first[r] * payoffs[r][c];
        secured = std::min(secured, payoff);
    }
    for (std::size_t r = 0; r < rows; ++r) {
        double payoff = 0.0;
        for (std::size_t c = 0; c < columns; ++c) payoff += result.second[c] * payoffs[r][c];
        allowed = std::max(allowed, payoff);
    }
    result.value = (secured + allowed) / 2;
    result.gap = std::max(0.0, allowed - secured);
    return result;
}

Commitment best_commitment(const NormalForm& game) {
    ensure(game.players() == 2, "a commitment is made to one follower");
    const int m = game.strategies(0), n = game.strategies(1);
    const auto payoff = [&](int a, int b, int player) { return game.payoff(at(a) + at(b) * at(m), player); };
    std::optional<Commitment> best;
    for (int response = 0; response < n; ++response) {
        LinearProgram program;
        LinearRow sum{{}, 1.0, 1.0};
        for (int a = 0; a < m; ++a) {
            program.objective.push_back(payoff(a, response, 0));
            sum.terms.push_back({a, 1.0});
        }
        program.rows.push_back(sum);
        for (int b = 0; b < n; ++b) {
            if (b == response) continue;
            LinearRow& row = program.rows.emplace_back(LinearRow{{}, 0.0, kUnbounded});
            for (int a = 0; a < m; ++a) row.terms.push_back({a, payoff(a, response, 1) - payoff(a, b, 1)});
        }
        const LinearSolution solution = solve(program);
        if (solution.status != LinearSolution::Status::optimal) continue;  // never a best response
        if (best && solution.objective <= best->leader_payoff) continue;
        best = Commitment{to_simplex(solution.variables), response, solution.objective, 0.0};
        for (int a = 0; a < m; ++a) best->follower_payoff += best->leader[at(a)] * payoff(a, response, 1);
    }
    if (!best) throw RuntimeFailure("the linear programs of a commitment could not be solved");
    return *best;
}

}  // namespace offramp
