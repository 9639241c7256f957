// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis_payoff.hpp"

#include "engine/base/error.hpp"

namespace offramp {

Detail detail_of(Ending ending) {
    switch (ending) {
        case Ending::kOffRamp:
            return Detail::kOffRamp;
        case Ending::kStoodDown:
            return Detail::kStoodDown;
        case Ending::kBackedDown:
            return Detail::kBackedDown;
        case Ending::kFaded:
            return Detail::kFaded;
        case Ending::kWarByChoice:
            return Detail::kWarByChoice;
        case Ending::kWarByAccident:
            return Detail::kWarByAccident;
        case Ending::kNone:
            break;
    }
    throw InternalError("a crisis that did not end has no way of ending");
}

double share_moved(const CrisisContext& c, const End& end, int actor) {
    const CrisisRules& rules = c.model->crisis.written;
    const double sign = end.by < 0 ? 0.0 : end.by == actor ? 1.0 : -1.0;
    switch (end.ending) {
        case Ending::kOffRamp:
            return sign * end.terms;
        case Ending::kBackedDown:
            return -sign * rules.concession;
        case Ending::kWarByChoice:
            return rules.war_share[actor] + sign * rules.first_strike;
        case Ending::kWarByAccident:
            return rules.war_share[actor];
        case Ending::kStoodDown:
        case Ending::kFaded:
        case Ending::kNone:
            break;
    }
    return 0.0;
}

namespace {

// Calls pay(part, amount) for everything that an end brings to an actor of a type.
template <class Pay>
void for_each_part(const CrisisContext& c, const End& end, const CrisisState& s, int actor, int type,
                   Pay pay) {
    if (end.ending == Ending::kNone) return;
    const CrisisRules& rules = c.model->crisis.written;
    const ActorModel& self = c.model->actors[at(actor)];
    const double stakes = self.stakes[at(type)] * c.incident->stakes[at(actor)];
    const bool war = is_war(end.ending);
    const bool agreed = end.ending == Ending::kOffRamp;
    const bool open = end.ending == Ending::kFaded;
    pay(PayoffPart::kStakes, share_moved(c, end, actor) * stakes);
    if (open) pay(PayoffPart::kOpenMatters, -rules.sore * stakes);
    if (open || war) pay(PayoffPart::kCalm, -c.calm_value[at(actor)]);
    if (war) {
        pay(PayoffPart::kWar, -self.war_cost[at(type)]);
        return;
    }
    // An agreed step down, and an affront that is talked over, save face.
    const double audience = self.audience[at(type)] * (agreed ? 1.0 - rules.face_saving : 1.0);
    if (agreed) {
        pay(PayoffPart::kAudience, -audience * c.incident->climb_down[at(actor)][at(s.rungs[at(actor)])]);
    }
    if (actor != c.provoker) {
        pay(PayoffPart::kAffronts, -audience * c.incident->affront[at(actor)] * (1.0 - s.answered));
    }
}

}  // namespace

Payment ending_payment(const CrisisContext& c, const End& end, const CrisisState& s, int actor, int type) {
    Payment payment;
    for_each_part(c, end, s, actor, type, [&](PayoffPart part, double amount) { payment.add(part, amount); });
    return payment;
}

double ending_payoff(const CrisisContext& c, const End& end, const CrisisState& s, int actor, int type) {
    double sum = 0.0;
    for_each_part(c, end, s, actor, type, [&](PayoffPart, double amount) { sum += amount; });
    return sum;
}

Payment round_payment(const CrisisContext& c, const Move& move, const StandingCost& standing, int actor,
                      int type) {
    Payment payment;
    payment.add(PayoffPart::kActions, -(move.cost - move.breach));
    payment.add(PayoffPart::kBreaches, -move.breach);
    payment.add(PayoffPart::kAudience, -(cost_of(c, move, actor, type) - move.cost));
    payment.add(PayoffPart::kStanding, -(standing.rung + standing.pressure + standing.incident));
    return payment;
}

}  // namespace offramp
