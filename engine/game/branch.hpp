// SPDX-License-Identifier: Apache-2.0
// Follows a curve of solutions of n equations in n unknowns and a parameter through its folds, by predictor
// and corrector steps along its arc (Allgower, Georg 1990).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace offramp {

/// Values of the equations and their derivatives at a point, whose last coordinate is the parameter.
/// `value` has n entries, `jacobian` is n by n + 1; both come in the right size.
using BranchEquations =
    std::function<void(const Eigen::VectorXd& point, Eigen::VectorXd& value, Eigen::MatrixXd& jacobian)>;

/// `Vector` may have room for so many numbers only: then following a curve allocates nothing.
template <class Vector>
struct PointOnBranch {
    Vector point;           ///< unknowns, then the parameter
    Vector tangent;         ///< of unit length, forward along the curve
    double residual = 0.0;  ///< largest absolute value of an equation

    double parameter() const { return point[point.size() - 1]; }
    double direction() const { return tangent[tangent.size() - 1]; }  ///< negative where the curve runs back
};
using BranchPoint = PointOnBranch<Eigen::VectorXd>;

/// Close to another curve only short steps tell the two apart: how much the curve turns, and how far it bends
/// away from the prediction, must both be small.
struct BranchOptions {
    double first_step = 0.03;  ///< length along the arc
    double least_step = 1e-9;  ///< below which the curve is given up
    double largest_step = std::numeric_limits<double>::infinity();
    double tolerance = 1e-11;  ///< of the residual, relative to 1 + the parameter
    int most_steps = 50'000;
    double largest_turn = 0.99, gentle_turn = 0.999;  ///< in a step, as a cosine; gentle: steps grow
    double largest_bend = 0.02, gentle_bend = 0.005;  ///< shares of the step
};

enum class BranchEnd { stopped, lost, too_long };

struct BranchTrace {
    BranchEnd end = BranchEnd::lost;  ///< stopped: by the visitor
    int steps = 0;
    std::vector<double> folds;  ///< parameters at which the curve turns round
};

/// Goes along a curve from a point on it, and calls `visit` with each point and the one before it (the first
/// with itself) until that returns false. `corrector.advance(point, step)` gives the point of the curve near
/// the one that lies `step` ahead of `point` along its tangent, if there is one.
template <class Vector, class Corrector, class Visit>
BranchTrace follow_branch(Corrector& corrector, const std::optional<PointOnBranch<Vector>>& start,
                          const BranchOptions& options, Visit visit) {
    BranchTrace trace;
    if (!start) return trace;
    PointOnBranch<Vector> now = *start;
    if (!visit(now, now)) return trace.end = BranchEnd::stopped, trace;
    double step = options.first_step;
    while (trace.steps < options.most_steps) {
        const std::optional<PointOnBranch<Vector>> next = corrector.advance(now, step);
        const auto turn_to = [&](const auto& point) { return point.tangent.dot(now.tangent); };
        const auto bend_to = [&](const auto& point) {
            return (point.point - now.point - step * now.tangent).norm() / step;
        };
        if (!next || !(turn_to(*next) >= options.largest_turn) || bend_to(*next) > options.largest_bend) {
            step /= 2;
            if (step < options.least_step) return trace;
            continue;
        }
        ++trace.steps;
        const bool is_straight = turn_to(*next) > options.gentle_turn && bend_to(*next) < options.gentle_bend;
        const PointOnBranch<Vector> before = std::exchange(now, *next);
        if (!visit(before, now)) return trace.end = BranchEnd::stopped, trace;
        if (is_straight) step = std::min({1.5 * step, 0.5 * (1.0 + now.point.norm()), options.largest_step});
    }
    trace.end = BranchEnd::too_long;
    return trace;
}

/// follow_branch() from `start`, a solution, in the direction in which the parameter grows; finds the folds.
BranchTrace trace_branch(const BranchEquations& equations, const Eigen::VectorXd& start,
                         const BranchOptions& options,
                         const std::function<bool(const BranchPoint& before, const BranchPoint& now)>& visit);

/// Newton's method at a fixed parameter, from `point`. Returns whether it converged; `point` is the last
/// iterate.
bool solve_at_parameter(const BranchEquations& equations, Eigen::VectorXd& point, double parameter,
                        double tolerance);

/// The point between two successive ones at which the curve first has this parameter, which must lie between
/// theirs: predictor and corrector steps of a length found by bisection, then Newton's method. False where
/// that fails.
bool locate_parameter(const BranchEquations& equations, const BranchPoint& before, const BranchPoint& after,
                      double parameter, double tolerance, Eigen::VectorXd& found);

struct FirstCrossing {
    Eigen::VectorXd point;  ///< where not located, the last point of the curve that was reached
    bool located = false;
    int steps = 0;
};

/// Follows the curve from `start`, where the parameter is 0, until the parameter first reaches `target` >= 0.
FirstCrossing first_crossing(const BranchEquations& equations, const Eigen::VectorXd& start, double target,
                             const BranchOptions& options);

}  // namespace offramp
