// SPDX-License-Identifier: Apache-2.0
// What a crisis leaves behind.
#pragma once

#include "engine/model/crisis.hpp"

namespace offramp {

/// The change of tension or trust by the rules `a`; harms and unanswered calls may be expected numbers.
inline double aftermath(const Aftermath& a, int peak, double harms, double unanswered_calls, Ending ending) {
    double sum = a.per_rung * peak + a.harm * harms + a.unanswered_call * unanswered_calls;
    if (ending == Ending::kOffRamp || ending == Ending::kStoodDown) sum += a.settlement;
    if (ending == Ending::kBackedDown) sum += a.backing_down;
    if (ending == Ending::kFaded) sum += a.stalemate;
    return sum;
}

}  // namespace offramp
