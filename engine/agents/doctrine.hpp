// SPDX-License-Identifier: Apache-2.0
// Decision rules that react by principle instead of weighing payoffs.
#pragma once

#include "engine/crisis/quantal_response.hpp"

namespace offramp {

/// Fills the strategy of a doctrine; the same for every type except for kBrinkman.
///
/// kMirror    tit-for-tat: moves to the rung on which it last saw the other side (Axelrod 1984)
/// kGenerous  mirrors, but with probability `generosity` holds where mirroring would mean climbing and steps
///            down where it would mean standing as high as the other side (Nowak, Sigmund 1992: forgives
///            whatever it did itself)
/// kGrit      graduated and reciprocated initiatives in tension reduction (Osgood 1962): calls, else steps
/// down,
///            unless it last saw the other side climb; then it mirrors
/// kHawk      climbs to its resolve rung and stands there
/// kDove      calls, else steps down
/// kBrinkman  climbs while the risk of disaster in a round is below its critical risk (Ellsberg 1959) and its
/// rung
///            below its resolve rung, holds there, and steps down when the risk exceeds it
void doctrine_strategy(const DoctrineRule& rule, const CrisisContext& context, const CrisisState& state,
                       int actor, const MoveList& moves, Strategy& strategy);

/// Highest probability of disaster at which standing firm is worth it: (stand - yield) / (stand - war)
/// (Ellsberg 1959), cut to [0, 1]. Where war is no worse than standing: 1.
double critical_risk(double stand, double yield, double war);

/// Largest generosity that still cannot be exploited, min(1 - (T-R)/(R-S), (R-P)/(T-P)), for a repeated
/// prisoner's dilemma with T > R > P > S (Nowak, Sigmund 1992).
double optimal_generosity(double temptation, double reward, double punishment, double sucker);

}  // namespace offramp
