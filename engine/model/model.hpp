// SPDX-License-Identifier: Apache-2.0
// A scenario compiled to flat arrays: what never changes while campaigns run. Immutable and shared by all
// threads.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/elementary.hpp"
#include "engine/base/index.hpp"
#include "engine/model/glm.hpp"
#include "engine/scenario/features.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

inline constexpr int kMaxFeatures = FeatureIndex::first_guardrail + kMaxGuardrails + kMaxChannels;

template <class T>
using Pair = std::array<T, kActors>;  ///< one for each actor

using RungPayoffs = std::array<double, kMaxRungs>;

inline int other(int actor) {
    return 1 - actor;
}

/// One tick of an Ornstein-Uhlenbeck process: x -> mean + (x - mean) * decay + noise * Z, exact in
/// distribution before clamping to [0, 1].
struct SlowProcess {
    double initial = 0.0;
    double mean = 0.0;
    double decay = 0.0;
    double noise = 0.0;
};

struct TrustModel {
    double initial = 0.0;
    double baseline = 0.0;
    double decay = 0.0;  ///< over one tick
    double gain = 1.0;
    double loss = 1.0;
};

struct MixedModel {
    std::array<double, kMaxActions> odds{};  ///< by action
};

struct ScriptedModel {
    std::vector<int> script;  ///< actions
};

// What becomes of a decision rule, said by types alone. Only one that names actions is not kept as it is
// written.
template <class Rule>
Rule compiled(const Rule&);
MixedModel compiled(const MixedRule&);
ScriptedModel compiled(const ScriptedRule&);
template <class... Rules>
std::variant<decltype(compiled(std::declval<Rules>()))...> one_of(const std::tuple<Rules...>&);

/// The rule that an actor follows, with its settings; its index is that of the DecisionRule.
using RuleFollowed = decltype(one_of(std::declval<DecisionRules>()));

struct ActorModel {
    int types = 1;
    std::array<double, kMaxTypes> prior{};
    std::array<double, kMaxTypes> war_cost{};
    std::array<double, kMaxTypes> stakes{};    ///< factor on what issues are worth
    std::array<double, kMaxTypes> audience{};  ///< factor on audience costs
    int most_resolute =
        0;  ///< type that war costs least of what is at stake; what beliefs are reported about
    double renewal_hours = 0.0;  ///< time constant with which a new government is drawn; 0: never
    double rationality = 1.0;
    double risk_aversion = 0.0;
    double discount = 0.0;  ///< per hour
    TrustModel trust;
    GlmId calm_value;
    Posture posture;  ///< with the concessions that have no term; read once a season
    RuleFollowed rule;
    double tremble = 0.0;       ///< probability of a uniformly drawn action instead
    double stance_noise = 0.0;  ///< rationality is divided by 1 + stance_noise * unpredictability
};

struct ChannelModel {
    std::uint64_t key = 0;
    Pair<bool> may_call{};
    ChannelState initial = ChannelState::kOpen;
    int frozen_by = -1;
    double frozen_hours = 0.0;     ///< for how long it had been frozen at the start
    bool needs_guardrail = false;  ///< exists only while a guardrail that opens it is in force
    DurationFamily family = DurationFamily::kExponential;
    double shape = 1.0;
    GlmId latency;
    Pair<GlmId> pickup;
    double fidelity = 1.0;
    double authority = 1.0;
    Pair<double> cost{};
    GlmId thaw;
    int thaws_with = 0;                 ///< the channel whose thaw it shares; itself, where it has its own
    std::uint32_t thawed_together = 0;  ///< all that share that thaw, a bit each
};

struct ActionModel {
    int move = 0;
    int to_rung = -1;  ///< -1: moves by `move` instead
    int signal = -1;   ///< -1: the rung it leads to
    std::vector<int> calls;
    std::vector<double> terms;  ///< that a call carries
    double answers = 0.0;       ///< share of the affront
    Pair<double> cost{};
    std::uint32_t freezes = 0;   ///< channels, a bit each
    std::uint64_t cancels = 0;   ///< contacts, a bit each
    double cancels_for = 0.0;    ///< hours; infinite: the next occasion only
    std::uint32_t suspends = 0;  ///< tracks, a bit each
    Pair<bool> may_use{};
    int role = -1;  ///< 0: provoker only, 1: victim only, -1: both
    int lowest_rung = 0;
    int highest_rung = kMaxRungs;
    int from_round = 0;
    bool once = false;
    bool ends_incident = false;
    double tension = 0.0;
    double trust = 0.0;
};

struct IncidentModel {
    std::uint64_t key = 0;
    GlmId rate;
    bool exposed = false;                         ///< the rate is for each unit of presence, weighted by ...
    Pair<double> per_presence{};                  ///< ... this for each side
    std::vector<std::pair<int, double>> excites;  ///< incident type, branching ratio / decay time (per hour)
    double excitation_decay_hours = 1.0;
    double first_provoker_share = 0.5;  ///< probability that actor 0 provokes
    Pair<double> stakes{};
    double visibility = 0.5;
    int provoker_rung = 1;
    int victim_rung = 0;
    double round_hours = 24.0;
    int rounds = 1;
    int persists = 0;
    double persistence_cost = 0.0;  ///< per round
    GlmId accident;
    GlmId recognised;
    int relief = 0;
    GlmId opens_crisis;
    CrisisGlm hazard;
    double two_rung_accident = 0.0;
    CrisisGlm harm;
    Pair<double> harm_cost{};
    double tension = 0.0;
    double recent_weight = 1.0;
    std::vector<int> actions;  ///< usable in this incident, in the order of the scenario
    // Tables by actor and rung.
    Pair<RungPayoffs> flow_cost{};   ///< of one round at the rung
    Pair<RungPayoffs> pressure{};    ///< of one round with the other side at the rung
    Pair<RungPayoffs> climb_down{};  ///< audience cost of stepping down from the rung all the way
    Pair<double> affront{};          ///< audience cost to each as the victim, if nothing is answered
};

// `written` is the part of the scenario itself: what needs no resolving is read from there, so that a number
// that is added to it is at hand without being copied. Parts that crises read at every round hold copies,
// close together.

struct CrisisModel {
    CrisisRules written;
    CrisisGlm misperception;
    CrisisGlm kept;
};

/// How crises are solved, and which of them are told apart.
struct SolverModel {
    struct Axis {
        int feature = 0;
        std::vector<double> values;  ///< increasing
    };
    int subdivisions = 4;  ///< of the grid of beliefs
    int configurations = 16;
    int harms = 1;
    std::vector<Axis> contexts;
    std::string rules_hash;  ///< of all that the scenario says about crises
};

struct GuardrailModel {
    std::uint64_t key = 0;
    Guardrail written;
    Pair<GlmId> accept;
    std::uint32_t opens = 0;                 ///< channels, a bit each
    std::vector<std::uint32_t> rules_out{};  ///< by each of its rules: actions, a bit each
};

struct ContactModel {
    std::uint64_t key = 0;
    Contact written;
    GlmId hold;
    std::vector<std::pair<int, double>> thaws;
    std::vector<std::pair<int, double>> opens;
    double mean_gap = 0.0;  ///< hours between two meetings that come at random; 0: those of the agenda only
    double first_hours = 0.0;  ///< they come from this hour on ...
    double last_hours = 0.0;   ///< ... until this one
};

struct ReadoutModel {
    Readouts written;
    Pair<GlmId> score;
};

struct TrackModel {
    std::uint64_t key = 0;
    Track written;
    GlmId reopen;
};

struct ShockModel {
    std::uint64_t key = 0;
    TimelineEntry written;
    int incident = -1;
    int provoker = -1;
    std::uint32_t freezes = 0;
    std::uint32_t thaws = 0;
    std::uint32_t cuts = 0;
    int by = -1;
    std::uint32_t adopts = 0;
    std::uint32_t ends = 0;
    std::uint32_t opens_tracks = 0;
    std::uint32_t suspends_tracks = 0;
};

/// What the concessions in force come to from an hour on, until the term of one of them ends.
struct ConcessionPhase {
    double from = 0.0;    ///< hours
    Pair<double> flow{};  ///< per hour, to each side
    Pair<Posture> posture;
    Pair<SlowProcess> economic_pressure;
    std::vector<std::pair<int, int>> ended;  ///< concessions whose term ends as it begins, and who gave them
};

/// What the calendar brings, the same in every campaign.
struct AgendaItem {
    enum class Kind : std::uint8_t {
        kChange,
        kTermEnd,
        kSeason,
        kTick,
        kShock,
        kContact,
        kEnd
    };  // in this order at the same hour
    double hours = 0.0;
    Kind kind = Kind::kTick;
    int index = 0;  ///< shock, contact, or phase of the concessions or number of later models that begins
    int occurrence = 0;  ///< how many of its kind and index came before
    double summit_proximity = 0.0;
};

struct Model {
    std::string scenario_name;
    std::string scenario_title;
    std::string policy_name;
    std::string policy_title;
    std::string hash;
    Names names;                        ///< what the scenario calls things
    Names titles;                       ///< the same for people: the title, else the name as spoken()
    std::vector<std::string> outcomes;  ///< what the scenario wants to be reported; empty: everything

    double horizon_hours = 0.0;
    double tick_hours = 0.0;
    double season_hours = 0.0;
    double recent_memory_hours = 0.0;
    int war_rung = 1;
    int feature_count = 0;
    int first_channel_feature = 0;

    GlmTable glms;
    SlowProcess tension;
    SlowProcess third_party_pressure;
    Pair<ActorModel> actors;
    std::vector<ChannelModel> channels;
    std::vector<ActionModel> actions;
    std::vector<IncidentModel> incidents;
    CrisisModel crisis;
    SolverModel solver;
    Aftermath aftermath_tension;
    Aftermath aftermath_trust;
    std::vector<ConcessionPhase> concession_phases;  ///< in order, the first from the start; at least one
    std::vector<GuardrailModel> guardrails;
    Adoption adoption = Adoption::kInForce;
    std::vector<ContactModel> contacts;
    ReadoutModel readouts;
    std::vector<TrackModel> tracks;
    std::vector<ShockModel> shocks;
    std::vector<AgendaItem> agenda;  ///< by time; ends with kEnd
    std::vector<Model> later;        ///< what holds from each of the dates on which the timeline sets values
};

/// What holds from the start on (0), or from one of the dates on which values are set (1, 2, ...).
inline const Model& model_from(const Model& m, int change) {
    return change == 0 ? m : m.later[at(change - 1)];
}

/// Whether a side chooses its posture anew each season.
inline bool chooses_posture(const Model& m) {
    return m.actors[0].posture.choice != PostureChoice::kFixed ||
           m.actors[1].posture.choice != PostureChoice::kFixed;
}

/// The concessions that hold at an hour.
inline const ConcessionPhase& concessions_at(const Model& m, double hours) {
    std::size_t k = m.concession_phases.size() - 1;
    while (k > 0 && hours < m.concession_phases[k].from) --k;
    return m.concession_phases[k];
}

/// By how much an actor's economic pressure, and what it returns to, lie higher from the end of a term on.
inline double returned_pressure(const Model& m, const AgendaItem& end_of_term, int actor) {
    const auto mean = [&](int phase) {
        return m.concession_phases[at(phase)].economic_pressure[at(actor)].mean;
    };
    return mean(end_of_term.index) - mean(end_of_term.index - 1);
}

/// Log of an incident's rate per hour, before excitation.
inline double log_rate(const Model& m, const IncidentModel& incident, const double* features) {
    const double predictor = m.glms.predict(incident.rate, features);
    if (!incident.exposed) return predictor;
    const double* presence = features + FeatureIndex::presence;
    return predictor +
           elementary::log(incident.per_presence[0] * presence[0] + incident.per_presence[1] * presence[1]);
}

}  // namespace offramp
