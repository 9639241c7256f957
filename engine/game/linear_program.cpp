// SPDX-License-Identifier: Apache-2.0
#include "engine/game/linear_program.hpp"

#include <glpk.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>

#include "engine/base/index.hpp"
#include "engine/base/out_of_memory.hpp"

namespace offramp {
namespace {

// Not every build of the library keeps its state apart for each thread.
std::mutex glpk_in_use;

// GLPK ends the program with abort() where memory is out, as where it is called wrongly: it says which, and
// then calls back. `no_memory`: a bool.
int note_message(void* no_memory, const char* text) {
    const bool about_memory = std::strstr(text, "memory") != nullptr;
    if (about_memory) *static_cast<bool*>(no_memory) = true;
    return about_memory ? 1 : 0;  // 0: it is printed
}

void end_if_out_of_memory(void* no_memory) {
    if (*static_cast<bool*>(no_memory)) end_out_of_memory();
}

struct DeleteProblem {
    void operator()(glp_prob* problem) const { glp_delete_prob(problem); }
};

int kind_of_bounds(double low, double high) {
    if (std::isfinite(low) && std::isfinite(high)) return low == high ? GLP_FX : GLP_DB;
    if (std::isfinite(low)) return GLP_LO;
    return std::isfinite(high) ? GLP_UP : GLP_FR;
}

LinearSolution::Status status_of(int code) {
    switch (code) {
        case GLP_OPT:
            return LinearSolution::Status::optimal;
        case GLP_NOFEAS:
            return LinearSolution::Status::infeasible;
        case GLP_UNBND:
            return LinearSolution::Status::unbounded;
        default:
            return LinearSolution::Status::failed;
    }
}

}  // namespace

LinearSolution solve(const LinearProgram& program) {
    const std::lock_guard lock(glpk_in_use);
    constexpr int kNoMemory = 2;
    if (glp_init_env() == kNoMemory) throw std::bad_alloc();
    glp_term_out(GLP_OFF);
    bool no_memory = false;
    glp_term_hook(note_message, &no_memory);
    glp_error_hook(end_if_out_of_memory, &no_memory);
    const std::unique_ptr<glp_prob, DeleteProblem> problem(glp_create_prob());
    const int variables = static_cast<int>(program.objective.size());
    const int rows = static_cast<int>(program.rows.size());
    glp_set_obj_dir(problem.get(), GLP_MAX);
    glp_add_cols(problem.get(), variables);
    for (int v = 0; v < variables; ++v) {
        const double low = program.low.empty() ? 0.0 : program.low[at(v)];
        glp_set_obj_coef(problem.get(), v + 1, program.objective[at(v)]);
        glp_set_col_bnds(problem.get(), v + 1, kind_of_bounds(low, kUnbounded), low, 0.0);
    }
    if (rows > 0) glp_add_rows(problem.get(), rows);
    std::vector<int> index;
    std::vector<double> value;
    for (int r = 0; r < rows; ++r) {
        const LinearRow& row = program.rows[at(r)];
        glp_set_row_bnds(problem.get(), r + 1, kind_of_bounds(row.low, row.high), row.low, row.high);
        index.assign(1, 0);  // the library counts from 1
        value.assign(1, 0.0);
        for (const LinearTerm& term : row.terms) {
            if (term.coefficient == 0.0) continue;
            index.push_back(term.variable + 1);
            value.push_back(term.coefficient);
        }
        glp_set_mat_row(problem.get(), r + 1, static_cast<int>(index.size()) - 1, index.data(), value.data());
    }
    glp_smcp control;
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.meth = GLP_DUALP;  // the dual method first, the primal where it does not work
    control.tol_bnd = control.tol_dj = 1e-10;
    LinearSolution solution;
    if (glp_simplex(problem.get(), &control) != 0) return solution;
    solution.status = status_of(glp_get_status(problem.get()));
    if (solution.status != LinearSolution::Status::optimal) return solution;
    solution.objective = glp_get_obj_val(problem.get());
    for (int v = 1; v <= variables; ++v) solution.variables.push_back(glp_get_col_prim(problem.get(), v));
    for (int r = 1; r <= rows; ++r) solution.duals.push_back(glp_get_row_dual(problem.get(), r));
    return solution;
}

}  // namespace offramp
