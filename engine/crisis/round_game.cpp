// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/round_game.hpp"

#include <algorithm>
#include <cmath>

namespace offramp {

RoundGame::RoundGame(const CrisisContext& context, const Pair<BeliefGrid>& grids,
                     const ConfigurationSpace& space)
    : c_(context),
      m_(*context.model),
      grids_(grids),
      space_(space),
      lanes_(padded(context.model->actors[0].types + context.model->actors[1].types)),
      points_(grids[0].size() * grids[1].size()) {
    side_.reserve(kActors);
}

double RoundGame::to_utility(int i, double value) const {
    const double a = m_.actors[at(i)].risk_aversion;
    return a == 0.0 ? value : std::exp(-a * value);
}

double RoundGame::to_value(int i, double utility) const {
    const double a = m_.actors[at(i)].risk_aversion;
    return a == 0.0 ? utility : -std::log(utility) / a;
}

void RoundGame::enter(int round, int configuration, const Pair<int>& rungs, const ValueLayer* later) {
    configuration_ = configuration;
    state_ = {};
    state_.round = round;
    state_.rungs = rungs;
    space_[configuration].put_into(state_);
    error_ = misperception_probability(c_, state_);
    for (int i = 0; i < kActors; ++i) {
        list_moves(c_, state_, i, game_.moves[at(i)]);
        group(i);
    }
    average_futures(later);
    side_.clear();
    for (int i = 0; i < kActors; ++i) side_.emplace_back(c_, game_, state_.belief[at(i)], i);
}

void RoundGame::group(int i) {
    Courses& courses = game_.courses[at(i)];
    ActorRound& r = round_[at(i)];
    const auto configuration = [&](const Move& move) {
        return space_.after(space_[configuration_], i, move.action);
    };
    const auto same_future = [&](const Move& a, const Move& b) {
        return a.target == b.target && a.signal == b.signal && a.ends_incident == b.ends_incident &&
               configuration(a) == configuration(b);
    };
    group_moves(game_.moves[at(i)], same_future, courses, r.stands);
    r.signals = 0;
    for (int stand = 0; stand < r.stands.size; ++stand) {
        int signal = 0;
        while (signal < r.signals && r.signal[at(signal)] != r.stands.of[at(stand)].signal) ++signal;
        if (signal == r.signals) r.signal[at(r.signals++)] = r.stands.of[at(stand)].signal;
        r.signal_of_stand[at(stand)] = signal;
    }
    for (int course = 0; course < courses.size; ++course) {
        const Move& move = courses.of[at(course)];
        r.exit[at(course)] = exit_probability(c_, state_, i, move.channel);
        r.settled[at(course)] = ending_payoff(c_, Ending::kOffRamp, -1, i, 0, move.target);
    }
}

void RoundGame::average_futures(const ValueLayer* later) {
    const Pair<int> stands = {round_[0].stands.size, round_[1].stands.size};
    const std::size_t plane_size = at(points_ * lanes_);
    planes_.assign(at(stands[0] * stands[1]) * plane_size, 0.0);
    costs_.resize(at(stands[0] * stands[1]));
    worth_.resize(at(stands[0] * stands[1] * lanes_));
    double* plane = planes_.data();
    for (int s0 = 0; s0 < stands[0]; ++s0) {
        for (int s1 = 0; s1 < stands[1]; ++s1, plane += plane_size) {
            const Pair<Move> moves = {round_[0].stands.of[at(s0)], round_[1].stands.of[at(s1)]};
            const Pair<int> moved = {moves[0].target, moves[1].target};
            Configuration next =
                space_.after(space_.after(space_[configuration_], 0, moves[0].action), 1, moves[1].action);
            const bool persisting = persists(c_, state_.round, next.incident_over);
            for (int i = 0; i < kActors; ++i) {
                costs_[at(s0 * stands[1] + s1)][at(i)] = standing_cost(c_, moved, persisting, i).total();
            }
            const RoundOutcomes outcomes = round_outcomes(c_, state_, moved, persisting);
            const int unharmed = space_.find(next);
            next.harms = std::min(next.harms + 1, space_.most_harms());
            const int harmed = space_.find(next);
            for (std::size_t rise = 0; rise < 3; ++rise) {
                const RoundOutcome& o = outcomes.by_rise[rise];
                if (o.probability <= 0.0) continue;
                const bool goes_on = o.ending == Ending::kNone;
                const double hurt = rise == 0 ? 0.0 : outcomes.harm;  // only accidents do harm
                if (hurt < 1.0) {
                    add_future(o, false, (1.0 - hurt) * o.probability,
                               goes_on ? later->plane(unharmed, o.rungs) : nullptr, plane);
                }
                if (hurt > 0.0) {
                    add_future(o, true, hurt * o.probability,
                               goes_on ? later->plane(harmed, o.rungs) : nullptr, plane);
                }
            }
        }
    }
}

// Adds what an outcome is worth at each pair of beliefs. An ending is worth the same at all of them; where
// play goes on (`follow`: as utilities), only the damage is added to what follows.
void RoundGame::add_future(const RoundOutcome& o, bool harm, double probability, const double* follow,
                           double* plane) const {
    std::array<double, 2 * kMaxTypes> constant{};
    std::array<double, 2 * kMaxTypes> factor{};
    int n = 0;
    for (int i = 0; i < kActors; ++i) {
        const double a = m_.actors[at(i)].risk_aversion;
        const double damage = harm ? c_.incident->harm_cost[at(i)] : 0.0;
        for (int type = 0; type < m_.actors[at(i)].types; ++type, ++n) {
            if (follow == nullptr) {
                const double payoff = ending_payoff(c_, o.ending, o.loser, i, type, o.rungs[at(i)]);
                constant[at(n)] = to_utility(i, payoff - damage);
            } else if (a == 0.0) {
                constant[at(n)] = -damage;
                factor[at(n)] = 1.0;
            } else {
                factor[at(n)] = std::exp(a * damage);
            }
        }
    }
    for (int point = 0; point < points_; ++point) {
        for (int l = 0; l < lanes_; l += kLane) {
            const int place = point * lanes_ + l;
            Lane value = lane(&constant[at(l)]);
            if (follow != nullptr) value += lane(&factor[at(l)]) * lane(follow + place);
            lane(plane + place) += probability * value;
        }
    }
}

}  // namespace offramp
