// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/stage_game.hpp"

#include <algorithm>

#include "engine/crisis/lane.hpp"

namespace offramp {

namespace {

// Odds beyond e^300 make no difference.
constexpr double kMostExponent = 300.0;

// Worth to every type of one round's chances, where no terms were agreed on.
class RoundValues {
  public:
    RoundValues(const CrisisContext& context, const CrisisState& state, Continuation& beyond)
        : c_(context), m_(*context.model), state_(state), beyond_(beyond) {}

    // The lottery over accidents and what follows them. Harm is paid for at its mean, and not looked back on
    // in the rounds ahead.
    void evaluate(const Pair<Move>& move, TypeValues& value) {
        const Round round = enter_round(c_, state_, move);
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
                Lottery lottery(m_.actors[at(i)].risk_aversion);
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
    const CrisisState& state_;
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

}  // namespace

void price_stands(const CrisisContext& c, const CrisisState& state, StageGame& game) {
    const Pair<int> stands = {game.stands[0].size, game.stands[1].size};
    game.cost.resize(at(stands[0] * stands[1]));
    game.onward.resize(game.cost.size());
    for (int i = 0; i < kActors; ++i) {
        const Courses& courses = game.courses[at(i)];
        for (int k = 0; k < courses.size; ++k) {
            game.heard[at(i)][at(k)] = heard_probability(c, state, i, courses.of[at(k)].channel);
        }
        game.talk[at(i)].resize(at(game.talks[at(i)].size * stands[at(other(i))]));
    }
    for (int s0 = 0; s0 < stands[0]; ++s0) {
        for (int s1 = 0; s1 < stands[1]; ++s1) {
            const Round round = enter_round(c, state, {game.stands[0].of[at(s0)], game.stands[1].of[at(s1)]});
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

// What a side's chances in a round come to, as utilities: exp(-risk aversion * payoff), or payoffs
// themselves.
struct Utility {
    double risk_aversion = 0.0;
    double of(double payoff) const {
        return risk_aversion == 0.0 ? payoff : std::exp(-risk_aversion * payoff);
    }
    double payoff(double utility) const {
        return risk_aversion == 0.0 ? utility : -std::log(utility) / risk_aversion;
    }
};

// Own courses of a side, as their payoffs are worked out.
struct OwnCourse {
    int stand = 0;
    int talk = -1;
    double heard = 0.0;
    double may_hear = 1.0;  // 0: it climbs, and hears no terms
};

}  // namespace

void fill_payoffs(const CrisisContext& c, int i, const Acceptance& accepted, StageGame& game) {
    const int j = other(i);
    const ActorModel& self = c.model->actors[at(i)];
    const Utility utility{self.risk_aversion};
    const Courses& own = game.courses[at(i)];
    const Courses& rival = game.courses[at(j)];
    const Talks& talks = game.talks[at(i)];
    const int stands = game.stands[at(i)].size;
    const int stride = game.stride(i);
    std::array<OwnCourse, kMaxMoves> course;
    for (int a = 0; a < stride; ++a) {
        const int k = std::min(a, own.size - 1);  // the padding repeats a course
        course[at(a)] = {game.stands[at(i)].of_course[at(k)], talks.of_course[at(k)],
                         game.heard[at(i)][at(k)], own.of[at(k)].climbs ? 0.0 : 1.0};
    }
    for (int type = 0; type < self.types; ++type) {
        for (int b = 0; b < rival.size; ++b) {
            const int s = game.stands[at(j)].of_course[at(b)];
            const int rival_talk = game.talks[at(j)].of_course[at(b)];
            const bool rival_climbs = rival.of[at(b)].climbs;
            const double heard = game.heard[at(j)][at(b)];
            // By own stand: where there is no talk, and what the rival's talk adds. By own talk: what it
            // adds.
            std::array<double, kMaxMoves> straight;
            std::array<double, kMaxMoves> theirs;
            std::array<double, kMaxMoves> mine;
            for (int k = 0; k < stands; ++k) {
                const std::size_t pair = i == 0 ? game.pair_of_stands(k, s) : game.pair_of_stands(s, k);
                straight[at(k)] = utility.of(game.onward[pair][at(i)][at(type)]);
                theirs[at(k)] = 0.0;
                if (heard <= 0.0 || game.stands[at(i)].of[at(k)].climbs) continue;
                const TalkWorth& talk = game.talk[at(j)][game.talk_at(j, rival_talk, k)];
                const double yes = talk.accepted[at(type)];
                theirs[at(k)] = yes * utility.of(talk.agreed[at(i)][at(type)]) +
                                (1.0 - yes) * utility.of(talk.on[at(i)][at(type)]) - straight[at(k)];
            }
            for (int k = 0; k < talks.size && !rival_climbs; ++k) {
                const TalkWorth& talk = game.talk[at(i)][game.talk_at(i, k, s)];
                const double yes = accepted[at(k)][at(b)];
                mine[at(k)] = yes * utility.of(talk.agreed[at(i)][at(type)]) +
                              (1.0 - yes) * utility.of(talk.on[at(i)][at(type)]) -
                              straight[at(talks.stand[at(k)])];
            }
            double* row = game.payoffs(i, type, b);
            for (int a = 0; a < stride; ++a) {
                const OwnCourse& o = course[at(a)];
                const double own_heard = rival_climbs ? 0.0 : o.heard;
                const Pair<double> share = talk_shares({own_heard, o.may_hear * heard});
                double sum = straight[at(o.stand)] + share[1] * theirs[at(o.stand)];
                if (share[0] > 0.0) sum += share[0] * mine[at(o.talk)];
                const std::size_t pair =
                    i == 0 ? game.pair_of_stands(o.stand, s) : game.pair_of_stands(s, o.stand);
                row[a] = utility.payoff(sum) - game.cost[pair][at(i)] -
                         self.audience[at(type)] * own.of[at(std::min(a, own.size - 1))].audience;
            }
        }
    }
}

void build_stage_game(const CrisisContext& c, const CrisisState& state, Continuation& beyond,
                      StageGame& game) {
    const auto same = [&](int, const Move& a, const Move& b) { return same_for_lookahead(*c.model, a, b); };
    lay_out(c, state, same, game);
    RoundValues round(c, state, beyond);
    for (int s0 = 0; s0 < game.stands[0].size; ++s0) {
        for (int s1 = 0; s1 < game.stands[1].size; ++s1) {
            round.evaluate({game.stands[0].of[at(s0)], game.stands[1].of[at(s1)]},
                           game.onward[game.pair_of_stands(s0, s1)]);
        }
    }
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
