// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/stage_game.hpp"

#include <algorithm>

#include "engine/crisis/lane.hpp"

namespace offramp {

namespace {

using CourseValues = std::array<double, kMaxActions>;

// Looking ahead, what an action says and what it freezes or spends is left out of account.
bool same_stand(const Move& a, const Move& b) {
    return a.target == b.target && a.ends_incident == b.ends_incident;
}

class RoundValues {
  public:
    RoundValues(const CrisisContext& context, const CrisisState& state, Continuation& beyond)
        : c_(context),
          m_(*context.model),
          n_(*context.incident),
          state_(state),
          later_(state),
          beyond_(beyond) {
        later_.round = state.round + 1;
        for (const Ending ending : {Ending::kStoodDown, Ending::kFaded, Ending::kWarByChoice}) {
            fill(ending, -1, endings_[index(ending)]);
        }
        for (int loser = 0; loser < kActors; ++loser)
            fill(Ending::kBackedDown, loser, backed_down_[at(loser)]);
    }

    // Worth of having moved to these rungs where no off-ramp was taken: the lottery over accidents and what
    // follows them. Harm is paid for at its mean, and not looked back on in the rounds ahead.
    void evaluate(const Pair<int>& moved, bool incident_over, bool persisting, TypeValues& value) {
        const RoundOutcomes outcomes = round_outcomes(c_, state_, moved, persisting);
        std::array<double, 3> chance;
        Outcomes payoff;
        for (std::size_t rise = 0; rise < 3; ++rise) {
            const RoundOutcome& o = outcomes.by_rise[rise];
            chance[rise] = o.probability;
            payoff[rise] = o.probability <= 0.0              ? &endings_[0]  // any will do
                           : o.ending == Ending::kNone       ? &later(o.rungs, incident_over)
                           : o.ending == Ending::kBackedDown ? &backed_down_[at(o.loser)]
                                                             : &endings_[index(o.ending)];
        }
        for (int i = 0; i < kActors; ++i) {
            const double damage = outcomes.harm * n_.harm_cost[at(i)];
            average(i, chance, payoff, damage, value[at(i)].data());
        }
    }

  private:
    using Outcomes = std::array<const TypeValues*, 3>;  // by how many rungs an accident adds

    // Worth to every type of an actor of the lottery over accidents, which bring damage.
    void average(int i, const std::array<double, 3>& chance, const Outcomes& payoff, double damage,
                 double* value) const {
        const int types = m_.actors[at(i)].types;
        const double risk_aversion = m_.actors[at(i)].risk_aversion;
        const double* none = (*payoff[0])[at(i)].data();
        const double* one = (*payoff[1])[at(i)].data();
        const double* two = (*payoff[2])[at(i)].data();
        for (int type = 0; type < types; ++type) {
            if (risk_aversion == 0.0) {
                value[type] = chance[0] * none[type] + chance[1] * (one[type] - damage) +
                              chance[2] * (two[type] - damage);
            } else {
                Lottery lottery(risk_aversion);
                lottery.add(chance[0], none[type]);
                lottery.add(chance[1], one[type] - damage);
                lottery.add(chance[2], two[type] - damage);
                value[type] = lottery.value();
            }
        }
    }

    static std::size_t index(Ending ending) {
        return ending == Ending::kStoodDown ? 0 : ending == Ending::kFaded ? 1 : 2;  // war, by whatever way
    }

    void fill(Ending ending, int loser, TypeValues& value) const {
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                value[at(i)][at(type)] = ending_payoff(c_, ending, loser, i, type, 0);
            }
        }
    }

    // Several courses and accidents lead to the same later round: its worth is found once.
    const TypeValues& later(const Pair<int>& rungs, bool incident_over) {
        std::uint32_t& known = known_[incident_over ? 1 : 0][at(rungs[0])];
        TypeValues& value = later_values_[incident_over ? 1 : 0][at(rungs[0])][at(rungs[1])];
        if ((known >> rungs[1] & 1U) == 0) {
            known |= 1U << rungs[1];
            later_.rungs = rungs;
            later_.incident_over = incident_over;
            beyond_.evaluate(later_, value);
        }
        return value;
    }

    const CrisisContext& c_;
    const Model& m_;
    const IncidentModel& n_;
    const CrisisState& state_;
    CrisisState later_;
    Continuation& beyond_;
    std::array<TypeValues, 3> endings_;
    Pair<TypeValues> backed_down_;
    std::array<std::array<std::uint32_t, kMaxRungs>, 2> known_{};
    std::array<std::array<std::array<TypeValues, kMaxRungs>, kMaxRungs>, 2> later_values_;
};

// Probability that each course leads to an off-ramp unless the other side climbs.
CourseValues exits(const CrisisContext& c, const CrisisState& state, int i, const Courses& courses) {
    CourseValues exit{};
    for (int k = 0; k < courses.size; ++k) {
        exit[at(k)] = exit_probability(c, state, i, courses.of[at(k)].channel);
    }
    return exit;
}

// Certainty equivalents of off-ramps with a probability.
Lane settled_or_not(double risk_aversion, const Lane& settle, const Lane& settled, const Lane& straight) {
    Lane value = straight;
    for (int k = 0; k < kLane; ++k) {
        if (settle[k] <= 0.0) continue;
        Lottery lottery(risk_aversion);
        lottery.add(settle[k], settled[k]);
        lottery.add(1.0 - settle[k], straight[k]);
        value[k] = lottery.value();
    }
    return value;
}

}  // namespace

void build_stage_game(const CrisisContext& c, const CrisisState& state, Continuation& beyond,
                      StageGame& game) {
    const Model& m = *c.model;
    Pair<Stands> stands;
    for (int i = 0; i < kActors; ++i) {
        list_moves(c, state, i, game.moves[at(i)]);
        group_moves(game.moves[at(i)], same_stand, game.courses[at(i)], stands[at(i)]);
    }
    const Pair<CourseValues> exit = {exits(c, state, 0, game.courses[0]),
                                     exits(c, state, 1, game.courses[1])};
    RoundValues round(c, state, beyond);

    // By pair of stands: worth where no off-ramp is taken, and what the round costs in any case.
    std::array<TypeValues, kMaxActions * kMaxActions> onward;
    std::array<Pair<double>, kMaxActions * kMaxActions> cost;
    const auto cell = [&](int s0, int s1) { return at(s0 * stands[1].size + s1); };
    for (int s0 = 0; s0 < stands[0].size; ++s0) {
        for (int s1 = 0; s1 < stands[1].size; ++s1) {
            const Move& stand0 = stands[0].of[at(s0)];
            const Move& stand1 = stands[1].of[at(s1)];
            const Pair<int> moved = {stand0.target, stand1.target};
            const bool over = state.incident_over || stand0.ends_incident || stand1.ends_incident;
            const bool persisting = persists(c, state.round, over);
            round.evaluate(moved, over, persisting, onward[cell(s0, s1)]);
            for (int i = 0; i < kActors; ++i) {
                cost[cell(s0, s1)][at(i)] = standing_cost(c, moved, persisting, i).total();
            }
        }
    }

    for (int i = 0; i < kActors; ++i) {
        const int j = other(i);
        const int types = m.actors[at(i)].types;
        const double risk_aversion = m.actors[at(i)].risk_aversion;
        const Courses& courses = game.courses[at(i)];
        const int stride = game.stride(i);
        CourseValues settled{};  // worth of an off-ramp, the same to every type
        CourseValues stays{};    // 1 where the course does not climb, which would shut the rival's off-ramp
        for (int k = 0; k < courses.size; ++k) {
            settled[at(k)] = ending_payoff(c, Ending::kOffRamp, -1, i, 0, courses.of[at(k)].target);
            stays[at(k)] = courses.of[at(k)].climbs ? 0.0 : 1.0;
        }
        for (int s = 0; s < stands[at(j)].size; ++s) {
            // Against this stand of the rival's, before off-ramps, by own course.
            std::array<CourseValues, kMaxTypes> worth;
            CourseValues spent;
            for (int k = 0; k < stride; ++k) {  // the padding repeats a course
                const int stand = stands[at(i)].of_course[at(std::min(k, courses.size - 1))];
                const std::size_t n = i == 0 ? cell(stand, s) : cell(s, stand);
                spent[at(k)] = cost[n][at(i)];
                for (int type = 0; type < types; ++type) worth[at(type)][at(k)] = onward[n][at(i)][at(type)];
            }
            const double rival_stays = stands[at(j)].of[at(s)].climbs ? 0.0 : 1.0;
            for (int r = 0; r < game.courses[at(j)].size; ++r) {
                if (stands[at(j)].of_course[at(r)] != s) continue;
                double* row = game.payoffs(i, 0, r);
                const std::ptrdiff_t next_type = game.payoffs(i, 1, r) - row;
                for (int a = 0; a < stride; a += kLane, row += kLane) {
                    const Lane own_exit = rival_stays * lane(&exit[at(i)][at(a)]);
                    const Lane rival_exit = exit[at(j)][at(r)] * lane(&stays[at(a)]);
                    const Lane settle = own_exit + rival_exit - own_exit * rival_exit;
                    const Lane off_ramp = lane(&settled[at(a)]);
                    for (int type = 0; type < types; ++type) {
                        const Lane straight = lane(&worth[at(type)][at(a)]);
                        const Lane value = risk_aversion == 0.0
                                               ? Lane(straight + settle * (off_ramp - straight))
                                               : settled_or_not(risk_aversion, settle, off_ramp, straight);
                        lane(row + type * next_type) = value - lane(&spent[at(a)]);
                    }
                }
            }
        }
    }
}

}  // namespace offramp
