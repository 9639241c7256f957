// SPDX-License-Identifier: Apache-2.0
// What observed choices do not tell about the parameters, in words.
#pragma once

#include <vector>

#include "analysis/estimation/choice_fit.hpp"
#include "analysis/estimation/likelihood_search.hpp"

namespace offramp {

/// Directions of less strength are flat: all the range along them moves the log-likelihood by less than .02.
inline constexpr double kFlatDirection = 0.05;

/// Directions of the parameters, each in units of the standard deviation of the uniform distribution over its
/// range, by how far they move the probabilities, in standard errors.
std::vector<Direction> directions_of(const ChoiceProblem& problem, const LikelihoodSlope& slope);

/// Whether payoffs divided by what rationality is multiplied by give the same choices.
bool has_no_scale(const ChoiceProblem& problem, const std::vector<double>& values);

/// All findings about a fit whose estimates and directions are known.
std::vector<Finding> findings_of(const ChoiceFit& fit, bool no_scale);

}  // namespace offramp
