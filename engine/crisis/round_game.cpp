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
    const auto after = [&](int i, const Move& move) {
        return space_.after(space_[configuration_], i, move.action);
    };
    const auto same_future = [&](int i, const Move& a, const Move& b) {
        return a.target == b.target && a.signal == b.signal && a.ends_incident == b.ends_incident &&
               after(i, a) == after(i, b);
    };
    lay_out(c_, state_, same_future, game_);
    for (int i = 0; i < kActors; ++i) {
        misreading_[at(i)].probability = misread(c_, state_, i).rungs == rungs ? 0.0 : error_;
        list_tells(i);
    }
    average_futures(later);
    side_.clear();
    for (int i = 0; i < kActors; ++i) {
        side_.emplace_back(c_, game_, state_.belief[at(i)], i);
        side_.back().reckon_with(misreading_[at(i)], misreading_[at(other(i))]);
    }
}

void RoundGame::list_tells(int i) {
    ActorRound& r = round_[at(i)];
    const Stands& stands = game_.stands[at(i)];
    r.signals = r.sights = 0;
    for (int stand = 0; stand < stands.size; ++stand) {
        int signal = 0;
        while (signal < r.signals && r.signal[at(signal)].signal != stands.of[at(stand)].signal) ++signal;
        if (signal == r.signals) {
            add_sights(i, stands.of[at(stand)].signal, false, 0.0, r.signal[at(r.signals++)]);
        }
        r.signal_of_stand[at(stand)] = signal;
    }
    const Talks& talks = game_.talks[at(i)];
    for (int k = 0; k < talks.size; ++k) {
        add_sights(i, stands.of[at(talks.stand[at(k)])].signal, true, talks.terms[at(k)], r.talk[at(k)]);
    }
}

// The ways in which a signal can be read. In a talk the terms are heard besides; they may come of any call
// that carries them, as likely as it is to be heard.
void RoundGame::add_sights(int i, int signal, bool talk, double terms, Tell& tell) {
    ActorRound& r = round_[at(i)];
    const Courses& courses = game_.courses[at(i)];
    tell.signal = signal;
    tell.sights = 0;
    if (grids_[at(i)].size() == 1) return;  // nothing is learned
    for_each_reading(signal, error_, m_.war_rung, [&](int seen, double p) {
        int known = 0;
        while (known < r.sights && (r.sight[at(known)].seen != seen || r.sight[at(known)].talk != talk ||
                                    r.sight[at(known)].terms != terms)) {
            ++known;
        }
        tell.sight[at(tell.sights)] = known;
        tell.probability[at(tell.sights++)] = p;
        if (known < r.sights) return;
        Sight& sight = r.sight[at(r.sights++)];
        sight = {seen, talk, terms, {}};
        for (int a = 0; a < courses.size; ++a) {
            const Move& move = courses.of[at(a)];
            double& share = sight.by_course[at(a)];
            share = reading_probability(move.signal, seen, error_, m_.war_rung);
            if (talk) share *= move.terms == terms ? game_.heard[at(i)][at(a)] : 0.0;
        }
    });
}

void RoundGame::average_futures(const ValueLayer* later) {
    const Pair<int> stands = {game_.stands[0].size, game_.stands[1].size};
    const std::size_t plane_size = at(points_ * lanes_);
    planes_.assign(at(stands[0] * stands[1]) * plane_size, 0.0);
    double* plane = planes_.data();
    for (int s0 = 0; s0 < stands[0]; ++s0) {
        for (int s1 = 0; s1 < stands[1]; ++s1, plane += plane_size) {
            const Round round =
                enter_round(c_, state_, {game_.stands[0].of[at(s0)], game_.stands[1].of[at(s1)]});
            for (int rise = 0; rise < 3; ++rise) {
                const RoundOutcome& o = round.outcomes.by_rise[at(rise)];
                if (o.probability <= 0.0) continue;
                for (const bool hurt : {false, true}) {
                    const double harm = rise == 0 ? 0.0 : round.outcomes.harm;  // only accidents do harm
                    const double p = o.probability * (hurt ? harm : 1.0 - harm);
                    if (p <= 0.0) continue;
                    const CrisisState next = state_after(c_, round, {rise, hurt});
                    const bool goes_on = o.end.ending == Ending::kNone;
                    add_future(o.end, next, hurt, p,
                               goes_on ? later->plane(space_.find_exactly(next), next.rungs) : nullptr,
                               plane);
                }
            }
        }
    }
}

// Adds what an outcome is worth at each pair of beliefs. An ending is worth the same at all of them; where
// play goes on (`follow`: as utilities), only the damage is added to what follows.
void RoundGame::add_future(const End& end, const CrisisState& next, bool harm, double probability,
                           const double* follow, double* plane) const {
    std::array<double, 2 * kMaxTypes> constant{};
    std::array<double, 2 * kMaxTypes> factor{};
    int n = 0;
    for (int i = 0; i < kActors; ++i) {
        const double a = m_.actors[at(i)].risk_aversion;
        const double damage = harm ? c_.incident->harm_cost[at(i)] : 0.0;
        for (int type = 0; type < m_.actors[at(i)].types; ++type, ++n) {
            if (follow == nullptr) {
                const double payoff = ending_payoff(c_, end, next, i, type);
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
