// SPDX-License-Identifier: Apache-2.0
// Draws of what the record leaves open, as they are read back, and what is said over them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/sweep/sweep.hpp"

namespace offramp {

/// A sweep file whose design is a list, as `offramp calibrate --draws` writes it, with other policies and the
/// headline outcomes. Throws InputError for another design, draws of another scenario than `scenario`, and
/// policies that leave adoption to the guardrail game, which would be another game at each draw.
/// @param scenario  without a policy
Sweep load_draws(const std::filesystem::path& file, const ValidatedScenario& scenario,
                 std::vector<SweepPolicy> policies, std::uint64_t seed);

/// A draw, and how often it is there.
struct DifferentDraw {
    std::uint64_t point = 0;  ///< where it first stands
    std::uint64_t times = 0;
};

/// Every different draw once, in the order in which they first stand: what is simulated is the same for those
/// that are the same.
std::vector<DifferentDraw> different_draws(const Sweep& draws);

/// Independent draws that they are worth: one may be there more than once (Kish 1965).
double effective_draws(const Sweep& draws);

/// The mean over draws, and between which values the middle 95 % of them lie.
Estimate over_draws(std::vector<double> values);

/// The chance that what is estimated, with a normal error, is below 0; 0 or 1 without an error, and 0 at 0.
double chance_below_zero(double value, double error);

/// The standard error behind an interval of 95 %.
double error_behind(const Estimate& estimate);

}  // namespace offramp
