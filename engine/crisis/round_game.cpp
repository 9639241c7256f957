// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/round_game.hpp"

#include <algorithm>

#include "engine/base/elementary.hpp"

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
    std::size_t n = 0;
    for (int i = 0; i < kActors; ++i) {
        averse_ |= m_.actors[at(i)].risk_aversion != 0.0;
        for (int type = 0; type < m_.actors[at(i)].types; ++type, ++n) {
            damage_[n] = c_.incident->harm_cost[at(i)];
            risk_aversion_[n] = m_.actors[at(i)].risk_aversion;
        }
    }
    for (int i = 0; i < kActors; ++i) {
        for (int k = 0; k < grids[at(i)].size(); ++k) can_learn_[at(i)] |= learns_at(i, k);
    }
}

// A certainty stays one, and where there is one point only beliefs stay at it.
bool RoundGame::learns_at(int i, int point) const {
    const BeliefGrid& grid = grids_[at(i)];
    return grid.size() > 1 && *std::max_element(grid[point].begin(), grid[point].end()) < 1.0;
}

void RoundGame::enter(int round, int configuration, const Pair<int>& rungs, const ValueLayer* later) {
    configuration_ = configuration;
    state_ = {};
    state_.round = round;
    state_.rungs = rungs;
    space_[configuration].put_into(state_);
    error_ = misperception_probability(c_, state_);
    const auto after = [&](int i, const Move& move) { return space_.after(configuration_, i, move.action); };
    const auto same_future = [&](int i, const Move& a, const Move& b) {
        return a.target == b.target && a.signal == b.signal && a.ends_incident == b.ends_incident &&
               after(i, a) == after(i, b);
    };
    planes_.clear();
    lay_out(c_, state_, same_future, game_, [&](int, int, const Round& r) { average_futures(r, later); });
    for (int i = 0; i < kActors; ++i) {
        misreading_[at(i)].probability = misread(c_, state_, i).rungs == rungs ? 0.0 : error_;
        if (can_learn_[0] || can_learn_[1]) list_tells(i);
    }
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

// What follows a pair of stands, at each pair of beliefs; pairs come in turn.
void RoundGame::average_futures(const Round& round, const ValueLayer* later) {
    const std::size_t start = planes_.size();
    planes_.resize(start + at(points_ * lanes_), 0.0);
    double* plane = &planes_[start];
    const int lanes = points_ * lanes_ / kLane;
    if (averse_) {
        lotteries_.clear();
        for (int k = 0; k < lanes; ++k) {
            lotteries_.emplace_back(lane(&risk_aversion_[at(k * kLane % lanes_)]));
        }
    }
    const int after =
        space_.after(space_.after(configuration_, 0, round.move[0].action), 1, round.move[1].action);
    for_each_outcome(c_, round, [&](const RoundOutcome& o, bool hurt, double p, const CrisisState& next) {
        if (o.end.ending == Ending::kNone) {
            const double* worth = later->plane(hurt ? space_.harmed(after) : after, o.rungs);
            add_future(p, hurt, worth, lanes_, plane);
            return;
        }
        std::array<double, padded(2 * kMaxTypes)> worth{};
        std::size_t n = 0;
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                worth[n++] = ending_payoff(c_, o.end, next, i, type);
            }
        }
        add_future(p, hurt, worth.data(), 0, plane);
    });
    if (!averse_) return;
    for (int k = 0; k < lanes; ++k) lane(plane + k * kLane) = lotteries_[at(k)].value();
}

// Adds one of the things that may follow to what is expected, at each pair of beliefs.
// @param worth  of it, to every type; `step` numbers further on at the next pair of beliefs
void RoundGame::add_future(double probability, bool hurt, const double* worth, int step, double* plane) {
    const auto for_each_lane = [&](auto add) {
        for (int point = 0; point < points_; ++point, worth += step, plane += lanes_) {
            for (int l = 0; l < lanes_; l += kLane) add(l, lane(worth + l));
        }
    };
    if (averse_) {
        auto lottery = lotteries_.begin();
        const double damages = hurt ? 1.0 : 0.0;
        for_each_lane([&](int l, const auto& value) {
            lottery++->add(Lane::Constant(probability), value - damages * lane(&damage_[at(l)]));
        });
    } else if (hurt) {
        for_each_lane([&](int l, const auto& value) {
            lane(plane + l) += probability * (value - lane(&damage_[at(l)]));
        });
    } else {
        for_each_lane([&](int l, const auto& value) { lane(plane + l) += probability * value; });
    }
}

}  // namespace offramp
