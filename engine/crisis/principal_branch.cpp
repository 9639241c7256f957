// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/principal_branch.hpp"

#include <Eigen/LU>
#include <cmath>

#include "engine/crisis/responder.hpp"
#include "engine/game/branch.hpp"

namespace offramp {

namespace {

// Both sides' play and the share of rationality; at most so many, so that nothing is allocated.
constexpr int kMaxSize = 2 * kMaxMoves + 1;
using Point = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, kMaxSize, 1>;
using PlayOnBranch = PointOnBranch<Point>;
using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, kMaxSize, kMaxSize>;

constexpr int kCorrections = 8;
constexpr int kMaxResponses = 20000;
constexpr BranchOptions kSteps = {.first_step = 0.02,
                                  .least_step = 1e-7,
                                  .largest_step = 0.2,
                                  .tolerance = 1e-9,
                                  .largest_turn = 0.9,
                                  .gentle_turn = 0.9,
                                  .largest_bend = HUGE_VAL,
                                  .gentle_bend = HUGE_VAL};

// The curve answer(play, share) = play, up to a share of 1.
struct Curve {
    const CrisisContext& context;
    const Pair<Belief>& belief;
    const StageGame& game;
    int responses = 0;
    bool at_end = false;

    int size(int i) const { return game.courses[at(i)].size; }
    int size() const { return size(0) + size(1) + 1; }

    Pair<CourseMixture> play(const Point& y) const {
        Pair<CourseMixture> play{};
        for (int a = 0; a < size(0); ++a) play[0][at(a)] = y[a];
        for (int b = 0; b < size(1); ++b) play[1][at(b)] = y[size(0) + b];
        return play;
    }

    // F = answer - play and, in all rows but the last, its derivative.
    void evaluate(const Point& y, Point& f, Square& derivative) {
        ++responses;
        const Pair<CourseMixture> p = play(y);
        const double share = y[size() - 1];
        derivative = -Square::Identity(size(), size());
        f.setZero(size());
        CourseMatrix jacobian;
        for (int i = 0; i < kActors; ++i) {
            const CourseMixture& rival = p[at(other(i))];
            Responder side(context, game, belief[at(i)], i, share);
            side.respond(rival, p[at(i)]);
            side.differentiate(jacobian);
            const CourseMixture by_share = side.differentiate_by_share();
            const int row = i == 0 ? 0 : size(0);
            const int column = i == 0 ? size(0) : 0;
            for (int a = 0; a < size(i); ++a) {
                f[row + a] = side.answer[at(a)] - p[at(i)][at(a)];
                for (int b = 0; b < size(other(i)); ++b)
                    derivative(row + a, column + b) = jacobian[at(b)][at(a)];
                derivative(row + a, size() - 1) = by_share[at(a)];
            }
        }
    }

    // Newton's method for F = 0 on the plane through `y` across `normal`; the tangent points along the curve,
    // on the normal's side.
    std::optional<PlayOnBranch> correct(Point y, const Point& normal) {
        const int last = size() - 1;
        Point f;
        Square derivative;
        double previous = HUGE_VAL;
        for (int k = 0; k < kCorrections; ++k) {
            evaluate(y, f, derivative);
            derivative.row(last) = normal.transpose();
            const double residual = f.cwiseAbs().maxCoeff();
            if (!(residual < previous)) return std::nullopt;  // NaN included
            previous = residual;
            const Eigen::FullPivLU<Square> lu(derivative);
            if (residual <= kSteps.tolerance)
                return PlayOnBranch{y, lu.solve(Point::Unit(size(), last)).normalized(), residual};
            y -= lu.solve(f);
        }
        return std::nullopt;
    }

    std::optional<PlayOnBranch> advance(const PlayOnBranch& from, double step) {
        if (responses >= kMaxResponses) return std::nullopt;
        const int last = size() - 1;
        Point next = from.point + step * from.tangent;
        if (!(next[last] >= 1.0)) return correct(next, from.tangent);
        // The end of the branch, or of what is asked for.
        next = from.point + (1.0 - from.parameter()) / from.direction() * from.tangent;
        next[last] = 1.0;
        std::optional<PlayOnBranch> end = correct(next, Point::Unit(size(), last));
        at_end = end.has_value();
        if (end) end->tangent = from.tangent;  // however much it turns there
        return end;
    }
};

}  // namespace

int trace_principal_branch(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                           Pair<CourseMixture>& play) {
    Curve curve{c, belief, game};
    const int last = curve.size() - 1;
    Point y(curve.size());
    for (int i = 0; i < kActors; ++i) {
        const CourseMixture uniform = uniform_play(game, i);
        for (int a = 0; a < curve.size(i); ++a) y[(i == 0 ? 0 : curve.size(0)) + a] = uniform[at(a)];
    }
    y[last] = 0.0;
    follow_branch(curve, curve.correct(y, Point::Unit(curve.size(), last)), kSteps,
                  [&](const PlayOnBranch&, const PlayOnBranch& now) {
                      y = now.point;
                      return !curve.at_end;
                  });
    play = curve.play(y);
    return curve.responses;
}

}  // namespace offramp
