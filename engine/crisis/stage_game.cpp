// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/stage_game.hpp"

#include <algorithm>

#include "engine/crisis/lane.hpp"
#include "engine/crisis/lottery.hpp"

namespace offramp {

namespace {

// Odds beyond e^300 make no difference.
constexpr double kMostExponent = 300.0;

// Worth to every type of one round's chances, where no terms were agreed on.
class RoundValues {
  public:
    RoundValues(const CrisisContext& context, Continuation& beyond)
        : c_(context), m_(*context.model), beyond_(beyond) {}

    // The lottery over accidents and what follows them. Harm is paid for at its mean, and not looked back on
    // in the rounds ahead.
    void evaluate(const Round& round, TypeValues& value) {
        const RoundOutcomes& outcomes = round.outcomes;
        std::array<TypeValues, 3> payoff;
        for (int rise = 0; rise < 3; ++rise) {
            const RoundOutcome& o = outcomes.by_rise[at(rise)];
            if (o.probability <= 0.0) continue;
            const CrisisState after = state_after(c_, round, {rise, false});
            if (o.end.ending == Ending::kNone) {
                payoff[at(rise)] = later(after);
                continue;
            }
            for (int i = 0; i < kActors; ++i) {
                for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                    payoff[at(rise)][at(i)][at(type)] = ending_payoff(c_, o.end, after, i, type);
                }
            }
        }
        for (int i = 0; i < kActors; ++i) {
            const double damage = outcomes.harm * c_.incident->harm_cost[at(i)];
            for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                Lottery<double> lottery(m_.actors[at(i)].risk_aversion);
                for (std::size_t rise = 0; rise < 3; ++rise) {
                    const double p = outcomes.by_rise[rise].probability;
                    if (p > 0.0) {
                        lottery.add(p, payoff[rise][at(i)][at(type)] - (rise > 0 ? damage : 0.0));
                    }
                }
                value[at(i)][at(type)] = lottery.value();
            }
        }
    }

  private:
    // Several courses and accidents lead to the same later round: its worth is found once.
    const TypeValues& later(CrisisState next) {
        ++next.round;
        for (int k = 0; k < known_; ++k) {
            const CrisisState& s = states_[at(k)];
            if (s.rungs == next.rungs && s.answered == next.answered &&
                s.incident_over == next.incident_over && s.channels_open == next.channels_open &&
                s.taken == next.taken) {
                return values_[at(k)];
            }
        }
        const std::size_t place = at(known_ < kKept ? known_++ : kKept - 1);
        states_[place] = next;
        beyond_.evaluate(next, values_[place]);
        return values_[place];
    }

    static constexpr int kKept = 128;
    const CrisisContext& c_;
    const Model& m_;
    Continuation& beyond_;
    int known_ = 0;
    std::array<CrisisState, kKept> states_;
    std::array<TypeValues, kKept> values_;
};

// Looking ahead, what an action says is left out of account.
bool same_for_lookahead(const Model& m, const Move& a, const Move& b) {
    const ActionModel& x = m.actions[at(a.action)];
    const ActionModel& y = m.actions[at(b.action)];
    return a.target == b.target && a.ends_incident == b.ends_incident && x.answers == y.answers;
}

// How likely a talk of own and of the rival's terms is, and what own courses cost before an audience.
void share_talks(int i, StageGame& game) {
    const int j = other(i);
    const Courses& own = game.courses[at(i)];
    const Courses& rival = game.courses[at(j)];
    for (int a = 0; a < game.stride(i); ++a) {
        const int k = std::min(a, own.size - 1);  // the padding repeats a course
        game.audience[at(i)][at(a)] = own.of[at(k)].audience;
        for (int b = 0; b < rival.size; ++b) {
            // Who climbs hears no terms.
            const Pair<double> share = talk_shares({rival.of[at(b)].climbs ? 0.0 : game.heard[at(i)][at(k)],
                                                    own.of[at(k)].climbs ? 0.0 : game.heard[at(j)][at(b)]});
            game.share[at(i)].own[at(b)][at(a)] = share[0];
            game.share[at(i)].rival[at(b)][at(a)] = share[1];
        }
    }
}

}  // namespace

void share_talks(const CrisisContext& c, const CrisisState& state, StageGame& game) {
    game.cost.resize(at(game.stands[0].size * game.stands[1].size));
    game.onward.resize(game.cost.size());
    for (int i = 0; i < kActors; ++i) {
        const Courses& courses = game.courses[at(i)];
        for (int k = 0; k < courses.size; ++k) {
            game.heard[at(i)][at(k)] = heard_probability(c, state, i, courses.of[at(k)].channel);
        }
        game.talk[at(i)].resize(at(game.talks[at(i)].size * game.stands[at(other(i))].size));
    }
    for (int i = 0; i < kActors; ++i) share_talks(i, game);
}

void price_stands(const CrisisContext& c, const Round& round, int s0, int s1, StageGame& game) {
    for (int i = 0; i < kActors; ++i) {
        game.cost[game.pair_of_stands(s0, s1)][at(i)] =
            standing_cost(c, round.after.rungs, round.persists, i).total();
        const Talks& talks = game.talks[at(i)];
        for (int k = 0; k < talks.size; ++k) {
            if (talks.stand[at(k)] != (i == 0 ? s0 : s1)) continue;
            TalkWorth& talk = game.talk[at(i)][game.talk_at(i, k, i == 0 ? s1 : s0)];
            const End agreed{Ending::kOffRamp, i, talks.terms[at(k)]};
            for (int j = 0; j < kActors; ++j) {
                for (int type = 0; type < c.model->actors[at(j)].types; ++type) {
                    talk.agreed[at(j)][at(type)] = ending_payoff(c, agreed, round.agreed, j, type);
                }
            }
        }
    }
}

void weigh_terms(const CrisisContext& c, int caller, TalkWorth& talk) {
    const int called = other(caller);
    const double rationality = c.rationality[at(called)];
    for (int type = 0; type < c.model->actors[at(called)].types; type += kLane) {
        const Lane gain = lane(&talk.agreed[at(called)][at(type)]) - lane(&talk.on[at(called)][at(type)]);
        const Lane exponent = (-rationality * gain).max(-kMostExponent).min(kMostExponent);
        lane(&talk.accepted[at(type)]) = 1.0 / (1.0 + exp_in_range(exponent));
    }
}

namespace {

// A side's payoffs by its course and its rival's: what chance makes of a pair of courses, averaged.
class CoursePayoffs {
  public:
    CoursePayoffs(const CrisisContext& c, int i, const Acceptance& accepted, StageGame& game)
        : i_(i),
          j_(other(i)),
          self_(c.model->actors[at(i)]),
          accepted_(accepted),
          game_(game),
          own_(game.courses[at(i)]),
          talks_(game.talks[at(i)]),
          stands_(game.stands[at(i)]),
          stride_(game.stride(i)) {
        for (int a = 0; a < stride_; ++a) {
            stand_of_[at(a)] = stands_.of_course[at(std::min(a, own_.size - 1))];  // the padding repeats one
        }
        for (int a = 0; a < own_.size; ++a) {
            if (talks_.of_course[at(a)] >= 0) call_[at(calls_++)] = a;
        }
    }

    void fill(int type) {
        const Courses& rival = game_.courses[at(j_)];
        const Stands& rival_stands = game_.stands[at(j_)];
        int last = -1;
        for (int b = 0; b < rival.size; ++b) {
            const int s = rival_stands.of_course[at(b)];
            if (s != last) go_straight(type, last = s);  // courses of one stand mostly follow each other
            const bool hears = game_.heard[at(j_)][at(b)] > 0.0;
            const bool is_heard = calls_ > 0 && !rival.of[at(b)].climbs;
            double* row = game_.payoffs(i_, type, b);
            if (self_.risk_aversion == 0.0) {
                average(type, b, hears, is_heard, row);
            } else {
                weigh(type, b, hears, is_heard, row);
            }
        }
    }

  private:
    // What a talk comes to: two payoffs, and how likely the first is.
    struct Talked {
        double accepted;
        double agreed;
        double on;
        double mean() const { return accepted * agreed + (1.0 - accepted) * on; }
    };

    // Where the rival's call becomes a talk. Who climbs hears nothing.
    Talked hear(int type, int b, int stand) const {
        if (stands_.of[at(stand)].climbs) return {0.0, 0.0, of_stand_[at(stand)]};
        const int k = game_.talks[at(j_)].of_course[at(b)];
        const TalkWorth& talk = game_.talk[at(j_)][game_.talk_at(j_, k, stand)];
        return {talk.accepted[at(type)], talk.agreed[at(i_)][at(type)], talk.on[at(i_)][at(type)]};
    }

    // Where an own call becomes one, against a rival that does not climb.
    Talked be_heard(int type, int b, int k) const {
        const int s = game_.stands[at(j_)].of_course[at(b)];
        const TalkWorth& talk = game_.talk[at(i_)][game_.talk_at(i_, k, s)];
        return {accepted_[at(k)][at(b)], talk.agreed[at(i_)][at(type)], talk.on[at(i_)][at(type)]};
    }

    // Where there is no talk.
    void go_straight(int type, int s) {
        for (int k = 0; k < stands_.size; ++k) {
            const std::size_t pair = i_ == 0 ? game_.pair_of_stands(k, s) : game_.pair_of_stands(s, k);
            of_stand_[at(k)] = game_.onward[pair][at(i_)][at(type)];
            cost_[at(k)] = game_.cost[pair][at(i_)];
        }
        for (int a = 0; a < stride_; ++a) {
            fixed_[at(a)] =
                cost_[at(stand_of_[at(a)])] + self_.audience[at(type)] * game_.audience[at(i_)][at(a)];
            straight_[at(a)] = of_stand_[at(stand_of_[at(a)])] - fixed_[at(a)];
        }
    }

    // Payoffs of all own courses against one of the rival's, as means ...
    void average(int type, int b, bool hears, bool is_heard, double* row) const {
        for (int a = 0; a < stride_; a += kLane) lane(row + a) = lane(&straight_[at(a)]);
        std::array<double, kMaxMoves> gain;
        if (hears) {
            for (int stand = 0; stand < stands_.size; ++stand) {
                gain[at(stand)] = hear(type, b, stand).mean() - of_stand_[at(stand)];
            }
            const auto& share = game_.share[at(i_)].rival[at(b)];
            for (int a = 0; a < stride_; ++a) row[a] += share[at(a)] * gain[at(stand_of_[at(a)])];
        }
        if (is_heard) {
            for (int k = 0; k < talks_.size; ++k) {
                gain[at(k)] = be_heard(type, b, k).mean() - of_stand_[at(talks_.stand[at(k)])];
            }
            const auto& share = game_.share[at(i_)].own[at(b)];
            for (int n = 0; n < calls_; ++n) {
                const std::size_t a = at(call_[at(n)]);
                row[a] += share[a] * gain[at(talks_.of_course[a])];
            }
        }
    }

    // ... and as certainty equivalents.
    void weigh(int type, int b, bool hears, bool is_heard, double* row) const {
        for (int a = 0; a < stride_; ++a) {
            const int course = std::min(a, own_.size - 1);  // the padding repeats one
            const int stand = stand_of_[at(a)];
            const int talk = is_heard ? talks_.of_course[at(course)] : -1;
            const double hearing = hears ? game_.share[at(i_)].rival[at(b)][at(course)] : 0.0;
            const double being_heard = talk >= 0 ? game_.share[at(i_)].own[at(b)][at(course)] : 0.0;
            Lottery<double> lottery(self_.risk_aversion);
            const auto add = [&](double share, const Talked& talked) {
                lottery.add(share * talked.accepted, talked.agreed);
                lottery.add(share * (1.0 - talked.accepted), talked.on);
            };
            lottery.add(1.0 - hearing - being_heard, of_stand_[at(stand)]);
            if (hears) add(hearing, hear(type, b, stand));
            if (talk >= 0) add(being_heard, be_heard(type, b, talk));
            row[a] = lottery.value() - fixed_[at(a)];
        }
    }

    const int i_;
    const int j_;
    const ActorModel& self_;
    const Acceptance& accepted_;
    StageGame& game_;
    const Courses& own_;
    const Talks& talks_;
    const Stands& stands_;
    const int stride_;
    std::array<int, kMaxMoves> stand_of_;
    std::array<int, kMaxMoves> call_;  // own courses that are calls
    int calls_ = 0;
    // By own stand, or course, against the rival's stand at hand.
    std::array<double, kMaxMoves> of_stand_;
    std::array<double, kMaxMoves> cost_;
    std::array<double, kMaxMoves> fixed_;
    std::array<double, kMaxMoves> straight_;
};

}  // namespace

void fill_payoffs(const CrisisContext& c, int i, const Acceptance& accepted, StageGame& game) {
    CoursePayoffs table(c, i, accepted, game);
    for (int type = 0; type < c.model->actors[at(i)].types; ++type) table.fill(type);
}

void build_stage_game(const CrisisContext& c, const CrisisState& state, Continuation& beyond,
                      StageGame& game) {
    const auto same = [&](int, const Move& a, const Move& b) { return same_for_lookahead(*c.model, a, b); };
    RoundValues values(c, beyond);
    lay_out(c, state, same, game, [&](int s0, int s1, const Round& round) {
        values.evaluate(round, game.onward[game.pair_of_stands(s0, s1)]);
    });
    Pair<Acceptance> accepted;
    for (int i = 0; i < kActors; ++i) {
        const int j = other(i);
        const Talks& talks = game.talks[at(i)];
        for (int k = 0; k < talks.size; ++k) {
            for (int s = 0; s < game.stands[at(j)].size; ++s) {
                TalkWorth& talk = game.talk[at(i)][game.talk_at(i, k, s)];
                const int stand = talks.stand[at(k)];
                talk.on = game.onward[i == 0 ? game.pair_of_stands(stand, s) : game.pair_of_stands(s, stand)];
                weigh_terms(c, i, talk);
                // Which types choose the stand is left out of account: the belief says who answers.
                double mean = 0.0;
                for (int type = 0; type < c.model->actors[at(j)].types; ++type) {
                    mean += state.belief[at(j)][at(type)] * talk.accepted[at(type)];
                }
                for (int b = 0; b < game.courses[at(j)].size; ++b) {
                    if (game.stands[at(j)].of_course[at(b)] == s) accepted[at(i)][at(k)][at(b)] = mean;
                }
            }
        }
    }
    for (int i = 0; i < kActors; ++i) fill_payoffs(c, i, accepted[at(i)], game);
}

}  // namespace offramp
