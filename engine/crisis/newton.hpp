// SPDX-License-Identifier: Apache-2.0
// Newton's method for the play in which both sides respond to each other.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "engine/crisis/lane.hpp"
#include "engine/crisis/responder.hpp"

namespace offramp {

/// Cuts off what is negative and scales the rest to add up to 1.
inline void project_on_simplex(CourseMixture& play, int size) {
    double sum = 0.0;
    for (int a = 0; a < size; ++a) sum += play[at(a)] = std::max(play[at(a)], 0.0);
    const double scale = 1.0 / sum;
    for (int a = 0; a < size; ++a) play[at(a)] *= scale;
}

/// Newton's method for play = answer(play). With J0 = d answer0 / d play1, J1 likewise and F = answer - play:
// (1 - J0 J1) d0 = F0 + J0 F1, then d1 = F1 + J1 d0. The derivatives, once taken, serve several steps.
class PlayNewton {
  public:
    /// Before the first step of an attempt.
    void set_out() { previous_ = 0.0; }

    /// Takes `play` a step on from the last responses, which were `residual` away. A derivative serves as
    /// long as each step leaves less than the share `contraction` of the residual; false where the one that
    /// is due cannot be used.
    bool follow(std::span<const Responder> side, double residual, double contraction,
                Pair<CourseMixture>& play) {
        if (residual > contraction * previous_ && !differentiate(side)) return false;
        previous_ = residual;
        step(side, play);
        return true;
    }

  private:
    // Takes the derivatives at the last responses; false where they cannot be used.
    bool differentiate(std::span<const Responder> side) {
        n0_ = side[0].own;
        n1_ = side[1].own;
        side[0].differentiate(j0_);
        side[1].differentiate(j1_);
        const int stride = padded(n0_);
        for (int k = 0; k < n0_; ++k) {
            CourseMixture& column = upper_[at(k)];
            for (int a = 0; a < stride; a += kLane) {
                Lane sum = Lane::Zero();
                for (int b = 0; b < n1_; ++b) sum -= j1_[at(k)][at(b)] * lane(&j0_[at(b)][at(a)]);
                lane(&column[at(a)]) = sum;
            }
            column[at(k)] += 1.0;
        }
        return factorise();
    }

    void step(std::span<const Responder> side, Pair<CourseMixture>& play) const {
        CourseMixture d0;
        CourseMixture d1;
        for (int a = 0; a < n0_; ++a) d0[at(a)] = side[0].answer[at(a)] - play[0][at(a)];
        for (int b = 0; b < n1_; ++b) d1[at(b)] = side[1].answer[at(b)] - play[1][at(b)];
        accumulate(j0_, d1, n1_, d0, n0_);
        solve(d0);
        accumulate(j1_, d0, n0_, d1, n1_);
        for (int a = 0; a < n0_; ++a) play[0][at(a)] += d0[at(a)];
        for (int b = 0; b < n1_; ++b) play[1][at(b)] += d1[at(b)];
        project_on_simplex(play[0], n0_);
        project_on_simplex(play[1], n1_);
    }

    // to += jacobian * from
    static void accumulate(const CourseMatrix& jacobian, const CourseMixture& from, int n, CourseMixture& to,
                           int size) {
        for (int k = size; k < padded(size); ++k) to[at(k)] = 0.0;
        for (int a = 0; a < size; a += kLane) {
            Lane sum = lane(&to[at(a)]);
            for (int b = 0; b < n; ++b) sum += from[at(b)] * lane(&jacobian[at(b)][at(a)]);
            lane(&to[at(a)]) = sum;
        }
    }

    // Gaussian elimination by columns with partial pivoting; false where the matrix is singular. Works on
    // whole lanes: the multipliers of rows that are done with are 0.
    bool factorise() {
        const int stride = padded(n0_);
        for (int k = 0; k < n0_; ++k) {
            CourseMixture& pivots = upper_[at(k)];
            int p = k;
            for (int r = k + 1; r < n0_; ++r) {
                if (std::abs(pivots[at(r)]) > std::abs(pivots[at(p)])) p = r;
            }
            if (!(std::abs(pivots[at(p)]) >= 1e-12)) return false;  // which holds of no number, too
            pivot_[at(k)] = p;
            if (p != k) {
                for (int col = k; col < n0_; ++col) std::swap(upper_[at(col)][at(k)], upper_[at(col)][at(p)]);
                for (int col = 0; col < k; ++col) std::swap(lower_[at(col)][at(k)], lower_[at(col)][at(p)]);
            }
            inverse_[at(k)] = 1.0 / pivots[at(k)];
            CourseMixture& multiplier = lower_[at(k)];
            for (int a = 0; a < stride; a += kLane) {
                lane(&multiplier[at(a)]) = inverse_[at(k)] * lane(&pivots[at(a)]);
            }
            for (int r = 0; r <= k; ++r) multiplier[at(r)] = 0.0;
            for (int col = k + 1; col < n0_; ++col) {
                CourseMixture& column = upper_[at(col)];
                const double factor = column[at(k)];
                for (int a = k / kLane * kLane; a < stride; a += kLane) {
                    lane(&column[at(a)]) -= factor * lane(&multiplier[at(a)]);
                }
            }
        }
        return true;
    }

    void solve(CourseMixture& x) const {
        const int stride = padded(n0_);
        for (int k = 0; k < n0_; ++k) std::swap(x[at(k)], x[at(pivot_[at(k)])]);
        for (int k = 0; k < n0_; ++k) {
            const double factor = x[at(k)];
            for (int a = k / kLane * kLane; a < stride; a += kLane) {
                lane(&x[at(a)]) -= factor * lane(&lower_[at(k)][at(a)]);
            }
        }
        for (int k = n0_ - 1; k >= 0; --k) {
            const double found = x[at(k)] * inverse_[at(k)];
            for (int r = 0; r < k; ++r) x[at(r)] -= found * upper_[at(k)][at(r)];
            x[at(k)] = found;
        }
    }

    double previous_ = 0.0;  // residual before the last step; 0: none yet
    int n0_ = 0;
    int n1_ = 0;
    CourseMatrix j0_;
    CourseMatrix j1_;
    CourseMatrix upper_;  // the factors of 1 - J0 J1, by columns
    CourseMatrix lower_;
    CourseMixture inverse_;  // of the pivots
    std::array<int, kMaxMoves> pivot_;
};

}  // namespace offramp
