// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis_payoff.hpp"

namespace offramp {

namespace {

// Of stepping down from a rung once an off-ramp is found; not below 0.
double off_ramp_audience_cost(const CrisisContext& c, int actor, int rung) {
    return (1.0 - c.model->crisis.written.face_saving) * c.incident->climb_down[at(actor)][at(rung)];
}

}  // namespace

double ending_payoff(const CrisisContext& c, Ending ending, int loser, int actor, int type, int rung) {
    const CrisisRules& rules = c.model->crisis.written;
    const double stakes = c.incident->stakes[at(actor)];
    switch (ending) {
        case Ending::kOffRamp:
            return rules.settlement_share * stakes + c.calm_bonus[at(actor)] -
                   off_ramp_audience_cost(c, actor, rung);
        case Ending::kStoodDown:
            return rules.settlement_share * stakes + c.calm_bonus[at(actor)];
        case Ending::kBackedDown:
            return (actor == loser ? rules.defeat_share : rules.victory_share) * stakes +
                   c.calm_bonus[at(actor)];
        case Ending::kFaded:
            return rules.stalemate_share * stakes;
        case Ending::kWarByChoice:
        case Ending::kWarByAccident:
            return rules.war_share * stakes - c.model->actors[at(actor)].war_cost[at(type)];
        case Ending::kNone:
            break;
    }
    return 0.0;
}

Payment round_payment(const Move& move, const StandingCost& standing) {
    const double stood = standing.rung + standing.incident;
    Payment payment{-(move.cost + stood)};
    payment.part(PayoffPart::kActions, -(move.cost - move.breach - move.audience));
    payment.part(PayoffPart::kBreaches, -move.breach);
    payment.part(PayoffPart::kAudience, -move.audience);
    payment.part(PayoffPart::kStanding, -stood);
    return payment;
}

Payment ending_payment(const CrisisContext& c, Ending ending, int loser, int actor, int type, int rung) {
    const double audience = ending == Ending::kOffRamp ? off_ramp_audience_cost(c, actor, rung) : 0.0;
    const bool war = ending == Ending::kWarByChoice || ending == Ending::kWarByAccident;
    Payment payment{ending_payoff(c, ending, loser, actor, type, rung)};
    payment.part(war ? PayoffPart::kWar : PayoffPart::kStakes, payment.amount + audience);
    payment.part(PayoffPart::kAudience, -audience);
    return payment;
}

}  // namespace offramp
