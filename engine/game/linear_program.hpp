// SPDX-License-Identifier: Apache-2.0
// Linear programs, solved by the simplex method: of GLPK, or of Clp in a build without it (OFFRAMP_GPL=OFF).
#pragma once

#include <limits>
#include <vector>

namespace offramp {

inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();

struct LinearTerm {
    int variable = 0;
    double coefficient = 0.0;
};

/// low <= sum of terms <= high; equal bounds make an equation, infinite ones none.
struct LinearRow {
    std::vector<LinearTerm> terms;  ///< each variable at most once
    double low = -kUnbounded;
    double high = kUnbounded;
};

struct LinearProgram {
    std::vector<double> objective;  ///< to be maximised; one coefficient a variable
    std::vector<double> low;        ///< of each variable; empty: 0 for all
    std::vector<LinearRow> rows;
};

struct LinearSolution {
    enum class Status { optimal, infeasible, unbounded, failed };
    Status status = Status::failed;
    double objective = 0.0;
    std::vector<double> variables;
    std::vector<double> duals;  ///< of the rows: what the objective gains for a unit more of the bound
};

LinearSolution solve(const LinearProgram& program);

}  // namespace offramp
