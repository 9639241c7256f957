// SPDX-License-Identifier: Apache-2.0
// Robustness of policies as text.
#pragma once

#include <span>
#include <string>

#include "analysis/sensitivity/sweep_robustness.hpp"
#include "cli/outcome_table.hpp"

namespace offramp::cli {

/// A row for each policy: mean, worst case and regrets with their intervals, in how many futures it alone is
/// the best, and in how many it ties; then which policies each criterion chooses.
std::string robust_table(const Futures& futures, const OutcomeRobustness& robustness, TableStyle style);

/// Which policy where: a row for each value or range of each factor, or a sentence where it is the same
/// policy in every future, or in none a clear one.
std::string where_table(const Futures& futures, const OutcomeRobustness& robustness, TableStyle style);

/// The Pareto set in a sentence, and what dominates the others.
std::string pareto_lines(const Futures& futures, std::span<const OutcomeRobustness> outcomes,
                         std::span<const ParetoStanding> standings, int width);

}  // namespace offramp::cli
