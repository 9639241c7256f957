// The scenario format, said once: for every struct its keys, and for every key what it means, its range and
// whether it must be given. Types and defaults come from the structs. The reader, the writer, the checks, the
// JSON Schema and the reference manual are all visitors over these functions.
//
// A visitor V is called as v(Field, member) for each key and v.group(Field, body) for keys that only gather
// others in the file; body() then calls v for those.
#pragma once

#include "engine/scenario/field.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

inline constexpr std::string_view kPayoff = "payoff";  // 1 is what a typical incident is about
inline constexpr int kTopRung = kMaxRungs - 1;

void describe(auto& v, Like<MeanReverting> auto& x) {
    v(Field{.key = "initial", .meaning = "value at the start", .range = kUnit}, x.initial);
    v(Field{.key = "mean", .meaning = "value to which it returns", .range = kUnit}, x.mean);
    v(Field{.key = "relaxation", .meaning = "time constant of the return to the mean", .range = kPositive},
      x.relaxation);
    v(Field{.key = "volatility",
            .meaning = "standard deviation gathered over one year if it did not return to the mean",
            .range = kNonNegative},
      x.volatility);
}

void describe(auto& v, Like<Rung> auto& x) {
    v(Field{.key = "name", .meaning = "what standing on this rung is called", .required = true}, x.name);
    v(Field{.key = "cost", .meaning = "flow cost of standing here", .range = kNonNegative, .unit = kPayoff},
      x.cost);
}

void describe(auto& v, Like<ResolveType> auto& x) {
    v(Field{.key = "prior",
            .meaning = "probability of this type when types are drawn; those of an actor sum to 1",
            .range = {.low = 0, .high = 1, .without_low = true}},
      x.prior);
    v(Field{.key = "war_cost",
            .meaning = "what war costs a government of this type; the lower, the more resolute",
            .range = kNonNegative,
            .unit = kPayoff},
      x.war_cost);
}

void describe(auto& v, Like<TrustDynamics> auto& x) {
    v(Field{.key = "initial", .meaning = "trust in the other side at the start", .range = kUnit}, x.initial);
    v(Field{.key = "baseline", .meaning = "trust to which it slowly returns", .range = kUnit}, x.baseline);
    v(Field{.key = "relaxation",
            .meaning = "time constant of the return to the baseline",
            .range = kPositive},
      x.relaxation);
    v(Field{.key = "gain", .meaning = "factor on every rise of trust", .range = kNonNegative}, x.gain);
    v(Field{.key = "loss",
            .meaning = "factor on every fall of trust; above the gain: trust is slow up and fast down",
            .range = kNonNegative},
      x.loss);
}

void describe(auto& v, Like<AudienceCost> auto& x) {
    v(Field{.key = "scale",
            .meaning = "cost of stepping down from rung 1 to 0 in full view",
            .range = kNonNegative,
            .unit = kPayoff},
      x.scale);
    v(Field{.key = "exponent",
            .meaning = "stepping down from rung k to k - 1 costs visibility * scale * k^exponent",
            .range = kNonNegative},
      x.exponent);
}

void describe(auto& v, Like<PresencePosture> auto& x) {
    v(Field{.key = "levels",
            .meaning = "levels of military presence to choose from, increasing",
            .range = kNonNegative},
      x.levels);
    v(Field{.key = "initial", .meaning = "level at the start, one of the levels", .range = kNonNegative},
      x.initial);
    v(Field{.key = "benefit", .meaning = "value of one unit of own presence a season", .unit = kPayoff},
      x.benefit);
    v(Field{.key = "curvature",
            .meaning = "loss of curvature / 2 * presence squared: its benefit flattens",
            .range = kNonNegative,
            .unit = kPayoff},
      x.curvature);
    v(Field{.key = "nuisance",
            .meaning = "cost of one unit of the other side's presence a season",
            .range = kNonNegative,
            .unit = kPayoff},
      x.nuisance);
    v(Field{.key = "accident_loss",
            .meaning = "what an accident expected in the season costs this side",
            .range = kNonNegative,
            .unit = kPayoff},
      x.accident_loss);
}

void describe(auto& v, Like<StancePosture> auto& x) {
    v(Field{.key = "levels",
            .meaning = "levels of unpredictability to choose from, increasing",
            .range = kNonNegative},
      x.levels);
    v(Field{.key = "initial", .meaning = "level at the start, one of the levels", .range = kNonNegative},
      x.initial);
    v(Field{.key = "cost", .meaning = "cost of one unit of unpredictability a season", .unit = kPayoff},
      x.cost);
}

void describe(auto& v, Like<Posture> auto& x) {
    v(Field{.key = "choice", .meaning = "whether the levels stay as they are or are chosen anew each season"},
      x.choice);
    v(Field{.key = "rationality",
            .meaning = "sharpness of the seasonal choice; 0: every level equally likely",
            .range = kNonNegative},
      x.rationality);
    v(Field{.key = "presence", .meaning = "military presence near the other side"}, x.presence);
    v(Field{.key = "unpredictability", .meaning = "unpredictability as a stance"}, x.unpredictability);
}

void describe(auto& v, Like<AgentSettings> auto& x) {
    v(Field{.key = "rule", .meaning = "how the actor decides in a crisis"}, x.rule);
    v(Field{.key = "depth", .meaning = "rounds looked ahead (lookahead)", .range = {.low = 1, .high = 8}},
      x.depth);
    v(Field{.key = "level",
            .meaning = "steps of reasoning about the other side (level_k)",
            .range = {.low = 0, .high = 16}},
      x.level);
    v(Field{.key = "doctrine", .meaning = "fixed rule of behaviour (doctrine)"}, x.doctrine);
    v(Field{.key = "generosity",
            .meaning = "probability of holding where mirroring would mean climbing (generous)",
            .range = kUnit},
      x.generosity);
    v(Field{.key = "noise",
            .meaning = "probability that a uniformly drawn action is taken instead",
            .range = kUnit},
      x.noise);
    v(Field{.key = "stance_noise",
            .meaning = "rationality is divided by 1 + stance_noise * unpredictability",
            .range = kNonNegative},
      x.stance_noise);
    v(Field{.key = "resolve_rung",
            .meaning = "rung to which it climbs (hawk, brinkman)",
            .range = kNonNegative},
      x.resolve_rung);
    v(Field{.key = "mix",
            .meaning =
                "action: relative odds among the actions that are open; hold if none of these is (mixed)",
            .range = kNonNegative,
            .names = NameKind::kAction},
      x.mix);
    v(Field{.key = "script",
            .meaning = "the actions of the rounds of a crisis, in order; then hold (scripted)",
            .names = NameKind::kAction},
      x.script);
}

void describe(auto& v, Like<Actor> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "types",
            .meaning = "kinds of government it may have; the other side does not know which",
            .required = true,
            .names = NameKind::kType},
      x.types);
    v(Field{.key = "rationality",
            .meaning = "sharpness of decisions in a crisis; 0: every action equally likely",
            .range = kNonNegative},
      x.rationality);
    v(Field{.key = "risk_aversion",
            .meaning = "constant absolute risk aversion; 0: neutral, below 0: risk seeking"},
      x.risk_aversion);
    v(Field{.key = "discount",
            .meaning = "rate at which later payoffs of a campaign count less",
            .range = kNonNegative},
      x.discount);
    v(Field{.key = "type_renewal",
            .meaning = "mean time until the type is drawn anew and beliefs return to the prior",
            .range = kPositive},
      x.type_renewal);
    v(Field{.key = "trust", .meaning = "its trust in the other side"}, x.trust);
    v(Field{.key = "economic_pressure", .meaning = "economic pressure on it at home"}, x.economic_pressure);
    v(Field{.key = "audience_cost", .meaning = "what backing down costs at home"}, x.audience_cost);
    v(Field{.key = "calm_bonus",
            .meaning = "payoff of a crisis that ends without war or stalemate",
            .unit = kPayoff},
      x.calm_bonus);
    v(Field{.key = "posture", .meaning = "what it chooses season by season"}, x.posture);
    v(Field{.key = "agent", .meaning = "how it decides"}, x.agent);
}

void describe(auto& v, Like<Issue> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "stakes",
            .meaning = "what the issue is worth to each side",
            .range = kNonNegative,
            .required = true,
            .unit = kPayoff},
      x.stakes);
}

void describe(auto& v, Like<Channel> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "access",
            .meaning = "actors who may place a call; empty: both",
            .names = NameKind::kActor},
      x.access);
    v(Field{.key = "initial", .meaning = "state at the start"}, x.initial);
    v(Field{.key = "frozen_by", .meaning = "who froze it before the start", .names = NameKind::kActor},
      x.frozen_by);
    v(Field{.key = "frozen_since", .meaning = "when it was frozen before the start"}, x.frozen_since);
    v(Field{.key = "latency", .meaning = "time from placing a call to the answer"}, x.latency);
    v(Field{.key = "pickup", .meaning = "probability that this actor, when called, answers at all"},
      x.pickup);
    v(Field{.key = "fidelity", .meaning = "how well a message survives the channel", .range = kUnit},
      x.fidelity);
    v(Field{.key = "authority", .meaning = "how far those on the line can decide", .range = kUnit},
      x.authority);
    v(Field{.key = "cost", .meaning = "cost of placing a call", .range = kNonNegative, .unit = kPayoff},
      x.cost);
    v(Field{.key = "thaw", .meaning = "rate at which it thaws by itself while frozen"}, x.thaw);
    v(Field{.key = "thaws_with",
            .meaning = "channel whose thaw is its own too: what is frozen of those that share one comes back "
                       "at once",
            .names = NameKind::kChannel},
      x.thaws_with);
}

void describe(auto& v, Like<Action> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "move",
            .meaning = "rungs climbed (negative: stepped down)",
            .range = {.low = -kTopRung, .high = kTopRung}},
      x.move);
    v(Field{.key = "to_rung",
            .meaning = "rung moved to, instead of a move",
            .range = {.low = 0, .high = kTopRung}},
      x.to_rung);
    v(Field{.key = "signal",
            .meaning = "rung that the other side reads from it, if not the one moved to",
            .range = {.low = 0, .high = kTopRung}},
      x.signal);
    v(Field{.key = "calls",
            .meaning = "channels in order of preference; not empty: the action is a call",
            .names = NameKind::kChannel},
      x.calls);
    v(Field{.key = "cost", .meaning = "cost of taking it once", .unit = kPayoff}, x.cost);
    v(Field{.key = "freezes", .meaning = "channels frozen by it", .names = NameKind::kChannel}, x.freezes);
    v(Field{.key = "cancels", .meaning = "contacts that it calls off", .names = NameKind::kContact},
      x.cancels);
    v(Field{.key = "cancels_for",
            .meaning = "how long what it cancels is off; 0h: the next occasion, however far",
            .range = kNonNegative},
      x.cancels_for);
    v(Field{.key = "suspends", .meaning = "cooperation tracks suspended by it", .names = NameKind::kTrack},
      x.suspends);
    v(Field{.key = "actors", .meaning = "who may use it; empty: both", .names = NameKind::kActor}, x.actors);
    v(Field{.key = "role", .meaning = "only the side in this role may use it"}, x.role);
    v(Field{.key = "incidents",
            .meaning = "where it may be used; empty: everywhere",
            .names = NameKind::kIncident},
      x.incidents);
    v(Field{.key = "lowest_rung",
            .meaning = "own rung from which on it may be used",
            .range = {.low = 0, .high = kTopRung}},
      x.lowest_rung);
    v(Field{.key = "highest_rung",
            .meaning = "own rung up to which it may be used",
            .range = {.low = 0, .high = kTopRung}},
      x.highest_rung);
    v(Field{.key = "from_round",
            .meaning = "first round of the crisis in which it can be taken, counted from 0",
            .range = {.low = 0, .high = kMaxRounds}},
      x.from_round);
    v(Field{.key = "reversible",
            .meaning = "false: can be taken once in a crisis, and its effects stand until the end"},
      x.reversible);
    v(Field{.key = "ends_incident", .meaning = "ends what persists of the incident, such as an overflight"},
      x.ends_incident);
    v(Field{.key = "tension", .meaning = "added to tension", .range = {.low = -1, .high = 1}}, x.tension);
    v(Field{.key = "trust", .meaning = "added to the other side's trust", .range = {.low = -1, .high = 1}},
      x.trust);
}

void describe(auto& v, Like<Incident> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "domain", .meaning = "air, sea, space, cyber, diplomacy: for grouping results"}, x.domain);
    v(Field{.key = "issue", .meaning = "what it is about", .names = NameKind::kIssue}, x.issue);
    v(Field{.key = "rate", .meaning = "how often it happens, before excitation", .required = true}, x.rate);
    v(Field{.key = "excited_by",
            .meaning = "incident: how many of this type one of that type sets off on average",
            .range = kNonNegative,
            .names = NameKind::kIncident},
      x.excited_by);
    v(Field{.key = "excitation_decay",
            .meaning = "mean delay of the incidents that others set off",
            .range = kPositive},
      x.excitation_decay);
    v(Field{.key = "provoker", .meaning = "relative odds that each actor provokes it", .range = kNonNegative},
      x.provoker);
    v(Field{.key = "stakes",
            .meaning = "factor on the issue's stakes; without an issue, the stakes themselves",
            .range = kNonNegative},
      x.stakes);
    v(Field{.key = "visibility", .meaning = "factor on audience costs: how public it is", .range = kUnit},
      x.visibility);
    v(Field{.key = "provoker_rung",
            .meaning = "rung on which the provoker starts",
            .range = {.low = 0, .high = kTopRung}},
      x.provoker_rung);
    v(Field{.key = "victim_rung",
            .meaning = "rung on which the victim starts",
            .range = {.low = 0, .high = kTopRung}},
      x.victim_rung);
    v(Field{.key = "round", .meaning = "time between two decisions in the crisis", .range = kPositive},
      x.round);
    v(Field{.key = "rounds",
            .meaning = "rounds after which the crisis is a stalemate that fades",
            .range = {.low = 1, .high = kMaxRounds}},
      x.rounds);
    v(Field{.key = "persists",
            .meaning = "rounds for which the incident itself goes on",
            .range = {.low = 0, .high = kMaxRounds}},
      x.persists);
    v(Field{.key = "persistence_cost",
            .meaning = "flow cost to the victim while it goes on",
            .range = kNonNegative,
            .unit = kPayoff},
      x.persistence_cost);
    v(Field{.key = "accident", .meaning = "probability that it was an accident"}, x.accident);
    v(Field{.key = "recognised", .meaning = "probability that the victim recognises an accident as one"},
      x.recognised);
    v(Field{.key = "relief",
            .meaning = "rungs by which the victim of a recognised accident starts lower",
            .range = {.low = 0, .high = kTopRung}},
      x.relief);
    v(Field{.key = "opens_crisis", .meaning = "probability that it opens a crisis"}, x.opens_crisis);
    v(Field{.key = "hazard", .meaning = "rate of accidents while the crisis runs"}, x.hazard);
    v(Field{.key = "two_rung_accident",
            .meaning = "probability that an accident raises both rungs by two instead of one",
            .range = kUnit},
      x.two_rung_accident);
    v(Field{.key = "harm", .meaning = "probability that an accident does physical harm"}, x.harm);
    v(Field{.key = "harm_cost", .meaning = "cost of physical harm", .range = kNonNegative, .unit = kPayoff},
      x.harm_cost);
    v(Field{.key = "tension", .meaning = "added to tension when it happens", .range = {.low = -1, .high = 1}},
      x.tension);
    v(Field{.key = "recent_weight",
            .meaning = "what it adds to the feature recent_incidents",
            .range = kNonNegative},
      x.recent_weight);
}

void describe(auto& v, Like<CrisisRules> auto& x) {
    v(Field{.key = "moves", .meaning = "whether both sides move at once or in turn"}, x.moves);
    v(Field{.key = "misperception", .meaning = "probability that an action is seen one rung off"},
      x.misperception);
    v(Field{.key = "off_ramp",
            .meaning = "probability, times fidelity and authority of the channel, that an answered call "
                       "settles the crisis"},
      x.off_ramp);
    v(Field{.key = "settlement_share",
            .meaning = "share of its stakes that each side gets in a settlement",
            .range = kUnit},
      x.settlement_share);
    v(Field{.key = "victory_share",
            .meaning = "share of its stakes for the side that stood firm",
            .range = kUnit},
      x.victory_share);
    v(Field{.key = "defeat_share",
            .meaning = "share of its stakes for the side that backed down",
            .range = kUnit},
      x.defeat_share);
    v(Field{.key = "stalemate_share",
            .meaning = "share of its stakes that each side gets in a stalemate",
            .range = kUnit},
      x.stalemate_share);
    v(Field{.key = "war_share",
            .meaning = "share of its stakes that each side gets from a war",
            .range = kUnit},
      x.war_share);
    v(Field{.key = "face_saving",
            .meaning = "share of the audience cost that an off-ramp over a channel spares",
            .range = kUnit},
      x.face_saving);
    v(Field{.key = "calm_rung",
            .meaning = "stepping down to the bottom while the other stands here or higher is backing down",
            .range = {.low = 1, .high = kTopRung}},
      x.calm_rung);
    v(Field{.key = "complication_rungs",
            .meaning = "rungs by which an incident during a crisis raises both sides, never to war",
            .range = {.low = 0, .high = kTopRung}},
      x.complication_rungs);
    v(Field{.key = "leaf_war_risk",
            .meaning =
                "risk of war beyond the horizon of lookahead: leaf_war_risk * (higher rung / war rung)^2",
            .range = kUnit},
      x.leaf_war_risk);
}

void describe(auto& v, Like<SolverSettings> auto& x) {
    v(Field{.key = "beliefs",
            .meaning =
                "points between certainty that an actor is of one type and of another at which the game is "
                "solved, both ends included",
            .range = {.low = 2, .high = 101}},
      x.beliefs);
    v(Field{.key = "configurations",
            .meaning = "combinations of channels and of what can be done once that are told apart at most; "
                       "beyond them, an action that can be taken once is solved as if it could be repeated",
            .range = {.low = 1, .high = 4096}},
      x.configurations);
    v(Field{.key = "harms",
            .meaning = "harms done in a crisis that are counted when later odds are worked out",
            .range = {.low = 0, .high = 10}},
      x.harms);
}

void describe(auto& v, Like<ContextFeature> auto& x) {
    v(Field{.key = "feature",
            .meaning = "a feature of the campaign",
            .required = true,
            .names = NameKind::kFeature},
      x.feature);
    v(Field{.key = "values",
            .meaning = "values of the feature at which crises are solved, increasing; play takes the nearest",
            .required = true},
      x.values);
}

void describe(auto& v, Like<Aftermath> auto& x) {
    constexpr Range change{.low = -1, .high = 1};
    v(Field{.key = "per_rung",
            .meaning = "change for each rung of the highest rung reached",
            .range = change},
      x.per_rung);
    v(Field{.key = "settlement", .meaning = "change if it was settled", .range = change}, x.settlement);
    v(Field{.key = "backing_down", .meaning = "change if one side backed down", .range = change},
      x.backing_down);
    v(Field{.key = "stalemate", .meaning = "change if it faded", .range = change}, x.stalemate);
    v(Field{.key = "harm", .meaning = "change for each accident with physical harm", .range = change},
      x.harm);
    v(Field{.key = "unanswered_call",
            .meaning = "change for each call that was not answered",
            .range = change},
      x.unanswered_call);
}

void describe(auto& v, Like<GuardrailRule> auto& x) {
    v(Field{.key = "actions", .meaning = "actions ruled out", .required = true, .names = NameKind::kAction},
      x.actions);
    v(Field{.key = "until_round",
            .meaning = "binds in rounds before this one; 0: in every round",
            .range = {.low = 0, .high = kMaxRounds}},
      x.until_round);
    v(Field{.key = "breach_cost",
            .meaning = "cost of taking such an action all the same",
            .range = kNonNegative,
            .unit = kPayoff},
      x.breach_cost);
}

void describe(auto& v, Like<Guardrail> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "in_force", .meaning = "in force at the start"}, x.in_force);
    v(Field{.key = "accept",
            .meaning = "probability that each side accepts it in a season (adoption: seasonal)"},
      x.accept);
    v(Field{.key = "rules", .meaning = "what it rules out in a crisis"}, x.rules);
    v(Field{.key = "opens",
            .meaning = "channels that exist only while it is in force",
            .names = NameKind::kChannel},
      x.opens);
    v(Field{.key = "upkeep", .meaning = "flow cost while it is in force", .unit = kPayoff}, x.upkeep);
}

void describe(auto& v, Like<Concession> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "by", .meaning = "the side that concedes", .required = true, .names = NameKind::kActor},
      x.by);
    v(Field{.key = "in_force", .meaning = "in force from the start"}, x.in_force);
    v(Field{.key = "presence_cap",
            .meaning = "its presence stays at or below this; the cap itself is a level it can choose",
            .range = kNonNegative},
      x.presence_cap);
    v(Field{.key = "unpredictability_cap",
            .meaning = "its unpredictability stays at or below this; the cap itself can be chosen",
            .range = kNonNegative},
      x.unpredictability_cap);
    v(Field{.key = "pays", .meaning = "flow to each side; below 0: what it costs", .unit = kPayoff}, x.pays);
    v(Field{.key = "economic_pressure",
            .meaning = "added to the initial value and the mean of each side's economic pressure",
            .range = {.low = -1, .high = 1}},
      x.economic_pressure);
}

void describe(auto& v, Like<Contact> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "dates", .meaning = "days on which it is planned"}, x.dates);
    v(Field{.key = "cadence",
            .meaning = "time between two planned meetings; 0h: only the dates",
            .range = kNonNegative},
      x.cadence);
    v(Field{.key = "irregular", .meaning = "the cadence is a mean, and meetings come at random (Poisson)"},
      x.irregular);
    v(Field{.key = "from", .meaning = "first meeting of the cadence; without it, the start"}, x.from);
    v(Field{.key = "until", .meaning = "no meeting of the cadence after this day; without it, the end"},
      x.until);
    v(Field{.key = "hold", .meaning = "probability that a planned meeting is held"}, x.hold);
    v(Field{.key = "trust",
            .meaning = "added to the trust of each side when held",
            .range = {.low = -1, .high = 1}},
      x.trust);
    v(Field{.key = "tension", .meaning = "added to tension when held", .range = {.low = -1, .high = 1}},
      x.tension);
    v(Field{.key = "thaws",
            .meaning = "channel: probability that the meeting thaws it",
            .range = kUnit,
            .names = NameKind::kChannel},
      x.thaws);
    v(Field{.key = "opens",
            .meaning = "track: probability that the meeting opens it",
            .range = kUnit,
            .names = NameKind::kTrack},
      x.opens);
    v(Field{.key = "readout", .meaning = "each side issues a readout afterwards"}, x.readout);
    v(Field{.key = "focal", .meaning = "a date that both want to reach calm: drives summit_proximity"},
      x.focal);
    v(Field{.key = "lead",
            .meaning = "how long before the day its nearness begins to be felt (focal)",
            .range = kPositive},
      x.lead);
}

void describe(auto& v, Like<Readouts> auto& x) {
    v(Field{.key = "score",
            .meaning = "score of the tone, an ordered logit: low is blaming, high is constructive"},
      x.score);
    v(Field{.key = "blaming_below", .meaning = "score at which a readout blames as likely as not"},
      x.blaming_below);
    v(Field{.key = "constructive_above",
            .meaning = "score at which a readout is constructive as likely as not"},
      x.constructive_above);
    v(Field{.key = "gap_trust",
            .meaning = "added to both trusts for each step between the two tones",
            .range = {.low = -1, .high = 1}},
      x.gap_trust);
    v(Field{.key = "blaming_tension",
            .meaning = "added to tension for each blaming readout",
            .range = {.low = -1, .high = 1}},
      x.blaming_tension);
}

void describe(auto& v, Like<Track> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "value", .meaning = "flow value while open", .unit = kPayoff}, x.value);
    v(Field{.key = "initially_open", .meaning = "open at the start"}, x.initially_open);
    v(Field{.key = "suspend_rung",
            .meaning = "a crisis that reaches this rung suspends it; above the ladder: never",
            .range = {.low = 0, .high = kTopRung}},
      x.suspend_rung);
    v(Field{.key = "reopen", .meaning = "rate at which it reopens by itself"}, x.reopen);
    v(Field{.key = "trust", .meaning = "added to both trusts while open", .unit = "trust"}, x.trust);
}

void describe(auto& v, Like<TimelineEntry> auto& x) {
    constexpr Range change{.low = -1, .high = 1};
    v(Field{.key = "date", .meaning = "when", .required = true}, x.date);
    v(Field{.key = "label", .meaning = "what happened, for people"}, x.label);
    v(Field{.key = "incident", .meaning = "incident that happens then", .names = NameKind::kIncident},
      x.incident);
    v(Field{.key = "provoker", .meaning = "who provokes it; without it, drawn", .names = NameKind::kActor},
      x.provoker);
    v(Field{.key = "tension", .meaning = "added to tension", .range = change}, x.tension);
    v(Field{.key = "trust", .meaning = "added to the trust of each side", .range = change}, x.trust);
    v(Field{.key = "economic_pressure",
            .meaning = "added to the economic pressure on each side",
            .range = change},
      x.economic_pressure);
    v(Field{.key = "third_party_pressure",
            .meaning = "added to the pressure of third countries",
            .range = change},
      x.third_party_pressure);
    v(Field{.key = "freezes", .meaning = "channels frozen", .names = NameKind::kChannel}, x.freezes);
    v(Field{.key = "thaws", .meaning = "channels thawed", .names = NameKind::kChannel}, x.thaws);
    v(Field{.key = "cuts", .meaning = "channels cut", .names = NameKind::kChannel}, x.cuts);
    v(Field{.key = "by", .meaning = "who freezes or cuts them", .names = NameKind::kActor}, x.by);
    v(Field{.key = "opens_tracks", .meaning = "cooperation tracks opened", .names = NameKind::kTrack},
      x.opens_tracks);
    v(Field{.key = "suspends_tracks", .meaning = "cooperation tracks suspended", .names = NameKind::kTrack},
      x.suspends_tracks);
}

void describe(auto& v, Like<PolicyInfo> auto& x) {
    v(Field{.key = "name", .meaning = "name of the policy, in results"}, x.name);
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
}

void describe(auto& v, Like<Scenario> auto& x) {
    v(Field{.key = "name", .meaning = "name of the scenario, in results", .required = true}, x.name);
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "description", .meaning = "what it is about, and its sources"}, x.description);
    v(Field{.key = "policy", .meaning = "the policy that is in place"}, x.policy);
    v.group(Field{.key = "time", .meaning = "the campaign", .required = true}, [&] {
        v(Field{.key = "start", .meaning = "first moment", .required = true}, x.start);
        v(Field{.key = "end", .meaning = "last moment", .required = true}, x.end);
        v(Field{.key = "season",
                .meaning = "time between two choices of posture and guardrails",
                .range = kPositive},
          x.season);
        v(Field{.key = "tick", .meaning = "time step of tension, trust and pressures", .range = kPositive},
          x.tick);
        v(Field{.key = "recent_memory",
                .meaning = "time constant with which recent_incidents forgets",
                .range = kPositive},
          x.recent_memory);
    });
    v(Field{.key = "tension", .meaning = "how tense relations are"}, x.tension);
    v(Field{.key = "third_party_pressure", .meaning = "pressure of third countries on both sides"},
      x.third_party_pressure);
    v(Field{.key = "ladder",
            .meaning = "rungs of escalation from the bottom (0) to war, the last",
            .required = true},
      x.ladder);
    v(Field{.key = "actors", .meaning = "the two sides", .required = true, .names = NameKind::kActor},
      x.actors);
    v(Field{.key = "issues", .meaning = "what they contend for", .names = NameKind::kIssue}, x.issues);
    v(Field{.key = "channels", .meaning = "lines of communication", .names = NameKind::kChannel}, x.channels);
    v(Field{.key = "actions",
            .meaning = "what a side can do in a round of a crisis",
            .required = true,
            .names = NameKind::kAction},
      x.actions);
    v(Field{.key = "incidents",
            .meaning = "what can happen and open a crisis; timeline incidents always open one",
            .required = true,
            .names = NameKind::kIncident},
      x.incidents);
    v(Field{.key = "crisis", .meaning = "rules of the crisis game"}, x.crisis);
    v(Field{.key = "solver", .meaning = "how finely the crisis game is solved (equilibrium)"}, x.solver);
    v(Field{.key = "contexts",
            .meaning =
                "features that solved crises tell apart (equilibrium); others are held at the value with "
                "which the campaign begins. Guardrails and open channels are always told apart"},
      x.contexts);
    v.group(Field{.key = "aftermath", .meaning = "what a crisis leaves behind"}, [&] {
        v(Field{.key = "tension", .meaning = "changes of tension"}, x.aftermath_tension);
        v(Field{.key = "trust", .meaning = "changes of both trusts"}, x.aftermath_trust);
    });
    v(Field{.key = "posture_risk",
            .meaning = "accidents that the sides expect in a season for each unit of presence of either"},
      x.posture_risk);
    v(Field{.key = "presence_accidents",
            .meaning =
                "whether accidents of presence cost what they do in simulated crises, or the loss that "
                "posture_risk expects is paid as a flow"},
      x.presence_accidents);
    v(Field{.key = "guardrails", .meaning = "agreements that bind both sides", .names = NameKind::kGuardrail},
      x.guardrails);
    v(Field{.key = "adoption",
            .meaning = "whether guardrails stay as given, are accepted season by season, or are those that "
                       "both sides accept in the guardrail game"},
      x.adoption);
    v(Field{.key = "concessions",
            .meaning = "what a side can give so that the other accepts a guardrail",
            .names = NameKind::kConcession},
      x.concessions);
    v(Field{.key = "contacts", .meaning = "the diplomatic calendar", .names = NameKind::kContact},
      x.contacts);
    v(Field{.key = "readouts", .meaning = "what each side says after a contact"}, x.readouts);
    v(Field{.key = "tracks", .meaning = "cooperation", .names = NameKind::kTrack}, x.tracks);
    v(Field{.key = "timeline", .meaning = "what happens on given dates"}, x.timeline);
    v(Field{.key = "outcomes", .meaning = "outcomes to report first", .names = NameKind::kOutcome},
      x.outcomes);
}

}  // namespace offramp
