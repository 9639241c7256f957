// SPDX-License-Identifier: Apache-2.0
// The equilibrium that a logit quantal response leads to by degrees.
#pragma once

#include "engine/crisis/quantal_response.hpp"

namespace offramp {

/// Follows the principal branch of the logit correspondence (McKelvey, Palfrey 1995; Turocy 2005): from
/// uniform play, the only answer of an actor without any rationality, to the actors' own. Round any fold that
/// the branch has on the way. On return `play` is on the branch to within kPlayTolerance, or where it got
/// lost. Slow and sure; it is the fallback of quantal_response(), and a check of it. Returns the responses
/// evaluated.
int trace_principal_branch(const CrisisContext& context, const Pair<Belief>& belief, const StageGame& game,
                           Pair<CourseMixture>& play);

}  // namespace offramp
