// SPDX-License-Identifier: Apache-2.0
// A round of a crisis: the odds of what chance decides in it, and the branches that follow. What is drawn in
// play and what solvers sum over is the same.
#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/elementary.hpp"
#include "engine/model/crisis_payoff.hpp"

namespace offramp {

// --- the odds

/// Probability that a call made over a channel in this round, once answered, becomes a talk if the other side
/// does not climb: its terms come across as meant (fidelity), who hears them can bind his side (authority),
/// and what is agreed on will be kept. Of a call that fails in any of these nothing comes.
double talk_probability(const CrisisContext& context, const CrisisState& state, int channel);

/// Probability that a call over a channel is answered within the round and becomes a talk, if the other side
/// does not climb; 0 for no call (-1).
double heard_probability(const CrisisContext& context, const CrisisState& state, int caller, int channel);

/// Whose talk takes place where that of side i would with probability `heard[i]`: where both would, each is
/// equally likely to be the one.
inline Pair<double> talk_shares(const Pair<double>& heard) {
    return {heard[0] * (1.0 - 0.5 * heard[1]), heard[1] * (1.0 - 0.5 * heard[0])};
}

/// Probability that terms are accepted which are worth `gain` more than going on, by logit.
inline double acceptance_probability(double rationality, double gain) {
    return 1.0 / (1.0 + elementary::exp(-rationality * gain));
}

/// Probability of an accident in a round at these rungs.
double accident_probability(const CrisisContext& context, const Pair<int>& rungs, int harms);

/// Probability that an accident at these rungs does physical harm.
double harm_probability(const CrisisContext& context, const Pair<int>& rungs, int harms);

double misperception_probability(const CrisisContext& context, const CrisisState& state);

/// Probability that a signal is read as `seen` when it is misperceived (one rung off) with probability
/// `error`; a reading off the ladder is read as it was.
double reading_probability(int signal, int seen, double error, int war_rung);

/// Calls visit(seen, probability) for every rung as which a signal can be read.
void for_each_reading(int signal, double error, int war_rung, auto visit) {
    for (int seen = std::max(signal - 1, 0); seen <= std::min(signal + 1, war_rung); ++seen) {
        const double p = reading_probability(signal, seen, error, war_rung);
        if (p > 0.0) visit(seen, p);
    }
}

/// How a round ends that began at `before`, in which the actors moved to `moved` and an accident may have
/// carried them on to `after`.
End end_of(const CrisisContext& context, int round, const Pair<int>& before, const Pair<int>& moved,
           const Pair<int>& after, bool persists);

/// Bayes' rule: the belief about an actor's type after something that each type does with some likelihood.
/// What is impossible for every type that is still believed in leaves it as it was.
Belief updated_belief(const Belief& prior, const std::array<double, kMaxTypes>& likelihood, int types);

// --- the branches

/// One way in which a round goes on where no terms were agreed on.
struct RoundOutcome {
    double probability = 0.0;  ///< of its being this one; where it is 0 the rest is not set
    Pair<int> rungs{};
    End end;
};

/// What accidents make of a round in which no terms were agreed on.
struct RoundOutcomes {
    double accident = 0.0;                  ///< probability of one
    double harm = 0.0;                      ///< that it does physical harm, where it happens
    std::array<RoundOutcome, 3> by_rise{};  ///< by how many rungs it carries both sides up: none, one, two
};

/// The outcomes of the round at `state` in which the actors moved to `moved`. War by choice comes before any
/// accident.
RoundOutcomes round_outcomes(const CrisisContext& context, const CrisisState& state, const Pair<int>& moved,
                             bool persists);

/// A round in which both sides have moved, before chance decides it.
struct Round {
    Pair<Move> move;
    CrisisState after;           ///< the state as moved, with the effects of both actions
    CrisisState agreed;          ///< the state in which terms would be agreed on: nobody has climbed
    bool persists = false;       ///< the incident does, after these actions
    Pair<double> talk{};         ///< that a side's call, once answered, becomes a talk
    double misperception = 0.0;  ///< that a signal is read one rung off
    RoundOutcomes outcomes{};
};

Round enter_round(const CrisisContext& context, const CrisisState& state, const Pair<Move>& move);

inline bool is_war_by_choice(const Round& round) {
    return round.outcomes.by_rise[0].end.ending == Ending::kWarByChoice;
}

/// How a round ends in which the terms of a side are agreed on.
inline End agreement(const Round& round, int caller) {
    return {Ending::kOffRamp, caller, round.move[at(caller)].terms};
}

/// Probability of each side's talk in a round; they exclude each other.
Pair<double> talk_probabilities(const CrisisContext& context, const Round& round);

/// One way in which a round can go on.
struct Branch {
    double probability = 0.0;
    bool harm = false;  ///< an accident did physical harm
    End end;
    int refused = -1;  ///< whose terms were heard and not accepted; -1: there was no talk
    CrisisState next;  ///< of the next round, with the beliefs of this one; or as the crisis ended
};

/// What a branch is worth to an actor of a type beyond what the round cost: harm, and the end if it is one.
double branch_payoff(const CrisisContext& context, const Branch& branch, int actor, int type);

/// Calls visit(branch) for every branch of a round whose probability is not 0. How signals are read makes
/// branches where play goes on (CrisisState::seen); what is read at an end matters to no one in the crisis.
/// @param accepted  by caller: probability that the other side accepts the terms that it hears
template <class Visit>
void for_each_branch(const CrisisContext& context, const Round& round, const Pair<double>& accepted,
                     Visit visit);

/// The same for the branches that follow a talk in which terms were refused, or no talk (-1), given that it
/// came to that.
template <class Visit>
void for_each_branch_without_terms(const CrisisContext& context, const Round& round, int refused,
                                   Visit visit);

/// Calls visit(outcome, harm, probability, next) for every way in which chance carries on a round in which no
/// terms were agreed on, before signals are read: with or without harm, to the state of the next round or
/// that in which it ended.
template <class Visit>
void for_each_outcome(const CrisisContext& context, const Round& round, Visit visit);

// --- the draws of play, each with the probabilities above

/// An answer to a call.
struct Answer {
    bool in_time = false;
    double hours = 0.0;  ///< until it would come
};

/// Whether the side called answers over a channel within the round.
/// @param pickup, latency  uniform numbers in (0, 1)
Answer draw_answer(const CrisisContext& context, int channel, int called, double pickup, double latency);

/// Whose call becomes a talk, given which were answered; -1: nobody's.
int draw_talk(const Round& round, const Pair<bool>& answered, double u);

struct Accident {
    int rise = 0;  ///< rungs by which it carries both sides up; 0: there is none
    bool harm = false;
};

/// @param u  three uniform numbers: for the accident, its gravity and its harm
Accident draw_accident(const CrisisContext& context, const Round& round, const double* u);

/// The rung as which a signal is read.
int draw_reading(int signal, double error, int war_rung, double u);

/// The state after an accident, or none; the round is still the present one.
CrisisState state_after(const CrisisContext& context, const Round& round, const Accident& accident);

// ---

template <class Visit>
void for_each_outcome(const CrisisContext& c, const Round& round, Visit visit) {
    const double harm = round.outcomes.harm;
    for (int rise = 0; rise < 3; ++rise) {
        const RoundOutcome& o = round.outcomes.by_rise[at(rise)];
        for (const bool hurt : {false, true}) {
            const double share = rise == 0 ? (hurt ? 0.0 : 1.0) : (hurt ? harm : 1.0 - harm);
            const double p = o.probability * share;
            if (p <= 0.0) continue;
            CrisisState next = state_after(c, round, {rise, hurt});
            if (o.end.ending == Ending::kNone) {
                ++next.round;
                next.seen_before = next.seen;
            }
            visit(o, hurt, p, next);
        }
    }
}

template <class Visit>
void for_each_branch_without_terms(const CrisisContext& c, const Round& round, int refused, Visit visit) {
    for_each_outcome(c, round, [&](const RoundOutcome& o, bool hurt, double p, const CrisisState& next) {
        Branch branch{p, hurt, o.end, refused, next};
        if (o.end.ending != Ending::kNone) {
            visit(branch);
            return;
        }
        const auto read = [&](int i, auto then) {
            for_each_reading(round.move[at(i)].signal, round.misperception, c.model->war_rung, then);
        };
        read(0, [&](int seen0, double p0) {
            read(1, [&](int seen1, double p1) {
                branch.probability = p * (p0 * p1);
                branch.next.seen = {seen0, seen1};
                visit(branch);
            });
        });
    });
}

template <class Visit>
void for_each_branch(const CrisisContext& c, const Round& round, const Pair<double>& accepted, Visit visit) {
    const Pair<double> talk = talk_probabilities(c, round);
    for (const int caller : {-1, 0, 1}) {
        const double p = caller < 0 ? 1.0 - talk[0] - talk[1] : talk[at(caller)];
        const double agreed = caller < 0 ? 0.0 : accepted[at(caller)];
        if (p * agreed > 0.0) visit(Branch{p * agreed, false, agreement(round, caller), -1, round.agreed});
        const double on = p * (1.0 - agreed);
        if (on <= 0.0) continue;
        for_each_branch_without_terms(c, round, caller, [&](Branch& branch) {
            const double given = branch.probability;
            branch.probability = on * given;
            visit(std::as_const(branch));
            branch.probability = given;
        });
    }
}

}  // namespace offramp
