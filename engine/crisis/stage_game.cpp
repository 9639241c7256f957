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
    for (int i = 0; i < kActors; ++i) share_talks(i, game);
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
    // Of a talk whose terms are accepted with this probability.
    double of_talk(const TalkWorth& talk, int i, int type, double yes) const {
        return yes * of(talk.agreed[at(i)][at(type)]) + (1.0 - yes) * of(talk.on[at(i)][at(type)]);
    }
    Lane payoff(const Lane& utility) const {
        return risk_aversion == 0.0 ? utility : Lane(-utility.log() / risk_aversion);
    }
};

}  // namespace

void fill_payoffs(const CrisisContext& c, int i, const Acceptance& accepted, StageGame& game) {
    const int j = other(i);
    const ActorModel& self = c.model->actors[at(i)];
    const Utility utility{self.risk_aversion};
    const Courses& own = game.courses[at(i)];
    const Talks& talks = game.talks[at(i)];
    const Stands& stands = game.stands[at(i)];
    const Stands& rival_stands = game.stands[at(j)];
    const int stride = game.stride(i);
    const auto pair = [&](int k, int s) {
        return i == 0 ? game.pair_of_stands(k, s) : game.pair_of_stands(s, k);
    };
    std::array<int, kMaxMoves> stand_of{};
    for (int a = 0; a < stride; ++a) {
        stand_of[at(a)] = stands.of_course[at(std::min(a, own.size - 1))];  // the padding repeats a course
    }
    std::array<int, kMaxMoves> calls{};  // own courses that are calls
    int called = 0;
    for (int a = 0; a < own.size; ++a) {
        if (talks.of_course[at(a)] >= 0) calls[at(called++)] = a;
    }
    for (int type = 0; type < self.types; ++type) {
        // By own stand, or talk, and own course: where there is no talk, and what one adds.
        int last = -1;
        std::array<double, kMaxMoves> of_stand;
        std::array<double, kMaxMoves> straight;
        std::array<double, kMaxMoves> fixed;
        for (int b = 0; b < game.courses[at(j)].size; ++b) {
            const int s = rival_stands.of_course[at(b)];
            if (s != last) {  // courses of one stand mostly follow each other
                last = s;
                for (int k = 0; k < stands.size; ++k) {
                    of_stand[at(k)] = utility.of(game.onward[pair(k, s)][at(i)][at(type)]);
                }
                for (int a = 0; a < stride; ++a) {
                    straight[at(a)] = of_stand[at(stand_of[at(a)])];
                    fixed[at(a)] = game.cost[pair(stand_of[at(a)], s)][at(i)] +
                                   self.audience[at(type)] * game.audience[at(i)][at(a)];
                }
            }
            std::array<double, kMaxMoves> gain;
            for (int a = 0; a < stride; a += kLane) lane(&gain[at(a)]).setZero();
            if (game.heard[at(j)][at(b)] > 0.0) {
                const int k = game.talks[at(j)].of_course[at(b)];
                std::array<double, kMaxMoves> theirs{};
                for (int stand = 0; stand < stands.size; ++stand) {
                    if (stands.of[at(stand)].climbs) continue;  // and hears nothing
                    const TalkWorth& talk = game.talk[at(j)][game.talk_at(j, k, stand)];
                    theirs[at(stand)] =
                        utility.of_talk(talk, i, type, talk.accepted[at(type)]) - of_stand[at(stand)];
                }
                const auto& share = game.share[at(i)].rival[at(b)];
                for (int a = 0; a < stride; ++a) gain[at(a)] = share[at(a)] * theirs[at(stand_of[at(a)])];
            }
            if (called > 0 && !game.courses[at(j)].of[at(b)].climbs) {
                std::array<double, kMaxMoves> mine;
                for (int k = 0; k < talks.size; ++k) {
                    const TalkWorth& talk = game.talk[at(i)][game.talk_at(i, k, s)];
                    mine[at(k)] = utility.of_talk(talk, i, type, accepted[at(k)][at(b)]) -
                                  of_stand[at(talks.stand[at(k)])];
                }
                const auto& share = game.share[at(i)].own[at(b)];
                for (int n = 0; n < called; ++n) {
                    const int a = calls[at(n)];
                    gain[at(a)] += share[at(a)] * mine[at(talks.of_course[at(a)])];
                }
            }
            double* row = game.payoffs(i, type, b);
            for (int a = 0; a < stride; a += kLane) {
                const Lane sum = lane(&straight[at(a)]) + lane(&gain[at(a)]);
                lane(row + a) = utility.payoff(sum) - lane(&fixed[at(a)]);
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
