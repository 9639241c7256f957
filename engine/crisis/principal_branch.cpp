#include "engine/crisis/principal_branch.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "engine/crisis/responder.hpp"

namespace offramp {

namespace {

// Both sides' play and the share of rationality; at most so many, so that nothing is allocated.
constexpr int kMaxSize = 2 * kMaxActions + 1;
using Point = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, kMaxSize, 1>;
using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, kMaxSize, kMaxSize>;

constexpr int kCorrections = 8;
constexpr int kMaxResponses = 20000;
constexpr double kFirstStep = 0.02;
constexpr double kLargestStep = 0.2;
constexpr double kSmallestStep = 1e-7;
constexpr double kClose = 1e-9;

// The curve answer(play, share) = play.
struct Curve {
    const CrisisContext& context;
    const Pair<Belief>& belief;
    const StageGame& game;
    int responses = 0;

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
            const CourseMixture by_share = side.differentiate_by_share(rival);
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
};

// Newton's method for F = 0 on the plane through `y` across `normal`; afterwards `tangent` points along the
// curve, on the normal's side. False where it does not arrive.
bool correct(Curve& curve, const Point& normal, Point& y, Point& tangent) {
    const int last = curve.size() - 1;
    Point f;
    Square derivative;
    double previous = HUGE_VAL;
    for (int k = 0; k < kCorrections; ++k) {
        curve.evaluate(y, f, derivative);
        derivative.row(last) = normal.transpose();
        const double residual = f.cwiseAbs().maxCoeff();
        if (!(residual < previous)) return false;  // NaN included
        previous = residual;
        const Eigen::FullPivLU<Square> lu(derivative);
        if (residual <= kClose) {
            tangent = lu.solve(Point::Unit(curve.size(), last)).normalized();
            return true;
        }
        y -= lu.solve(f);
    }
    return false;
}

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
    const Point along_share = Point::Unit(curve.size(), last);
    Point tangent;
    bool found = correct(curve, along_share, y, tangent);
    double step = kFirstStep;
    while (found && step > kSmallestStep && curve.responses < kMaxResponses) {
        Point next = y + step * tangent;
        Point next_tangent;
        if (next[last] >= 1.0) {  // the end of the branch, or of what is asked for
            next = y + (1.0 - y[last]) / tangent[last] * tangent;
            next[last] = 1.0;
            if (correct(curve, along_share, next, next_tangent)) {
                y = next;
                break;
            }
        } else if (correct(curve, tangent, next, next_tangent) && next_tangent.dot(tangent) > 0.9) {
            y = next;
            tangent = next_tangent;
            step = std::min(1.5 * step, kLargestStep);
            continue;
        }
        step *= 0.5;
    }
    play = curve.play(y);
    return curve.responses;
}

}  // namespace offramp
