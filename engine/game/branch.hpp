// Follows a curve of solutions of n equations in n unknowns and a parameter through its folds, by predictor
// and corrector steps along its arc (Allgower, Georg 1990).
#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

namespace offramp {

/// Values of the equations and their derivatives at a point, whose last coordinate is the parameter.
/// `value` has n entries, `jacobian` is n by n + 1; both come in the right size.
using BranchEquations =
    std::function<void(const Eigen::VectorXd& point, Eigen::VectorXd& value, Eigen::MatrixXd& jacobian)>;

struct BranchPoint {
    Eigen::VectorXd point;    ///< unknowns, then the parameter
    Eigen::VectorXd tangent;  ///< of unit length, forward along the curve
    double residual = 0.0;    ///< largest absolute value of an equation

    double parameter() const { return point[point.size() - 1]; }
    double direction() const { return tangent[tangent.size() - 1]; }  ///< negative where the curve runs back
};

struct BranchOptions {
    double first_step = 0.03;  ///< length along the arc
    double least_step = 1e-9;  ///< below which the curve is given up
    double tolerance = 1e-11;  ///< of the residual, relative to 1 + the parameter
    int most_steps = 50'000;
};

enum class BranchEnd { stopped, lost, too_long };

struct BranchTrace {
    BranchEnd end = BranchEnd::lost;  ///< stopped: by the visitor
    int steps = 0;
    std::vector<double> folds;  ///< parameters at which the curve turns round
};

/// Starts at `start`, a solution, in the direction in which the parameter grows, and calls `visit` with each
/// point and the one before it (the first with itself) until that returns false.
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
