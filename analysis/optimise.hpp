// SPDX-License-Identifier: Apache-2.0
// Minima of functions without derivatives, within a box (NLopt).
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace offramp {

/// The value at a point; a point without one is infinity.
using Objective = std::function<double(std::span<const double> at)>;

struct MinimiseOptions {
    double tolerance =
        1e-8;  ///< ends when a step changes every coordinate by less than this share of the box
    int evaluations = 10'000;  ///< at most
    double first_step = 0.1;   ///< share of the box, in (0, 0.5]
    std::stop_token cancel = {};
};

struct Minimum {
    std::vector<double> at;  ///< the best point seen; empty: cancelled before the first evaluation
    double value = 0.0;
    int evaluations = 0;
    bool converged = false;  ///< false: out of evaluations, or cancelled
};

/// Searches subspaces by Nelder and Mead's method (Rowan 1990, in NLopt's Sbplx) from `start` within
/// [low, high], low < high: robust where the function is noisy or has kinks. The same input gives the same
/// output. What the objective throws comes out.
Minimum minimise(const Objective& objective, std::span<const double> start, std::span<const double> low,
                 std::span<const double> high, const MinimiseOptions& options = {});

}  // namespace offramp
