// SPDX-License-Identifier: Apache-2.0
#include "engine/game/branch.hpp"

#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>

namespace offramp {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

class BranchCorrector {
  public:
    BranchCorrector(const BranchEquations& equations, Eigen::Index unknowns, double tolerance)
        : equations_(equations), tolerance_(tolerance), value_(unknowns), jacobian_(unknowns, unknowns + 1) {}

    std::optional<BranchPoint> advance(const BranchPoint& from, double step) {
        return correct(from.point + step * from.tangent, from.tangent, step);
    }

    // The point of the curve near `predicted`: Gauss-Newton steps across the curve. Gives up where they do
    // not shrink fast or lead far in relation to `step`, the length of the prediction: that is how a tracer
    // loses its curve to another one.
    std::optional<BranchPoint> correct(VectorXd predicted, const VectorXd& forward, double step) {
        constexpr int kMostIterations = 10;
        double last = step;
        for (int iteration = 0; iteration < kMostIterations; ++iteration) {
            evaluate(predicted);
            const double residual = value_.lpNorm<Eigen::Infinity>();
            if (!std::isfinite(residual)) return std::nullopt;
            const Eigen::HouseholderQR<MatrixXd> factors(jacobian_.transpose());
            const auto triangle = factors.matrixQR().topRows(value_.size());
            if (residual <= tolerance_ * (1.0 + std::abs(predicted[value_.size()]))) {
                return BranchPoint{predicted, tangent(factors, forward), residual};
            }
            VectorXd across = VectorXd::Zero(predicted.size());
            across.head(value_.size()) = triangle.triangularView<Eigen::Upper>().transpose().solve(value_);
            across = factors.householderQ() * across;
            const double length = across.norm();
            const double floor =
                1e-13 * (1.0 + predicted.norm());  // rounding moves the point this much anyway
            if (!std::isfinite(length) || length > std::max(floor, 0.5 * last)) return std::nullopt;
            predicted -= across;
            last = length;
        }
        return std::nullopt;
    }

  private:
    void evaluate(const VectorXd& point) { equations_(point, value_, jacobian_); }

    static VectorXd tangent(const Eigen::HouseholderQR<MatrixXd>& factors, const VectorXd& forward) {
        VectorXd direction = VectorXd::Zero(forward.size());
        direction[forward.size() - 1] = 1.0;
        direction = factors.householderQ() * direction;
        return direction.dot(forward) < 0 ? VectorXd(-direction) : direction;
    }

    const BranchEquations& equations_;
    double tolerance_;
    VectorXd value_;
    MatrixXd jacobian_;
};

// The step from `before` after which `is_past` first holds, by bisection; it must hold after the whole step.
std::optional<BranchPoint> bisect_step(BranchCorrector& corrector, const BranchPoint& before,
                                       const BranchPoint& after, const auto& is_past) {
    double low = 0.0, high = (after.point - before.point).dot(before.tangent);
    std::optional<BranchPoint> found;
    for (int i = 0; i < 60 && high - low > 1e-14 * (1.0 + high); ++i) {
        const double middle = (low + high) / 2;
        found =
            corrector.correct(before.point + middle * before.tangent, before.tangent, std::max(middle, 1e-6));
        if (!found) return std::nullopt;
        (is_past(*found) ? high : low) = middle;
    }
    return found;
}

}  // namespace

BranchTrace trace_branch(const BranchEquations& equations, const VectorXd& start,
                         const BranchOptions& options,
                         const std::function<bool(const BranchPoint&, const BranchPoint&)>& visit) {
    const Eigen::Index unknowns = start.size() - 1;
    BranchCorrector corrector(equations, unknowns, options.tolerance);
    std::vector<double> folds;
    const auto note_folds = [&](const BranchPoint& before, const BranchPoint& now) {
        if (now.direction() * before.direction() < 0) {
            const bool was_forward = before.direction() > 0;
            const auto fold = bisect_step(corrector, before, now, [&](const BranchPoint& p) {
                return (p.direction() > 0) != was_forward;
            });
            folds.push_back((fold ? *fold : now).parameter());
        }
        return visit(before, now);
    };
    const auto first = corrector.correct(start, VectorXd::Unit(start.size(), unknowns), 1.0);
    BranchTrace trace = follow_branch(corrector, first, options, note_folds);
    trace.folds = std::move(folds);
    return trace;
}

bool solve_at_parameter(const BranchEquations& equations, VectorXd& point, double parameter,
                        double tolerance) {
    constexpr int kMostIterations = 50;
    const Eigen::Index unknowns = point.size() - 1;
    VectorXd value(unknowns);
    MatrixXd jacobian(unknowns, unknowns + 1);
    point[unknowns] = parameter;
    double last = std::numeric_limits<double>::infinity();
    VectorXd best;
    for (int i = 0; i < kMostIterations; ++i) {
        equations(point, value, jacobian);
        const double residual = value.lpNorm<Eigen::Infinity>();
        if (!std::isfinite(residual)) return false;
        // Once it is small it goes on as long as it still falls: large parameters need all the digits.
        if (residual >= last && last <= tolerance * (1.0 + std::abs(parameter))) {
            point = best;
            return true;
        }
        last = residual;
        best = point;
        if (residual == 0.0) return true;
        point.head(unknowns) -= jacobian.leftCols(unknowns).partialPivLu().solve(value);
    }
    return false;
}

bool locate_parameter(const BranchEquations& equations, const BranchPoint& before, const BranchPoint& after,
                      double parameter, double tolerance, VectorXd& found) {
    BranchCorrector corrector(equations, before.point.size() - 1, tolerance);
    const bool grows = after.parameter() > before.parameter();
    const auto close = bisect_step(corrector, before, after, [&](const BranchPoint& p) {
        return grows ? p.parameter() >= parameter : p.parameter() <= parameter;
    });
    if (!close) return false;
    found = close->point;
    return solve_at_parameter(equations, found, parameter, tolerance);
}

FirstCrossing first_crossing(const BranchEquations& equations, const VectorXd& start, double target,
                             const BranchOptions& options) {
    FirstCrossing crossing{start, target == 0.0, 0};
    if (crossing.located) return crossing;
    const BranchTrace trace =
        trace_branch(equations, start, options, [&](const BranchPoint& before, const BranchPoint& now) {
            crossing.point = now.point;
            if (now.parameter() < target) return true;
            crossing.located =
                locate_parameter(equations, before, now, target, options.tolerance, crossing.point);
            return false;
        });
    crossing.steps = trace.steps;
    return crossing;
}

}  // namespace offramp
