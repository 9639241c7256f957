// SPDX-License-Identifier: Apache-2.0
// What numbers of a scenario do together: those that do nothing alone all at once, and the strongest ones by
// elementary effects.
#pragma once

#include <optional>

#include "analysis/audit/audit.hpp"
#include "analysis/audit/audit_runs.hpp"

namespace offramp {

/// So many of the strongest numbers have elementary effects.
inline constexpr std::size_t kMostTogether = 30;

/// Of the numbers that `audit` found to do nothing, group screening (Bettonvil, Kleijnen 1997): all are moved
/// at once, each to one of the values that it was tried at, in `options.together` combinations: random ones,
/// each followed by its mirror, in which every number that has two values is at its other one. A group that
/// does nothing by bearing_of() in all of them is settled; at the first combination in which it does not, it
/// is parted into halves, those that change fewer campaigns alone first, down to single numbers, which the
/// audit has settled. What rules of the scenario refuse to be moved with others stays in that combination.
///
/// Of the strongest, at most kMostTogether of them, elementary effects (Morris 1991) between the two values
/// tried, or the value it has and the one tried: `options.together` trajectories over the corners, each on
/// campaigns of its own, the same within.
///
/// Every point that is simulated is kept in `memory` under a key of its own. Empty where it was cancelled.
std::optional<Together> move_together(const AuditRuns& runs, const Scenario& scenario, const Audit& audit,
                                      const AuditOptions& options, const AuditMemory& memory);

}  // namespace offramp
