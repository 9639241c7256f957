// SPDX-License-Identifier: Apache-2.0
// Play that is the response to itself, by following the responses.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace offramp {

struct FixedPoint {
    double residual = HUGE_VAL;  ///< largest difference of play from the response to it
    int iterations = 0;          ///< responses of both sides that were evaluated
};

/// The residual so far, or how far another probability is from its response: without end where that is no
/// number, which std::max() would pass over.
inline double larger_gap(double residual, double apart) {
    return std::isnan(apart) ? HUGE_VAL : std::max(residual, apart);
}

/// One way to go about it.
struct Attempt {
    int responses = 0;    ///< that are evaluated at most
    bool uniform = true;  ///< sets out from uniform play, not from the last solution
    double share = 1.0;   ///< of the way to a response that play follows it
    bool alone = false;   ///< without steps by a derivative in between
};

/// Makes one attempt after another until play is within `tolerance` of the response to it. Where none arrives
/// the residual is larger, or not a number.
/// @param set_out  (attempt): takes play to where the attempt begins
/// @param respond  () -> residual: responds to play
/// @param follow   (attempt, k, residual) -> bool: moves play after the k-th response; false where it cannot
FixedPoint find_fixed_point(std::span<const Attempt> attempts, double tolerance, auto set_out, auto respond,
                            auto follow) {
    FixedPoint reached;
    for (const Attempt& attempt : attempts) {
        set_out(attempt);
        for (int k = 1;; ++k) {
            reached.residual = respond();
            ++reached.iterations;
            if (reached.residual <= tolerance) return reached;
            if (k == attempt.responses || !follow(attempt, k, reached.residual)) break;
        }
    }
    return reached;
}

}  // namespace offramp
