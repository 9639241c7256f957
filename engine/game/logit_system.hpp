// SPDX-License-Identifier: Apache-2.0
// What is done with the logit equations of a game. A system has
//   a call              for its equations (BranchEquations); the parameter is lambda in units of 1 / unit()
//   unit()              range of the game's payoffs
//   uniform()           the start of the branch
//   point_at(solution)  the LogitPoint there, with its residual
//   residual(point)     of its play at its lambda
#pragma once

#include <cmath>
#include <functional>

#include "engine/base/error.hpp"
#include "engine/game/branch.hpp"
#include "engine/game/logit.hpp"

namespace offramp {

template <class Equilibrium, class System>
Equilibrium equilibrium_at(const System& system, double lambda, const LogitOptions& options) {
    constexpr double kTolerance = 1e-7;
    ensure(std::isfinite(lambda) && lambda >= 0.0, "lambda is finite and not negative");
    const FirstCrossing found = first_crossing(std::cref(system), system.uniform(), lambda * system.unit(),
                                               {.most_steps = options.most_steps});
    Equilibrium result{system.point_at(found.point), found.steps, false};
    if (found.located) {
        result.point.lambda = lambda;  // without the rounding of the unit
        result.point.residual = system.residual(result.point);
    }
    result.converged = found.located && result.point.residual <= kTolerance;
    return result;
}

/// Fills in the points, folds and steps of a branch, up to the largest lambda or until `goes_on(point)` is
/// false.
template <class Branch, class System, class GoesOn>
BranchEnd trace_into(Branch& branch, const System& system, const LogitOptions& options, GoesOn goes_on) {
    const BranchTrace trace =
        trace_branch(std::cref(system), system.uniform(), {.most_steps = options.most_steps},
                     [&](const BranchPoint&, const BranchPoint& now) {
                         branch.points.push_back(system.point_at(now.point));
                         return now.parameter() < options.largest_lambda && goes_on(branch.points.back());
                     });
    ensure(!branch.points.empty(), "uniform play solves the logit equations at lambda = 0");
    branch.steps = trace.steps;
    branch.folds = trace.folds;
    for (double& fold : branch.folds) fold /= system.unit();
    return trace.end;
}

}  // namespace offramp
