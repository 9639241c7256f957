// SPDX-License-Identifier: Apache-2.0
// In a build without GLPK: by Clp (coin-or.org), whose licence is the Eclipse Public License.
#include <coin/Clp_C_Interface.h>

#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/index.hpp"
#include "engine/game/linear_program.hpp"

namespace offramp {
namespace {

struct DeleteModel {
    void operator()(Clp_Simplex* model) const { Clp_deleteModel(model); }
};

double clp_bound(double value) {
    return std::isfinite(value) ? value : std::copysign(std::numeric_limits<double>::max(), value);
}

LinearSolution::Status status_of_clp(int code) {
    constexpr int kOptimal = 0;
    constexpr int kInfeasible = 1;
    constexpr int kUnboundedBelow = 2;
    switch (code) {
        case kOptimal:
            return LinearSolution::Status::optimal;
        case kInfeasible:
            return LinearSolution::Status::infeasible;
        case kUnboundedBelow:
            return LinearSolution::Status::unbounded;
        default:
            return LinearSolution::Status::failed;
    }
}

/// The columns of a program, one after another.
struct Columns {
    std::vector<int> start;
    std::vector<int> row;
    std::vector<double> value;
};

Columns columns_of(const LinearProgram& program) {
    std::vector<std::vector<std::pair<int, double>>> entries(program.objective.size());
    for (std::size_t r = 0; r < program.rows.size(); ++r) {
        for (const LinearTerm& term : program.rows[r].terms) {
            if (term.coefficient != 0.0)
                entries[at(term.variable)].emplace_back(static_cast<int>(r), term.coefficient);
        }
    }
    Columns columns{{0}, {}, {}};
    for (const auto& column : entries) {
        for (const auto& [row, value] : column) {
            columns.row.push_back(row);
            columns.value.push_back(value);
        }
        columns.start.push_back(static_cast<int>(columns.row.size()));
    }
    return columns;
}

}  // namespace

LinearSolution solve(const LinearProgram& program) {
    const int variables = static_cast<int>(program.objective.size());
    const int rows = static_cast<int>(program.rows.size());
    const Columns columns = columns_of(program);
    std::vector<double> low(at(variables), 0.0);
    for (std::size_t v = 0; v < program.low.size(); ++v) low[v] = clp_bound(program.low[v]);
    const std::vector<double> high(at(variables), std::numeric_limits<double>::max());
    std::vector<double> row_low;
    std::vector<double> row_high;
    for (const LinearRow& row : program.rows) {
        row_low.push_back(clp_bound(row.low));
        row_high.push_back(clp_bound(row.high));
    }
    const std::unique_ptr<Clp_Simplex, DeleteModel> model(Clp_newModel());
    Clp_setLogLevel(model.get(), 0);
    Clp_setOptimizationDirection(model.get(), -1.0);  // to be maximised
    Clp_setPrimalTolerance(model.get(), 1e-10);
    Clp_setDualTolerance(model.get(), 1e-10);
    Clp_loadProblem(model.get(), variables, rows, columns.start.data(), columns.row.data(),
                    columns.value.data(), low.data(), high.data(), program.objective.data(), row_low.data(),
                    row_high.data());
    LinearSolution solution;
    Clp_dual(model.get(), 0);
    solution.status = status_of_clp(Clp_status(model.get()));
    if (solution.status != LinearSolution::Status::optimal) return solution;
    solution.objective = Clp_objectiveValue(model.get());
    const double* const values = Clp_primalColumnSolution(model.get());
    const double* const duals = Clp_dualRowSolution(model.get());
    solution.variables.assign(values, values + variables);
    solution.duals.assign(duals, duals + rows);
    return solution;
}

}  // namespace offramp
