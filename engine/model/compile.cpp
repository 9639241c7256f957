// SPDX-License-Identifier: Apache-2.0
#include "engine/model/compile.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/find_named.hpp"
#include "engine/base/key.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/base/spoken.hpp"
#include "engine/model/agenda.hpp"
#include "engine/scenario/payoffs.hpp"

namespace offramp {

namespace {

template <class Named>
int index_of(const std::vector<Named>& list, const std::string& name) {
    const Named* const found = find_named(list, name);
    ensure(found != nullptr, "a validated scenario refers only to what it defines");
    return static_cast<int>(found - list.data());
}

template <class Named>
int index_of(const std::vector<Named>& list, const std::optional<Reference>& reference) {
    return reference ? index_of(list, reference->name) : -1;
}

template <class Bits = std::uint32_t, class Named>
Bits bits_of(const std::vector<Named>& list, const std::vector<Reference>& references) {
    Bits bits = 0;
    for (const Reference& reference : references) bits |= Bits{1} << index_of(list, reference.name);
    return bits;
}

template <class Named>
std::vector<std::pair<int, double>> weights_of(const std::vector<Named>& list,
                                               const std::vector<Weight>& weights) {
    std::vector<std::pair<int, double>> result;
    for (const Weight& weight : weights) result.emplace_back(index_of(list, weight.name), weight.value);
    return result;
}

// What to call each thing when people read it.
template <class Named>
std::vector<std::string> titles_of(const std::vector<Named>& list) {
    std::vector<std::string> titles;
    for (const Named& item : list) titles.push_back(item.title.empty() ? spoken(item.name) : item.title);
    return titles;
}

// Levels up to the cap, and the cap itself where a level lies above it.
template <class LeveledPosture>
void cap(LeveledPosture& posture, double cap) {
    std::vector<double>& levels = posture.levels;
    posture.initial = std::min(posture.initial, cap);
    if (levels.back() <= cap) return;
    std::erase_if(levels, [cap](double level) { return level >= cap; });
    levels.push_back(cap);
}

void add_concession(ConcessionPhase& phase, const Concession& c, int by) {
    Posture& posture = phase.posture[at(by)];
    if (c.presence_cap) cap(posture.presence, *c.presence_cap);
    if (c.unpredictability_cap) cap(posture.unpredictability, *c.unpredictability_cap);
    for (int i = 0; i < kActors; ++i) {
        phase.flow[at(i)] += c.pays[i].value;
        SlowProcess& pressure = phase.economic_pressure[at(i)];
        for (double* x : {&pressure.initial, &pressure.mean}) {
            *x = std::clamp(*x + c.economic_pressure[i], 0.0, 1.0);
        }
    }
}

double logit(double p) {
    return elementary::log(p) - elementary::log1p(-p);
}

class Compiler {
  public:
    explicit Compiler(const ValidatedScenario& validated) : s_(validated.scenario()) {
        m_.hash = validated.hash();
        feature_names_ = names_of(features_of(s_));
    }

    Model compile() {
        compile_world();
        for (int i = 0; i < kActors; ++i) m_.actors[static_cast<std::size_t>(i)] = actor(s_.actors[at(i)]);
        for (const Channel& channel : s_.channels) m_.channels.push_back(compile_channel(channel));
        for (const Action& action : s_.actions) m_.actions.push_back(compile_action(action));
        for (const Incident& incident : s_.incidents) m_.incidents.push_back(compile_incident(incident));
        link_excitation();
        compile_crisis();
        compile_solver();
        compile_guardrails();
        apply_concessions();
        compile_contacts();
        for (const Track& track : s_.tracks) m_.tracks.push_back(compile_track(track));
        for (const TimelineEntry& entry : s_.timeline) m_.shocks.push_back(compile_shock(entry));
        m_.agenda = make_agenda(s_);
        return std::move(m_);
    }

  private:
    GlmId add(const Glm& glm, double linked_base) {
        std::vector<GlmTable::Term> terms;
        for (const Effect& effect : glm.effects)
            terms.push_back({feature(effect.feature), effect.coefficient});
        return m_.glms.add(linked_base, terms);
    }

    GlmId add(const RateGlm& glm) { return add(glm, elementary::log(glm.base)); }
    GlmId add(const DurationGlm& glm) { return add(glm, elementary::log(glm.base)); }
    GlmId add(const ProbabilityGlm& glm) { return add(glm, logit(glm.base)); }
    GlmId add(const ScoreGlm& glm) { return add(glm, glm.base); }

    template <class G>
    CrisisGlm add_crisis(G glm) {
        CrisisGlm result;
        std::vector<Effect> frozen;
        for (const Effect& effect : glm.effects) {
            const int f = feature(effect.feature);
            if (f == FeatureIndex::harm) {
                result.harm += effect.coefficient;
            } else if (f == FeatureIndex::rung || f == FeatureIndex::rung + 1) {
                result.rung[f - FeatureIndex::rung] += effect.coefficient;
            } else {
                frozen.push_back(effect);
            }
        }
        glm.effects = std::move(frozen);
        result.frozen = add(glm);
        result.tabulate();
        return result;
    }

    int feature(const std::string& name) const {
        const auto found = std::find(feature_names_.begin(), feature_names_.end(), name);
        ensure(found != feature_names_.end(), "a validated scenario names only known features");
        return static_cast<int>(found - feature_names_.begin());
    }

    template <class T, class F>
    static auto each_actor(const PerActor<T>& values, F f) {
        return Pair<decltype(f(values[0]))>{f(values[0]), f(values[1])};
    }

    static Pair<double> pair(const PerActor<double>& values) { return {values[0], values[1]}; }

    SlowProcess slow(const MeanReverting& process) const {
        const double tick = m_.tick_hours;
        const double variance_per_hour = process.volatility * process.volatility / kHoursPerYear;
        if (process.relaxation.value <= 0.0) {  // no return to the mean
            return {process.initial, process.mean, 1.0, std::sqrt(variance_per_hour * tick)};
        }
        const double decay = elementary::exp(-tick / process.relaxation.value);
        const double variance = variance_per_hour * process.relaxation.value / 2.0 * (1.0 - decay * decay);
        return {process.initial, process.mean, decay, std::sqrt(variance)};
    }

    void compile_world() {
        m_.scenario_name = s_.name;
        m_.scenario_title = s_.title;
        m_.policy_name = s_.policy.name;
        m_.policy_title = s_.policy.title;
        m_.outcomes = names_of(s_.outcomes);

        m_.horizon_hours = s_.end.hours - s_.start.hours;
        m_.tick_hours = s_.tick.value;
        m_.season_hours = s_.season.value;
        m_.recent_memory_hours = s_.recent_memory.value;
        m_.war_rung = static_cast<int>(s_.ladder.size()) - 1;
        m_.feature_count = static_cast<int>(feature_names_.size());
        m_.first_channel_feature = FeatureIndex::first_guardrail + static_cast<int>(s_.guardrails.size());
        m_.tension = slow(s_.tension);
        m_.third_party_pressure = slow(s_.third_party_pressure);
        m_.aftermath_tension = s_.aftermath_tension;
        m_.aftermath_trust = s_.aftermath_trust;
        if (s_.adoption == Adoption::kNegotiated) {
            throw InputError(Diagnostic{s_.where, "adoption: negotiated cannot be simulated as it stands",
                                        "the guardrail game decides first which guardrails are in force"});
        }
        m_.adoption = s_.adoption;
        m_.readouts = {s_.readouts,
                       each_actor(s_.readouts.score, [this](const ScoreGlm& g) { return add(g); })};

        Names& names = m_.names;
        for (int i = 0; i < kActors; ++i) {
            const Actor& a = s_.actors[at(i)];
            names.actors[at(i)] = a.name;
            names.actor_titles[at(i)] = a.title.empty() ? a.name : a.title;
            names.types[at(i)] = names_of(a.types);
        }
        names.rungs = names_of(s_.ladder);
        names.actions = names_of(s_.actions);
        names.incidents = names_of(s_.incidents);
        names.channels = names_of(s_.channels);
        names.guardrails = names_of(s_.guardrails);
        names.concessions = names_of(s_.concessions);
        names.contacts = names_of(s_.contacts);
        names.tracks = names_of(s_.tracks);
        for (const TimelineEntry& entry : s_.timeline) names.shocks.push_back(entry.label);
        names.start = s_.start;

        Names& titles = m_.titles;
        titles = names;
        for (std::string& rung : titles.rungs) rung = spoken(rung);
        titles.actions = titles_of(s_.actions);
        titles.incidents = titles_of(s_.incidents);
        titles.channels = titles_of(s_.channels);
        titles.guardrails = titles_of(s_.guardrails);
        titles.concessions = titles_of(s_.concessions);
        titles.contacts = titles_of(s_.contacts);
        titles.tracks = titles_of(s_.tracks);
    }

    ActorModel actor(const Actor& a) {
        ActorModel result;
        result.types = static_cast<int>(a.types.size());
        for (std::size_t k = 0; k < a.types.size(); ++k) {
            result.prior[k] = a.types[k].prior;
            result.war_cost[k] = a.types[k].war_cost;
            result.stakes[k] = a.types[k].stakes;
            result.audience[k] = a.types[k].audience;
            // Without dividing: stakes may be 0.
            const auto best = at(result.most_resolute);
            if (result.war_cost[k] * result.stakes[best] < result.war_cost[best] * result.stakes[k]) {
                result.most_resolute = static_cast<int>(k);
            }
        }
        result.renewal_hours = a.type_renewal.value;
        result.rationality = a.rationality;
        result.risk_aversion = a.risk_aversion;
        result.discount = a.discount.value;
        const double relaxation = a.trust.relaxation.value;
        result.trust = {a.trust.initial, a.trust.baseline,
                        relaxation > 0.0 ? elementary::exp(-m_.tick_hours / relaxation) : 1.0, a.trust.gain,
                        a.trust.loss};
        result.calm_value = add(a.calm_value);
        result.posture = a.posture;

        with_rule(a.agent, [&](const auto& rule) { result.rule = compile_rule(rule); });
        result.tremble = a.agent.noise;
        result.stance_noise = a.agent.stance_noise;
        return result;
    }

    template <class Rule>
    Rule compile_rule(const Rule& rule) const {
        return rule;
    }

    MixedModel compile_rule(const MixedRule& rule) const {
        MixedModel result;
        for (const auto& [action, odds] : weights_of(s_.actions, rule.mix)) result.odds[at(action)] = odds;
        return result;
    }

    ScriptedModel compile_rule(const ScriptedRule& rule) const {
        ScriptedModel result;
        for (const Reference& action : rule.script)
            result.script.push_back(index_of(s_.actions, action.name));
        return result;
    }

    ChannelModel compile_channel(const Channel& c) {
        ChannelModel result;
        result.key = name_key("channel", c.name);
        for (int i = 0; i < kActors; ++i)
            result.may_call[at(i)] = all_or_has_named(c.access, s_.actors[at(i)].name);
        result.initial = c.initial;
        result.frozen_by = index_of(s_.actors, c.frozen_by);
        if (c.frozen_since) result.frozen_hours = s_.start.hours - c.frozen_since->hours;
        result.family = c.latency.family;
        result.shape = c.latency.shape;
        result.latency = add(c.latency);
        result.pickup = each_actor(c.pickup, [this](const ProbabilityGlm& g) { return add(g); });
        result.fidelity = c.fidelity;
        result.authority = c.authority;
        result.cost = pair(c.cost);
        result.thaw = add(c.thaw);
        result.thaws_with = index_of(s_.channels, c.thaws_with ? c.thaws_with->name : c.name);
        for (std::size_t k = 0; k < s_.channels.size(); ++k) {
            const Channel& other = s_.channels[k];
            const std::string& source = other.thaws_with ? other.thaws_with->name : other.name;
            if (index_of(s_.channels, source) == result.thaws_with) result.thawed_together |= 1U << k;
        }
        return result;
    }

    ActionModel compile_action(const Action& a) const {
        ActionModel result;
        result.move = a.move;
        result.to_rung = a.to_rung.value_or(-1);
        result.signal = a.signal.value_or(-1);
        for (const Reference& channel : a.calls) result.calls.push_back(index_of(s_.channels, channel.name));
        result.terms = a.terms.empty() ? s_.crisis.terms : a.terms;
        result.answers = a.answers;
        result.cost = pair(a.cost);
        result.freezes = bits_of(s_.channels, a.freezes);
        result.cancels = bits_of<std::uint64_t>(s_.contacts, a.cancels);
        result.cancels_for = a.cancels_for.value > 0.0 ? a.cancels_for.value : HUGE_VAL;
        result.suspends = bits_of(s_.tracks, a.suspends);
        for (int i = 0; i < kActors; ++i)
            result.may_use[at(i)] = all_or_has_named(a.actors, s_.actors[at(i)].name);
        if (a.role) result.role = *a.role == Role::kProvoker ? 0 : 1;
        result.lowest_rung = a.lowest_rung;
        result.highest_rung = a.highest_rung.value_or(kMaxRungs);
        result.from_round = a.from_round;
        result.once = !a.reversible;
        result.ends_incident = a.ends_incident;
        result.tension = a.tension;
        result.trust = a.trust;
        return result;
    }

    IncidentModel compile_incident(const Incident& n) {
        IncidentModel result;
        result.key = name_key("incident", n.name);
        result.rate = add(n.rate);
        result.exposed = is_exposed(n);
        result.per_presence = pair(n.per_presence);
        result.excitation_decay_hours = n.excitation_decay.value;
        const double odds = n.provoker[0] + n.provoker[1];
        result.first_provoker_share = odds > 0.0 ? n.provoker[0] / odds : 0.5;
        for (int i = 0; i < kActors; ++i) result.stakes[at(i)] = stakes_of(n, s_.issues, i);
        result.visibility = n.visibility;
        result.provoker_rung = n.provoker_rung;
        result.victim_rung = n.victim_rung;
        result.round_hours = n.round.value;
        result.rounds = n.rounds;
        result.persists = n.persists;
        result.persistence_cost = n.persistence_cost.value * n.round.value;
        result.accident = add(n.accident);
        result.recognised = add(n.recognised);
        result.relief = n.relief;
        result.opens_crisis = add(n.opens_crisis);
        result.hazard = add_crisis(n.hazard);
        result.two_rung_accident = n.two_rung_accident;
        result.harm = add_crisis(n.harm);
        result.harm_cost = pair(n.harm_cost);
        result.tension = n.tension;
        result.recent_weight = n.recent_weight;
        for (std::size_t k = 0; k < s_.actions.size(); ++k) {
            if (all_or_has_named(s_.actions[k].incidents, n.name))
                result.actions.push_back(static_cast<int>(k));
        }
        for (int i = 0; i < kActors; ++i) {
            const AudienceCost& audience = s_.actors[at(i)].audience_cost;
            double down = 0.0;
            for (std::size_t k = 0; k < s_.ladder.size(); ++k) {
                down += step_down_cost(audience, n.visibility, static_cast<int>(k));
                result.flow_cost[at(i)][k] = s_.ladder[k].cost[i].value * n.round.value;
                result.pressure[at(i)][k] = s_.ladder[k].pressure[i].value * n.round.value;
                result.climb_down[at(i)][k] = down;
            }
            result.affront[at(i)] = affront_cost(audience, n.visibility);
        }
        return result;
    }

    // excited_by stands at the incident that is excited; play asks the other way round.
    void link_excitation() {
        for (std::size_t target = 0; target < s_.incidents.size(); ++target) {
            for (const auto& [source, ratio] : weights_of(s_.incidents, s_.incidents[target].excited_by)) {
                const double jump = ratio / m_.incidents[target].excitation_decay_hours;
                m_.incidents[at(source)].excites.emplace_back(static_cast<int>(target), jump);
            }
        }
    }

    void compile_crisis() {
        m_.crisis.written = s_.crisis;
        m_.crisis.misperception = add_crisis(s_.crisis.misperception);
        m_.crisis.kept = add_crisis(s_.crisis.kept);
    }

    void compile_solver() {
        SolverModel& result = m_.solver;
        result.subdivisions = s_.solver.beliefs - 1;
        result.configurations = s_.solver.configurations;
        result.harms = s_.solver.harms;
        result.rules_hash = crisis_rules_hash(s_);
        for (const ContextFeature& context : s_.contexts) {
            result.contexts.push_back({feature(context.feature.name), context.values});
        }
    }

    void compile_guardrails() {
        for (const Guardrail& g : s_.guardrails) {
            GuardrailModel result{
                name_key("guardrail", g.name), g,
                each_actor(g.accept, [this](const ProbabilityGlm& glm) { return add(glm); }),
                bits_of(s_.channels, g.opens)};
            for (const GuardrailRule& rule : g.rules) {
                result.rules_out.push_back(bits_of(s_.actions, rule.actions));
            }
            for (std::size_t c = 0; c < m_.channels.size(); ++c) {
                if ((result.opens >> c & 1U) != 0) m_.channels[c].needs_guardrail = true;
            }
            m_.guardrails.push_back(std::move(result));
        }
    }

    // Terms end one after the other, so that phases differ in which concessions are over.
    void apply_concessions() {
        ConcessionPhase free;
        for (int i = 0; i < kActors; ++i) {
            free.posture[at(i)] = m_.actors[at(i)].posture;
            free.economic_pressure[at(i)] = slow(s_.actors[at(i)].economic_pressure);
        }
        std::vector<double> beginnings = term_ends(s_);
        beginnings.insert(beginnings.begin(), 0.0);
        for (const double from : beginnings) {
            ConcessionPhase phase = free;
            phase.from = from;
            for (std::size_t k = 0; k < s_.concessions.size(); ++k) {
                const Concession& c = s_.concessions[k];
                if (!c.in_force) continue;
                const int by = index_of(s_.actors, c.by.name);
                if (!c.term || from < c.term->value) {
                    add_concession(phase, c, by);
                } else if (from == c.term->value) {
                    phase.ended.emplace_back(static_cast<int>(k), by);
                }
            }
            m_.concession_phases.push_back(std::move(phase));
        }
        for (int i = 0; i < kActors; ++i)
            m_.actors[at(i)].posture = m_.concession_phases.back().posture[at(i)];
    }

    void compile_contacts() {
        for (const Contact& c : s_.contacts) {
            ContactModel contact{name_key("contact", c.name), c, add(c.hold),
                                 weights_of(s_.channels, c.thaws), weights_of(s_.tracks, c.opens)};
            if (c.irregular) {
                contact.mean_gap = c.cadence.value;
                contact.first_hours = c.from ? std::max(c.from->hours - s_.start.hours, 0.0) : 0.0;
                contact.last_hours =
                    c.until ? std::min(c.until->hours - s_.start.hours, m_.horizon_hours) : m_.horizon_hours;
            }
            m_.contacts.push_back(std::move(contact));
        }
    }

    TrackModel compile_track(const Track& t) { return {name_key("track", t.name), t, add(t.reopen)}; }

    ShockModel compile_shock(const TimelineEntry& e) const {
        ShockModel result;
        result.written = e;
        result.key = combine_keys(name_key("timeline", e.label), static_cast<std::uint64_t>(e.date.hours));
        result.incident = index_of(s_.incidents, e.incident);
        if (result.incident >= 0)
            result.key = combine_keys(result.key, m_.incidents[at(result.incident)].key);
        result.provoker = index_of(s_.actors, e.provoker);
        result.freezes = bits_of(s_.channels, e.freezes);
        result.thaws = bits_of(s_.channels, e.thaws);
        result.cuts = bits_of(s_.channels, e.cuts);
        result.by = index_of(s_.actors, e.by);
        result.adopts = bits_of(s_.guardrails, e.adopts);
        result.ends = bits_of(s_.guardrails, e.ends);
        result.opens_tracks = bits_of(s_.tracks, e.opens_tracks);
        result.suspends_tracks = bits_of(s_.tracks, e.suspends_tracks);
        return result;
    }

    const Scenario& s_;
    Model m_;
    std::vector<std::string> feature_names_;
};

}  // namespace

Model compile(const ValidatedScenario& scenario) {
    Model model = Compiler(scenario).compile();
    std::vector<Diagnostic> none;  // a scenario that is valid sets nothing that cannot be set
    for (DatedScenario& dated : dated_scenarios(scenario.scenario(), none)) {
        Model& later = model.later.emplace_back(Compiler(validate(std::move(dated.scenario))).compile());
        later.agenda = model.agenda;
    }
    return model;
}

}  // namespace offramp
