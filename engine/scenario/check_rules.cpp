// SPDX-License-Identifier: Apache-2.0
// Rules between members: what an analyst may write that is well formed and makes no sense.
#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/elementary.hpp"
#include "engine/base/find_named.hpp"
#include "engine/base/index.hpp"
#include "engine/scenario/check.hpp"
#include "engine/scenario/features.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

namespace {

class RuleCheck {
  public:
    explicit RuleCheck(const Scenario& scenario)
        : scenario_(scenario), war_(static_cast<int>(scenario.ladder.size()) - 1) {
        check_time();
        check_ladder();
        for (const Actor& actor : scenario.actors) check_actor(actor);
        for (const Channel& channel : scenario.channels) check_channel(channel);
        for (const Action& action : scenario.actions) check_action(action);
        for (const Incident& incident : scenario.incidents) check_incident(incident);
        for (const Contact& contact : scenario.contacts) check_contact(contact);
        for (const Concession& concession : scenario.concessions) check_concession(concession);

        for (const TimelineEntry& entry : scenario.timeline) check_entry(entry);
        check_crisis();
        check_moves();
        check_solver();
        check_always_an_action();
        check_excitation();
    }

    std::vector<Diagnostic> diagnostics;

  private:
    void problem(const Location& where, std::string message, std::string hint = "") {
        diagnostics.push_back({where, std::move(message), std::move(hint)});
    }

    double length() const { return scenario_.end.hours - scenario_.start.hours; }

    void check_time() {
        const Scenario& s = scenario_;
        if (length() <= 0) {
            problem(s.where, fmt::format("the campaign ends ({}) before it has begun ({})",
                                         format_date(s.end), format_date(s.start)));
            return;
        }
        if (s.tick > s.season) {
            problem(s.where, fmt::format("the tick ({}) is longer than the season ({})",
                                         format_duration(s.tick), format_duration(s.season)));
        }
        if (length() / s.tick.value > kMaxTicks) {
            problem(s.where, fmt::format("the campaign has more than {} ticks", kMaxTicks),
                    "take a longer tick or a shorter campaign");
        }
    }

    void check_ladder() {
        if (war_ < 2) {
            problem(scenario_.where, fmt::format("the ladder has {} rungs", scenario_.ladder.size()),
                    "it needs at least 3: the bottom, something between, and war, the last");
        }
        for (std::size_t i = 0; i < scenario_.ladder.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (scenario_.ladder[i].name == scenario_.ladder[j].name) {
                    problem(scenario_.ladder[i].where,
                            fmt::format("the rung '{}' is on the ladder twice", scenario_.ladder[i].name));
                }
            }
        }
    }

    // A rung must exist and be at most `highest`. Silent where the ladder itself is missing.
    void check_rung(std::string_view key, int rung, int highest, const Location& where) {
        if (war_ < 2 || (rung >= 0 && rung <= highest)) return;
        problem(where, fmt::format("{}: there is no rung {} that is allowed here", key, rung),
                fmt::format("rungs here run from 0 to {}; {} is war", highest, war_));
    }

    void check_actor(const Actor& actor) {
        if (actor.name == "base" || actor.name == "effects") {
            problem(actor.where,
                    fmt::format("an actor cannot be called '{}', which is a key of models", actor.name));
        }
        const double sum =
            std::accumulate(actor.types.begin(), actor.types.end(), 0.0,
                            [](double total, const ResolveType& t) { return total + t.prior; });
        if (actor.types.empty()) {
            problem(actor.where, fmt::format("{} has no resolve type", actor.name),
                    "types: {only: {prior: 1, war_cost: 10}}");
        } else if (std::abs(sum - 1) > 1e-9) {
            problem(actor.where, fmt::format("the priors of the types of {} sum to {}, not to 1", actor.name,
                                             format_number(sum)));
        }
        check_levels("presence", actor.posture.presence, actor);
        check_levels("unpredictability", actor.posture.unpredictability, actor);
        const AgentSettings& agent = actor.agent;
        const Location& where = agent.where.file.empty() ? actor.where : agent.where;
        const int resolve_rung = std::get<DoctrineRule>(agent.rules).resolve_rung;
        const auto& mix = std::get<MixedRule>(agent.rules).mix;
        const auto& script = std::get<ScriptedRule>(agent.rules).script;
        if (war_ >= 2) check_rung("resolve_rung", std::min(resolve_rung, war_), war_, where);
        const double odds = std::accumulate(mix.begin(), mix.end(), 0.0,
                                            [](double total, const Weight& w) { return total + w.value; });
        if (agent.rule == kRule<MixedRule> && odds <= 0) {
            problem(where, fmt::format("{} decides by a mixture that is empty", actor.name),
                    "mix: {hold: 3, climb: 1}");
        }
        if (agent.rule == kRule<ScriptedRule> && script.empty()) {
            problem(where, fmt::format("{} follows a script that is empty", actor.name),
                    "script: [hold, step_down]");
        }
        for (const Reference& step : script) check_use(actor, step.name, step.where);
        for (const Weight& part : mix) check_use(actor, part.name, part.where);
    }

    void check_use(const Actor& actor, const std::string& name, const Location& where) {
        const Action* const action = find_named(scenario_.actions, name);
        if (action && !may_use(actor, *action))
            problem(where, fmt::format("{} may not use the action '{}'", actor.name, name));
    }

    template <class PostureKind>
    void check_levels(std::string_view key, const PostureKind& posture, const Actor& actor) {
        const Location& where = posture.where.file.empty() ? actor.where : posture.where;
        const std::vector<double>& levels = posture.levels;
        if (levels.empty() || levels.size() > static_cast<std::size_t>(kMaxLevels)) {
            problem(where, fmt::format("{} has {} levels", key, levels.size()),
                    fmt::format("1 to {} are possible", kMaxLevels));
        } else if (std::adjacent_find(levels.begin(), levels.end(), std::greater_equal<>()) != levels.end()) {
            problem(where, fmt::format("the levels of {} do not increase", key));
        } else if (std::find(levels.begin(), levels.end(), posture.initial) == levels.end()) {
            problem(where, fmt::format("{}: the initial level {} is not one of the levels", key,
                                       format_number(posture.initial)));
        }
    }

    static bool may_use(const Actor& actor, const Action& action) {
        return all_or_has_named(action.actors, actor.name);
    }

    void check_channel(const Channel& channel) {
        if (channel.initial == ChannelState::kOpen && (channel.frozen_by || channel.frozen_since)) {
            problem(channel.where,
                    fmt::format("the channel '{}' is open and yet says who froze it, or when", channel.name),
                    "initial: frozen");
        }
        if (channel.frozen_since && *channel.frozen_since > scenario_.start && length() > 0) {
            problem(
                channel.where,
                fmt::format("the channel '{}' is frozen at the start, but since a later date", channel.name),
                "freeze it in the timeline instead");
        }
        if (channel.thaws_with) check_thaws_with(channel, *channel.thaws_with);
    }

    void check_thaws_with(const Channel& channel, const Reference& other) {
        const Channel* const found = find_named(scenario_.channels, other.name);
        if (!found) return;  // reported elsewhere
        if (const std::optional<Reference>& next = found->thaws_with; next) {
            problem(other.where,
                    fmt::format("'{}' thaws with '{}', which thaws with another channel itself", channel.name,
                                other.name),
                    next->name == channel.name ? "name only one of the two"
                                               : fmt::format("name '{}'", next->name));
        }
        if (channel.thaw.base > 0.0) {
            problem(channel.where,
                    fmt::format("the channel '{}' has a thaw of its own and thaws with '{}'", channel.name,
                                other.name),
                    "keep either thaw or thaws_with");
        }
    }

    void check_action(const Action& action) {
        if (action.to_rung && action.move != 0) {
            problem(action.where,
                    fmt::format("the action '{}' has both a move and a rung to move to", action.name),
                    "keep either move or to_rung");
        }
        if (action.to_rung) check_rung("to_rung", *action.to_rung, war_, action.where);
        if (action.calls.empty() && !action.terms.empty()) {
            problem(action.where, fmt::format("the action '{}' has terms and calls nobody", action.name),
                    "terms belong to calls");
        }
        check_terms(fmt::format("the action '{}'", action.name), action.terms, action.where);
        if (action.cancels_for.value > 0.0 && action.cancels.empty()) {
            problem(action.where, fmt::format("the action '{}' cancels nothing", action.name),
                    "cancels_for limits cancels");
        }
        if (action.signal) check_rung("signal", *action.signal, war_, action.where);
        check_rung("lowest_rung", action.lowest_rung, war_ - 1, action.where);
        if (action.highest_rung) {
            check_rung("highest_rung", *action.highest_rung, war_, action.where);
            if (*action.highest_rung < action.lowest_rung) {
                problem(action.where, fmt::format("the action '{}' can be used on no rung", action.name),
                        "highest_rung is below lowest_rung");
            }
        }
    }

    // Otherwise a side could find itself without a move in the middle of a crisis.
    void check_always_an_action() {
        for (const Actor& actor : scenario_.actors) {
            const bool has_one =
                std::any_of(scenario_.actions.begin(), scenario_.actions.end(), [&](const Action& action) {
                    const bool everywhere =
                        action.lowest_rung == 0 && (!action.highest_rung || *action.highest_rung >= war_ - 1);
                    const bool always = action.from_round == 0 && action.reversible && !action.ends_incident;
                    return action.move == 0 && !action.to_rung && action.calls.empty() && !action.role &&
                           action.incidents.empty() && always && everywhere && may_use(actor, action);
                });
            if (!has_one) {
                problem(scenario_.where, fmt::format("{} has no action that is always available", actor.name),
                        "add an action like 'hold: {}', for every round and rung, as often as one likes");
            }
        }
    }

    void check_incident(const Incident& incident) {
        check_rung("provoker_rung", incident.provoker_rung, war_ - 1, incident.where);
        check_rung("victim_rung", incident.victim_rung, war_ - 1, incident.where);
        if (incident.provoker[0] + incident.provoker[1] <= 0) {
            problem(incident.where,
                    fmt::format("nobody can provoke the incident '{}': both odds are 0", incident.name));
        }
        if (incident.persists > incident.rounds) {
            problem(incident.where,
                    fmt::format("the incident '{}' persists for {} rounds, longer than its crisis "
                                "can last ({})",
                                incident.name, incident.persists, incident.rounds));
        }
        const std::vector<Feature> features = features_of(scenario_);
        double worst = elementary::log(incident.rate.base);
        for (const Effect& effect : incident.rate.effects) {
            if (const Feature* feature = find_named(features, effect.feature))
                worst += std::max(effect.coefficient * feature->low, effect.coefficient * feature->high);
        }
        if (is_exposed(incident)) {
            double exposure = 0.0;
            for (int i = 0; i < kActors; ++i) {
                const std::vector<double>& levels = scenario_.actors[at(i)].posture.presence.levels;
                if (!levels.empty()) exposure += incident.per_presence[i] * levels.back();
            }
            worst += elementary::log(exposure);
        }
        if (worst > elementary::log(kMaxIncidentRate)) {
            problem(
                incident.rate.where,
                fmt::format("the incident '{}' could happen {:.3g} times an hour when all features are at "
                            "their worst",
                            incident.name, elementary::exp(worst)),
                fmt::format("at most {} an hour; are the coefficients too large?", kMaxIncidentRate));
        }
    }

    void check_contact(const Contact& contact) {
        if (contact.dates.empty() && contact.cadence.value <= 0) {
            problem(contact.where, fmt::format("the contact '{}' is never planned", contact.name),
                    "give dates, a cadence, or both");
        }
        if (contact.cadence.value > 0 && length() / contact.cadence.value > kMaxMeetings) {
            problem(contact.where, fmt::format("the contact '{}' is planned more than {} times", contact.name,
                                               kMaxMeetings));
        }
        if (contact.cadence.value <= 0 && (contact.from || contact.until)) {
            problem(contact.where, fmt::format("the contact '{}' has no cadence", contact.name),
                    "from and until limit the cadence");
        }
        if (contact.cadence.value <= 0 && contact.irregular) {
            problem(contact.where, fmt::format("the contact '{}' has no cadence", contact.name),
                    "irregular says how the meetings of a cadence come");
        }
        if (contact.irregular && !contact.dates.empty()) {
            problem(contact.where, fmt::format("the contact '{}' is irregular and has dates", contact.name),
                    "keep either, or write two contacts");
        }
        if (contact.focal && contact.irregular) {
            problem(contact.where,
                    fmt::format("the contact '{}' is focal and irregular: nobody can look forward to it",
                                contact.name),
                    "a focal contact needs dates, or a cadence that is kept");
        }
        if (contact.from && contact.until && *contact.until < *contact.from) {
            problem(contact.where, fmt::format("the contact '{}' ends before it begins", contact.name));
        }
        if (std::adjacent_find(contact.dates.begin(), contact.dates.end(), std::greater_equal<>()) !=
            contact.dates.end()) {
            problem(contact.where, fmt::format("the dates of '{}' are not in order", contact.name));
        }
    }

    void check_concession(const Concession& c) {
        const auto any = [](double a, double b) { return a != 0 || b != 0; };
        if (!c.presence_cap && !c.unpredictability_cap && !any(c.pays[0].value, c.pays[1].value) &&
            !any(c.economic_pressure[0], c.economic_pressure[1])) {
            problem(c.where, fmt::format("the concession '{}' concedes nothing", c.name),
                    "give a presence_cap, an unpredictability_cap, pays or economic_pressure");
        }
    }

    void check_entry(const TimelineEntry& entry) {
        if (length() > 0 && (entry.date < scenario_.start || entry.date > scenario_.end)) {
            problem(entry.where, fmt::format("{} is outside the campaign ({} to {})", format_date(entry.date),
                                             format_date(scenario_.start), format_date(scenario_.end)));
        }
        if (entry.provoker && !entry.incident) {
            problem(entry.where, "there is a provoker but no incident");
        }
        for (const Reference& guardrail : entry.adopts) {
            if (has_named(entry.ends, guardrail.name))
                problem(guardrail.where, fmt::format("'{}' is adopted and ended at once", guardrail.name));
        }
        if (entry.by && entry.freezes.empty() && entry.cuts.empty()) {
            problem(entry.where, "'by' says who freezes or cuts channels, and there are none");
        }
    }

    void check_terms(std::string_view whose, const std::vector<double>& terms, const Location& where) {
        if (std::adjacent_find(terms.begin(), terms.end(), std::greater_equal<>()) != terms.end()) {
            problem(where, fmt::format("the terms of {} do not increase", whose));
        }
    }

    // Each of the terms that a call can carry is a move of its own.
    void check_moves() {
        for (const Incident& incident : scenario_.incidents) {
            std::size_t moves = 0;
            for (const Action& action : scenario_.actions) {
                const auto& terms = action.terms.empty() ? scenario_.crisis.terms : action.terms;
                if (all_or_has_named(action.incidents, incident.name))
                    moves += action.calls.empty() ? 1 : terms.size();
            }
            if (moves > static_cast<std::size_t>(kMaxMoves)) {
                problem(incident.where,
                        fmt::format("there are {} moves in the incident '{}': an action each, and a call for "
                                    "each of its terms",
                                    moves, incident.name),
                        fmt::format("at most {}; give calls fewer terms", kMaxMoves));
            }
        }
    }

    void check_crisis() {
        const CrisisRules& crisis = scenario_.crisis;
        if (crisis.terms.empty()) {
            problem(scenario_.where, "crisis.terms: a call has to carry some terms",
                    "terms: [0] is a stand-still");
        }
        check_terms("crises", crisis.terms, scenario_.where);
        if (std::abs(crisis.war_share[0] + crisis.war_share[1]) > 1e-9) {
            problem(
                scenario_.where,
                fmt::format("crisis.war_share: what one side gains the other loses, and {} and {} do not sum "
                            "to 0",
                            format_number(crisis.war_share[0]), format_number(crisis.war_share[1])),
                "what each side can expect, for example war_share: {A: 0.1, B: -0.1}");
        }
        check_rung("crisis.calm_rung", crisis.calm_rung, war_, scenario_.where);
        check_rung("crisis.complication_rungs", crisis.complication_rungs, war_, scenario_.where);
        if (scenario_.readouts.blaming_below > scenario_.readouts.constructive_above) {
            problem(scenario_.where, "readouts: blaming_below is above constructive_above");
        }
    }

    // Solved crises must fit into memory.
    void check_solver() {
        const SolverSettings& solver = scenario_.solver;
        double points = 1.0;
        for (const Actor& actor : scenario_.actors) {
            for (std::size_t k = 1; k < actor.types.size();
                 ++k) {  // of a simplex with solver.beliefs along an edge
                points *= (solver.beliefs - 1.0 + static_cast<double>(k)) / static_cast<double>(k);
            }
        }
        if (points > kMaxBeliefPoints) {
            problem(
                solver.where,
                fmt::format("solver: {:.0f} pairs of beliefs are more than {:.0f}", points, kMaxBeliefPoints),
                "take fewer beliefs or fewer types");
        }
        double contexts = 1.0;
        const std::vector<Feature> features = features_of(scenario_);
        for (std::size_t k = 0; k < scenario_.contexts.size(); ++k) {
            const ContextFeature& context = scenario_.contexts[k];
            contexts *= static_cast<double>(std::max<std::size_t>(context.values.size(), 1));
            check_context(context, features);
            for (std::size_t n = 0; n < k; ++n) {
                if (scenario_.contexts[n].feature.name == context.feature.name) {
                    problem(context.feature.where,
                            fmt::format("contexts: \"{}\" is there twice", context.feature.name));
                }
            }
        }
        if (contexts > kMaxContexts) {
            problem(scenario_.contexts.front().where,
                    fmt::format("contexts: {:.0f} combinations of values are more than {:.0f}", contexts,
                                kMaxContexts));
        }
    }

    void check_context(const ContextFeature& context, const std::vector<Feature>& features) {
        const Feature* const feature = find_named(features, context.feature.name);
        if (!feature) return;  // an unknown name, reported as such
        if (feature->row->told_apart == ToldApart::kAlways) {
            problem(context.feature.where,
                    fmt::format("contexts: \"{}\" belongs to the crisis itself or is always told apart",
                                context.feature.name),
                    "name a feature of the campaign, such as tension");
        }
        if (context.values.empty() ||
            !std::is_sorted(context.values.begin(), context.values.end(), std::less_equal{})) {
            problem(context.where, "contexts: the values must increase, and there must be one");
        }
        for (const double value : context.values) {
            if (value < feature->low || value > feature->high) {
                problem(context.where,
                        fmt::format("contexts: {} is not between {} and {}, the range of \"{}\"", value,
                                    feature->low, feature->high, feature->name));
            }
        }
    }

    // Each incident sets off others; on average they must die out.
    void check_excitation() {
        const std::vector<Incident>& incidents = scenario_.incidents;
        const auto size = static_cast<Eigen::Index>(incidents.size());
        if (size == 0) return;
        Eigen::MatrixXd offspring = Eigen::MatrixXd::Zero(size, size);  // of column, set off by row
        const Weight* largest = nullptr;
        for (Eigen::Index child = 0; child < size; ++child) {
            for (const Weight& weight : incidents[static_cast<std::size_t>(child)].excited_by) {
                for (Eigen::Index parent = 0; parent < size; ++parent) {
                    if (incidents[static_cast<std::size_t>(parent)].name == weight.name) {
                        offspring(parent, child) = weight.value;
                    }
                }
                if (!largest || weight.value > largest->value) largest = &weight;
            }
        }
        if (!largest || !offspring.allFinite()) return;
        const double radius =
            Eigen::EigenSolver<Eigen::MatrixXd>(offspring, false).eigenvalues().cwiseAbs().maxCoeff();
        if (radius >= 1) {
            problem(
                largest->where,
                fmt::format("incidents set each other off faster than they die out: their number explodes "
                            "(spectral radius of excited_by {:.3g})",
                            radius),
                "the spectral radius must be below 1");
        }
    }

    const Scenario& scenario_;
    int war_;
};

}  // namespace

std::vector<Diagnostic> check_rules(const Scenario& scenario) {
    return RuleCheck(scenario).diagnostics;
}

std::vector<Diagnostic> check_sizes(const Scenario& scenario) {
    std::vector<Diagnostic> diagnostics;
    const auto at_most = [&](std::string_view what, std::size_t count, int limit, const Location& where) {
        if (count <= static_cast<std::size_t>(limit)) return;
        diagnostics.push_back({where, fmt::format("{} {} are too many", count, what),
                               fmt::format("at most {} are possible", limit)});
    };
    if (scenario.actors.size() != static_cast<std::size_t>(kActors)) {
        diagnostics.push_back({scenario.where, fmt::format("there are {} actors", scenario.actors.size()),
                               "the crisis game is played by exactly two"});
    }
    at_most("rungs", scenario.ladder.size(), kMaxRungs, scenario.where);
    at_most("channels", scenario.channels.size(), kMaxChannels, scenario.where);
    at_most("actions", scenario.actions.size(), kMaxActions, scenario.where);
    at_most("incidents", scenario.incidents.size(), kMaxIncidents, scenario.where);
    at_most("guardrails", scenario.guardrails.size(), kMaxGuardrails, scenario.where);
    at_most("concessions", scenario.concessions.size(), kMaxConcessions, scenario.where);
    at_most("contacts", scenario.contacts.size(), kMaxContacts, scenario.where);
    at_most("tracks", scenario.tracks.size(), kMaxTracks, scenario.where);
    for (const Actor& actor : scenario.actors) {
        at_most("resolve types", actor.types.size(), kMaxTypes, actor.where);
    }
    return diagnostics;
}

}  // namespace offramp
