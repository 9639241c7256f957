// SPDX-License-Identifier: Apache-2.0
#include "analysis/crisis_solution.hpp"

#include <algorithm>
#include <bit>
#include <chrono>

#include "analysis/crisis_alone.hpp"
#include "analysis/experiment.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/model/compile.hpp"

namespace offramp {

namespace {

struct IncidentKind {
    int incident = 0;
    int provoker = 0;
    double weight = 0.0;
};

// How often each kind opens a crisis in this world, as shares.
std::vector<IncidentKind> kinds_of(const Model& m, const Situation& s, const std::string& wanted) {
    const std::vector<std::string>& names = m.names.incidents;
    if (!wanted.empty()) place_among(names, wanted, "unknown incident '" + wanted + "'");
    std::vector<IncidentKind> kinds;
    double sum = 0.0;
    for (std::size_t k = 0; k < m.incidents.size(); ++k) {
        if (!wanted.empty() && names[k] != wanted) continue;
        const IncidentModel& n = m.incidents[k];
        const double often = elementary::exp(log_rate(m, n, s.features.data())) *
                             m.glms.probability(n.opens_crisis, s.features.data());
        for (int provoker = 0; provoker < kActors; ++provoker) {
            const double share = provoker == 0 ? n.first_provoker_share : 1.0 - n.first_provoker_share;
            if (share <= 0.0) continue;
            kinds.push_back({static_cast<int>(k), provoker, often * share});
            sum += often * share;
        }
    }
    // Incidents that only the timeline brings count alike.
    for (IncidentKind& kind : kinds)
        kind.weight = sum > 0.0 ? kind.weight / sum : 1.0 / static_cast<double>(kinds.size());
    return kinds;
}

Scenario refined(Scenario s, const CrisisStudyOptions& options) {
    s.solver.beliefs = options.beliefs.value_or(s.solver.beliefs);
    s.solver.configurations = options.configurations.value_or(s.solver.configurations);
    s.solver.harms = options.harms.value_or(s.solver.harms);
    return s;
}

double before_types(const ActorModel& actor, const std::array<double, kMaxTypes>& value) {
    double sum = 0.0;
    for (int type = 0; type < actor.types; ++type) sum += actor.prior[at(type)] * value[at(type)];
    return sum;
}

Pair<Belief> priors(const Model& m) {
    return {m.actors[0].prior, m.actors[1].prior};
}

void describe_opening(const Model& m, const CrisisTable& table, const CrisisState& opening,
                      SolvedCrisis& crisis) {
    TypeValues value{};
    table.opening_values(opening, value);
    Pair<MoveList> moves;
    Pair<Strategy> play;
    table.strategies(table.context, opening, moves, play);
    for (int i = 0; i < kActors; ++i) {
        const ActorModel& actor = m.actors[at(i)];
        crisis.value[at(i)] = before_types(actor, value[at(i)]);
        for (int type = 0; type < actor.types; ++type)
            crisis.type_value[at(i)].push_back(value[at(i)][at(type)]);
        for (int a = 0; a < moves[at(i)].size; ++a) {
            OpeningMove move{m.names.actions[at(moves[at(i)][a].action)], {}};
            for (int type = 0; type < actor.types; ++type)
                move.probability.push_back(play[at(i)][at(type)][at(a)]);
            crisis.opening[at(i)].push_back(std::move(move));
        }
    }
}

SolvedCrisis solve_kind(const Model& m, const Situation& s, const IncidentKind& kind,
                        const SolverOptions& options) {
    SolvedCrisis crisis;
    crisis.incident = m.names.incidents[at(kind.incident)];
    crisis.title = m.titles.incidents[at(kind.incident)];
    crisis.provoker = kind.provoker;
    crisis.weight = kind.weight;
    crisis.rounds = m.incidents[at(kind.incident)].rounds;
    const CrisisContext context = open_context(m, kind.incident, kind.provoker, setting_of(s));
    const auto start = std::chrono::steady_clock::now();
    const auto table = solve_crisis(context, s.channels_open, options);
    if (!table) return crisis;  // cancelled
    crisis.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    crisis.report = table->report;
    crisis.configurations = table->space.size();
    crisis.belief_points = {table->grids[0].size(), table->grids[1].size()};
    for (std::uint32_t rest = table->space.untracked(); rest != 0; rest &= rest - 1) {
        crisis.repeatable.push_back(m.names.actions[at(std::countr_zero(rest))]);
    }
    const CrisisState opening = opening_state(context, false, priors(m), s.channels_open);
    describe_opening(m, *table, opening, crisis);
    crisis.course = distribution_of(*table, opening);
    crisis.days = crisis.course.rounds * m.incidents[at(kind.incident)].round_hours / 24.0;
    crisis.moved = share_moved(context, crisis.course, 0);
    return crisis;
}

// Means of what crises come to that are played from their strategies, one at a time.
void play_kind(const Scenario& scenario, const IncidentKind& kind, const CrisisStudyOptions& options,
               SolvedCrisis& crisis) {
    Scenario alone = crisis_alone(scenario, kind.incident, kind.provoker);
    for (Actor& actor : alone.actors) actor.agent.rule = kRule<EquilibriumRule>;
    const Model m = compile(validate(std::move(alone)));
    const auto tables = std::make_shared<TableLibrary>(m, options.tables);
    const Situation s = initial_situation(m);
    const CrisisTable& table =
        tables->find(tables->key(kind.incident, kind.provoker, setting_of(s), s.channels_open));
    TypeValues value{};
    table.opening_values(opening_state(table.context, false, priors(m), s.channels_open), value);
    const BatchResult result =
        run_batch(simulators_of(m, options.seed, tables), m.war_rung,
                  {.count = options.play, .threads = options.threads, .cancel = options.cancel});
    if (!result.complete) return;
    crisis.played = options.play;
    crisis.failed = result.totals.failed();
    crisis.first_failures.assign(result.totals.first_failures().begin(),
                                 result.totals.first_failures().end());
    crisis.outcomes = outcomes_of(result.totals, m.names);
    for (int i = 0; i < kActors; ++i) {
        crisis.value_alone[at(i)] = before_types(m.actors[at(i)], value[at(i)]);
        crisis.played_value[at(i)] =
            ratio(result.totals.pair_sums(place_of(&CampaignSummary::value, at(i)), kEveryCampaign));
    }
}

}  // namespace

CrisisStudy solve_crises(const ValidatedScenario& validated, const CrisisStudyOptions& options) {
    const ValidatedScenario scenario = validate(refined(validated.scenario(), options));
    const Model m = compile(scenario);
    const Situation s = initial_situation(m);
    CrisisStudy study;
    study.scenario = m.scenario_name;
    study.title = m.scenario_title;
    study.policy = m.policy_name;
    study.hash = m.hash;
    study.seed = options.seed;
    study.threads = options.threads;
    study.actors = m.names.actors;
    study.actor_titles = m.titles.actors;
    study.rungs = m.names.rungs;
    for (int i = 0; i < kActors; ++i) {
        for (const ResolveType& type : scenario.scenario().actors[at(i)].types)
            study.types[at(i)].push_back(type.name);
    }
    const std::vector<IncidentKind> kinds = kinds_of(m, s, options.incident);
    std::uint64_t total = 0;
    for (const IncidentKind& kind : kinds)
        total += static_cast<std::uint64_t>(m.incidents[at(kind.incident)].rounds);
    std::uint64_t before = 0;
    for (const IncidentKind& kind : kinds) {
        SolverOptions solver = solver_options(m);
        solver.threads = options.threads;
        solver.cancel = options.cancel;
        if (options.progress) {
            solver.progress = [&](int done, int) {
                options.progress(before + static_cast<std::uint64_t>(done), total);
            };
        }
        SolvedCrisis crisis = solve_kind(m, s, kind, solver);
        if (options.cancel.stop_requested()) return study;
        if (options.play > 0) play_kind(scenario.scenario(), kind, options, crisis);
        if (options.cancel.stop_requested()) return study;
        study.crises.push_back(std::move(crisis));
        before += static_cast<std::uint64_t>(m.incidents[at(kind.incident)].rounds);
    }
    study.complete = true;
    return study;
}

std::uint64_t CrisisStudy::states() const {
    std::uint64_t sum = 0;
    for (const SolvedCrisis& crisis : crises) sum += crisis.report.states;
    return sum;
}

std::uint64_t CrisisStudy::unconverged() const {
    std::uint64_t sum = 0;
    for (const SolvedCrisis& crisis : crises) sum += crisis.report.unconverged;
    return sum;
}

double CrisisStudy::residual() const {
    double largest = 0.0;
    for (const SolvedCrisis& crisis : crises) largest = std::max(largest, crisis.report.residual);
    return largest;
}

double CrisisStudy::seconds() const {
    double sum = 0.0;
    for (const SolvedCrisis& crisis : crises) sum += crisis.seconds;
    return sum;
}

double CrisisStudy::value(int actor) const {
    double sum = 0.0;
    for (const SolvedCrisis& crisis : crises) sum += crisis.weight * crisis.value[at(actor)];
    return sum;
}

ComparedCrises compare_crises(const ValidatedScenario& scenario, const ValidatedScenario* against,
                              const CrisisStudyOptions& options) {
    ComparedCrises crises{solve_crises(scenario, options), {}, false};
    crises.complete = crises.study.complete;
    if (against == nullptr || !crises.complete) return crises;
    CrisisStudyOptions unplayed = options;
    unplayed.play = 0;
    crises.against = solve_crises(*against, unplayed);
    crises.complete = crises.against->complete;
    return crises;
}

}  // namespace offramp
