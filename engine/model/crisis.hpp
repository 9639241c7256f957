// The rules of the crisis game: moves, transitions, payoffs. Simulation draws from these probabilities and
// solvers average over them; neither has rules of its own. See docs/model.md for the game in words.
#pragma once

#include <array>
#include <cstdint>

#include "engine/model/model.hpp"

namespace offramp {

/// What a crisis is played in: everything that the campaign decides, frozen when the crisis opens.
struct CrisisContext {
    const Model* model = nullptr;
    const IncidentModel* incident = nullptr;
    int incident_index = 0;
    int provoker = 0;
    double accident_exposure = 0.0;  ///< expected accidents in a round at rungs (0, 0)
    double off_ramp_odds = 0.0;      ///< at rungs (0, 0)
    double misperception_odds = 0.0;
    double harm_odds = 0.0;
    Pair<double> calm_bonus{};
    Pair<double> rationality{};            ///< of each actor, after the noise of its stance
    Pair<RungPayoffs> lost_cooperation{};  ///< of one round in which the higher rung is this one
    std::array<Pair<double>, kMaxChannels> latency_scale{};  ///< hours; by channel and actor called
    std::array<Pair<double>, kMaxChannels> pickup{};         ///< that the actor called answers at all
    std::array<Pair<double>, kMaxChannels> answer{};         ///< and within a round
    std::array<double, kMaxActions> breach_cost{};
    std::array<int, kMaxActions> breach_until{};  ///< the rules bind in earlier rounds
};

using Belief = std::array<double, kMaxTypes>;

/// The public state of a crisis, and what each side saw the other do last (which doctrines react to).
struct CrisisState {
    Pair<int> rungs{};
    int round = 0;
    int harms = 0;
    bool incident_over = false;       ///< an action ended what had persisted
    std::uint32_t channels_open = 0;  ///< a bit each
    Pair<std::uint32_t> taken{};      ///< actions that can be taken once and were, a bit each
    Pair<Belief> belief{};            ///< public belief about each actor's type
    Pair<int> seen{};                 ///< rung that the other side saw each actor express last
    Pair<int> seen_before{};          ///< and the time before
};

struct Move {
    int action = 0;
    int target = 0;         ///< rung on which the actor then stands
    int signal = 0;         ///< rung that it expresses
    int channel = -1;       ///< over which it calls; -1: no call
    double cost = 0.0;      ///< own cost, breach of rules, channel, audience cost of stepping down; of this:
    double breach = 0.0;    ///< breach of rules
    double audience = 0.0;  ///< audience cost of stepping down
    bool climbs = false;
    bool ends_incident = false;
};

struct MoveList {
    int size = 0;
    std::array<Move, kMaxActions> moves;
    const Move& operator[](int k) const { return moves[static_cast<std::size_t>(k)]; }
};

enum class Ending : std::uint8_t {
    kNone,
    kOffRamp,
    kStoodDown,
    kBackedDown,
    kFaded,
    kWarByChoice,
    kWarByAccident
};

/// The world in which a crisis opens.
struct CrisisSetting {
    const double* features = nullptr;  ///< with rungs and harm at 0
    std::uint32_t guardrails = 0;      ///< in force, a bit each
    std::uint32_t tracks_open = 0;
    Pair<double> unpredictability{};
};

CrisisContext open_context(const Model& model, int incident, int provoker, const CrisisSetting& setting);

/// The state in which an incident opens; beliefs and channels are the campaign's.
CrisisState opening_state(const CrisisContext& context, bool recognised_accident, const Pair<Belief>& belief,
                          std::uint32_t channels_open);

/// The moves open to an actor. With alternating moves the side that is not to move can only hold.
void list_moves(const CrisisContext& context, const CrisisState& state, int actor, MoveList& list);

/// The move that keeps an actor on its rung without a call. Throws InternalError where there is none.
int holding_move(const MoveList& moves, int rung);

/// What a move does to the state of the crisis besides moving on the ladder: what can be done once is spent,
/// the incident may be over, channels freeze.
void take_action(const Model& model, CrisisState& state, int actor, const Move& move);

/// While this holds, standing down on both sides does not end the crisis.
bool persists(const CrisisContext& context, const CrisisState& state);

/// Probability that a call made over a channel in this round, once answered, leads to an off-ramp if the
/// other side does not climb.
double off_ramp_probability(const CrisisContext& context, const CrisisState& state, int channel);

/// Probability that a call over a channel is answered within the round and leads to an off-ramp, if the other
/// side does not climb; 0 for no call (-1).
double exit_probability(const CrisisContext& context, const CrisisState& state, int caller, int channel);

/// Probability of an accident in a round at these rungs.
double accident_probability(const CrisisContext& context, const Pair<int>& rungs, int harms);

double harm_probability(const CrisisContext& context, const Pair<int>& rungs, int harms);

double misperception_probability(const CrisisContext& context, const CrisisState& state);

/// Probability that a signal is read as `seen` when it is misperceived (one rung off) with probability
/// `error`; a reading off the ladder is read as it was.
double reading_probability(int signal, int seen, double error, int war_rung);

/// How a round ends that began at `before`, in which the actors moved to `moved` and an accident may have
/// carried them on to `after`. `loser` is set for kBackedDown.
Ending ending_of(const CrisisContext& context, int round, const Pair<int>& before, const Pair<int>& moved,
                 const Pair<int>& after, bool persists, int& loser);

/// One way in which a round goes on once the actors have moved and no off-ramp was taken.
struct RoundOutcome {
    double probability = 0.0;
    Pair<int> rungs{};
    Ending ending = Ending::kNone;
    int loser = -1;
};

/// By how many rungs an accident carries both sides up: none, one or two.
using RoundOutcomes = std::array<RoundOutcome, 3>;

/// The outcomes of the round at `state` in which the actors moved to `moved`; of those with probability 0
/// only that is set. War by choice comes before any accident.
RoundOutcomes round_outcomes(const CrisisContext& context, const CrisisState& state, const Pair<int>& moved,
                             bool persists);

/// What a round costs an actor whatever comes of it, besides its own move: standing on the rung moved to,
/// cooperation lost at the higher of the two, and the incident while it persists.
double round_cost(const CrisisContext& context, const Pair<int>& moved, bool persists, int actor);

/// Payoff of an ending to an actor of a type; `rung` is where the actor stood (for an off-ramp, the rung from
/// which it then steps down).
double ending_payoff(const CrisisContext& context, Ending ending, int loser, int actor, int type, int rung);

/// What of that is the audience cost of stepping down from `rung`; not below 0.
double ending_audience_cost(const CrisisContext& context, Ending ending, int actor, int rung);

}  // namespace offramp
