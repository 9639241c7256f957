// What a scenario says, as plain values. Filled by the YAML reader (read_scenario.hpp), checked by check.hpp,
// turned into arrays by engine/model. The meaning, unit, range and default of every member stands once, in
// the describe() functions of format.hpp.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"

namespace offramp {

/// The crisis game is played by two sides.
inline constexpr int kActors = 2;

/// One value for each actor, in the order in which the scenario lists the actors. In a file: one value for
/// both, or a map from actor to value.
template <class T>
struct PerActor {
    std::array<T, kActors> value{};
    T& operator[](int actor) { return value[static_cast<std::size_t>(actor)]; }
    const T& operator[](int actor) const { return value[static_cast<std::size_t>(actor)]; }
};

/// The name of something defined elsewhere in the scenario, and where it was written.
struct Reference {
    std::string name;
    Location where;
};

/// A number given to something defined elsewhere in the scenario.
struct Weight {
    std::string name;
    double value = 0.0;
    Location where;
};

/// A coefficient on a named feature (see engine/scenario/features.hpp).
struct Effect {
    std::string feature;
    double coefficient = 0.0;
    Location where;
};

/// A generalised linear model over state features: link(value) = link(base) + sum of coefficient * feature.
struct Glm {
    double base = 0.0;
    std::vector<Effect> effects;
    Location where;
};
struct RateGlm : Glm {};         ///< log link; base per hour
struct ProbabilityGlm : Glm {};  ///< logit link; base in [0, 1]
struct ScoreGlm : Glm {};        ///< identity link
struct ScaleGlm : Glm {};        ///< log link; base a positive number without unit

/// The probability model that always says yes.
inline ProbabilityGlm certain() {
    return {{1.0, {}, {}}};
}

enum class DurationFamily { kFixed, kExponential, kLognormal, kWeibull, kGamma };

/// A random length of time whose scale is log-linear in the features.
struct DurationGlm
    : Glm {  // base: the scale in hours (fixed: the value, exponential and gamma: mean, others: median)
    DurationFamily family = DurationFamily::kExponential;
    double shape = 1.0;  ///< lognormal: sigma of the log; weibull, gamma: shape; otherwise unused
};

/// A mean-reverting quantity in [0, 1] with Gaussian noise.
struct MeanReverting {
    double initial = 0.0;
    double mean = 0.0;
    Hours relaxation{30 * kHoursPerDay};  ///< time constant of the return to the mean
    double volatility = 0.0;              ///< standard deviation gathered over one year without reversion
};

struct Rung {
    std::string name;
    PerActor<PerHour> cost;  ///< flow cost of standing here
    Location where;
};

struct ResolveType {
    std::string name;
    double prior = 1.0;
    double war_cost = 10.0;
    Location where;
};

struct AudienceCost {
    double scale = 0.0;
    double exponent = 1.0;
};

struct TrustDynamics {
    double initial = 0.3;
    double baseline = 0.3;
    Hours relaxation{kHoursPerYear};
    double gain = 1.0;
    double loss = 1.0;
};

enum class PostureChoice { kFixed, kQuantalResponse };

struct PresencePosture {
    std::vector<double> levels{0.0};
    double initial = 0.0;
    double benefit = 0.0;
    double curvature = 0.0;
    double nuisance = 0.0;
    double accident_loss = 0.0;
    Location where;
};

struct StancePosture {
    std::vector<double> levels{0.0};
    double initial = 0.0;
    double cost = 0.0;
    Location where;
};

struct Posture {
    PostureChoice choice = PostureChoice::kFixed;
    double rationality = 1.0;
    PresencePosture presence;
    StancePosture unpredictability;
};

enum class DecisionRule { kLookahead, kEquilibrium, kLevelK, kDoctrine, kMixed, kScripted };
enum class Doctrine { kMirror, kGenerous, kGrit, kHawk, kDove, kBrinkman };

struct AgentSettings {
    DecisionRule rule = DecisionRule::kLookahead;
    int depth = 1;
    int level = 2;
    Doctrine doctrine = Doctrine::kMirror;
    double generosity = 1.0 / 3.0;
    double noise = 0.0;         ///< tremble: probability of a uniformly drawn action
    double stance_noise = 1.0;  ///< rationality is divided by 1 + stance_noise * unpredictability
    int resolve_rung = 5;
    std::vector<Weight> mix;  ///< actions
    std::vector<Reference> script;
    Location where;
};

struct Actor {
    std::string name;
    std::string title;
    std::vector<ResolveType> types;
    double rationality = 1.0;
    double risk_aversion = 0.0;
    PerHour discount{};
    Hours type_renewal{5 * kHoursPerYear};
    TrustDynamics trust;
    MeanReverting economic_pressure;
    AudienceCost audience_cost;
    ScoreGlm calm_bonus;  ///< payoff of a crisis that ends without war or stalemate
    Posture posture;
    AgentSettings agent;
    Location where;
};

struct Issue {
    std::string name;
    std::string title;
    PerActor<double> stakes;
    Location where;
};

enum class ChannelState { kOpen, kFrozen, kCut };

struct Channel {
    std::string name;
    std::string title;
    std::vector<Reference> access;  ///< actors who may place a call; empty: both
    ChannelState initial = ChannelState::kOpen;
    std::optional<Reference> frozen_by;
    std::optional<Date> frozen_since;
    DurationGlm latency;
    PerActor<ProbabilityGlm> pickup{
        {certain(), certain()}};  ///< that this actor, when called, answers at all
    double fidelity = 1.0;
    double authority = 1.0;
    PerActor<double> cost;
    RateGlm thaw;
    std::optional<Reference> thaws_with;  ///< another channel: what is frozen of the two comes back together
    Location where;
};

enum class Role { kProvoker, kVictim };

struct Action {
    std::string name;
    std::string title;
    int move = 0;
    std::optional<int> to_rung;
    std::optional<int> signal;
    std::vector<Reference> calls;  ///< channels in order of preference; not empty: the action is a call
    PerActor<double> cost;
    std::vector<Reference> freezes;
    std::vector<Reference> cancels;    ///< contacts
    Hours cancels_for{};               ///< every occasion that soon after it; 0: the next, however far
    std::vector<Reference> suspends;   ///< cooperation tracks
    std::vector<Reference> actors;     ///< who may use it; empty: both
    std::optional<Role> role;          ///< only the side in this role may use it
    std::vector<Reference> incidents;  ///< where it may be used; empty: everywhere
    int lowest_rung = 0;
    std::optional<int> highest_rung;
    int from_round = 0;      ///< first round of the crisis in which it can be taken
    bool reversible = true;  ///< false: can be taken once in a crisis, and its effects stand until the end
    bool ends_incident = false;
    double tension = 0.0;
    double trust = 0.0;
    Location where;
};

struct Incident {
    std::string name;
    std::string title;
    std::string domain;
    std::optional<Reference> issue;
    RateGlm rate;
    std::vector<Weight> excited_by;
    Hours excitation_decay{7 * kHoursPerDay};
    PerActor<double> provoker{{1.0, 1.0}};  ///< relative odds that each actor provokes it
    PerActor<double> stakes{
        {1.0, 1.0}};  ///< multiplies the issue's stakes; without an issue, the stakes themselves
    double visibility = 0.5;
    int provoker_rung = 1;
    int victim_rung = 0;
    Hours round{6};
    int rounds = 12;
    int persists = 0;  ///< rounds
    PerHour persistence_cost{};
    ProbabilityGlm accident;
    ProbabilityGlm recognised;
    int relief = 1;
    ProbabilityGlm opens_crisis = certain();
    RateGlm hazard;                  ///< of accidents while a crisis runs
    double two_rung_accident = 0.0;  ///< probability that an accident raises both rungs by two instead of one
    ProbabilityGlm harm;             ///< that an accident does physical harm
    PerActor<double> harm_cost;
    double tension = 0.0;
    double recent_weight = 1.0;  ///< what one incident adds to the feature recent_incidents
    Location where;
};

enum class Moves { kSimultaneous, kAlternating };

struct CrisisRules {
    Moves moves = Moves::kSimultaneous;
    ProbabilityGlm misperception;
    ProbabilityGlm off_ramp = certain();
    double settlement_share = 0.5;
    double victory_share = 1.0;
    double defeat_share = 0.0;
    double stalemate_share = 0.4;
    double war_share = 0.5;
    double face_saving = 0.5;
    int calm_rung = 2;
    int complication_rungs = 1;
    double leaf_war_risk = 0.2;
};

/// How finely the crisis game is solved.
struct SolverSettings {
    int beliefs = 5;          ///< points of the grid of beliefs along one edge
    int configurations = 16;  ///< at most
    int harms = 1;
    Location where;
};

/// A feature that solved crises distinguish, and the values at which they are solved.
struct ContextFeature {
    Reference feature;
    std::vector<double> values;
    Location where;
};

struct Aftermath {
    double per_rung = 0.0;
    double settlement = 0.0;
    double backing_down = 0.0;
    double stalemate = 0.0;
    double harm = 0.0;
    double unanswered_call = 0.0;
};

struct GuardrailRule {
    std::vector<Reference> actions;
    int until_round = 0;  ///< the rule binds in rounds before this one; 0: in every round
    double breach_cost = 0.0;
    Location where;
};

struct Guardrail {
    std::string name;
    std::string title;
    bool in_force = false;
    PerActor<ProbabilityGlm> accept{{certain(), certain()}};
    std::vector<GuardrailRule> rules;
    std::vector<Reference> opens;  ///< channels that exist only while it is in force
    PerActor<PerHour> upkeep;
    Location where;
};

/// What one side can give so that a guardrail becomes acceptable to the other.
struct Concession {
    std::string name;
    std::string title;
    Reference by;
    bool in_force = false;
    std::optional<double> presence_cap;          ///< on the levels of `by`
    std::optional<double> unpredictability_cap;  ///< on the levels of `by`
    PerActor<PerHour> pays;                      ///< to each side; below 0: costs it
    PerActor<double> economic_pressure;          ///< added to its initial value and its mean
    Location where;
};

struct Contact {
    std::string name;
    std::string title;
    std::vector<Date> dates;
    Hours cadence{};
    bool irregular = false;  ///< the cadence is a mean, and nobody knows when
    std::optional<Date> from;
    std::optional<Date> until;
    ProbabilityGlm hold = certain();
    PerActor<double> trust;
    double tension = 0.0;
    std::vector<Weight> thaws;  ///< channel: probability
    std::vector<Weight> opens;  ///< cooperation track: probability
    bool readout = true;
    bool focal = false;
    Hours lead{90 * kHoursPerDay};
    Location where;
};

struct Readouts {
    PerActor<ScoreGlm> score;
    double blaming_below = -1.0;
    double constructive_above = 1.0;
    double gap_trust = 0.0;
    double blaming_tension = 0.0;
};

struct Track {
    std::string name;
    std::string title;
    PerActor<PerHour> value;
    bool initially_open = true;
    int suspend_rung = 4;
    RateGlm reopen;
    PerHour trust{};
    Location where;
};

struct TimelineEntry {
    Date date{};
    std::string label;
    std::optional<Reference> incident;
    std::optional<Reference> provoker;
    double tension = 0.0;
    PerActor<double> trust;
    PerActor<double> economic_pressure;
    double third_party_pressure = 0.0;
    std::vector<Reference> freezes;
    std::vector<Reference> thaws;
    std::vector<Reference> cuts;
    std::optional<Reference> by;
    std::vector<Reference> opens_tracks;
    std::vector<Reference> suspends_tracks;
    Location where;
};

enum class Adoption { kInForce, kSeasonal, kNegotiated };

/// Where the accidents that presence brings are paid for.
enum class PresenceAccidents { kSimulated, kExpected };

struct PolicyInfo {
    std::string name = "base";
    std::string title;
};

struct Scenario {
    std::string name;
    std::string title;
    std::string description;
    PolicyInfo policy;
    Date start{};
    Date end{};
    Hours season{90 * kHoursPerDay};
    Hours tick{kHoursPerDay};
    Hours recent_memory{30 * kHoursPerDay};
    MeanReverting tension;
    MeanReverting third_party_pressure;
    std::vector<Rung> ladder;
    std::vector<Actor> actors;
    std::vector<Issue> issues;
    std::vector<Channel> channels;
    std::vector<Action> actions;
    std::vector<Incident> incidents;
    CrisisRules crisis;
    SolverSettings solver;
    std::vector<ContextFeature> contexts;
    Aftermath aftermath_tension;
    Aftermath aftermath_trust;
    ScaleGlm posture_risk;  ///< accidents expected in a season for each unit of presence
    PresenceAccidents presence_accidents = PresenceAccidents::kSimulated;
    std::vector<Guardrail> guardrails;
    Adoption adoption = Adoption::kInForce;
    std::vector<Concession> concessions;
    std::vector<Contact> contacts;
    Readouts readouts;
    std::vector<Track> tracks;
    std::vector<TimelineEntry> timeline;
    std::vector<Reference> outcomes;
    Location where;
};

}  // namespace offramp
