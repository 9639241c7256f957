// SPDX-License-Identifier: Apache-2.0
// How many reference campaigns does one thread play a second, and where does the time go?
#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>

#include "bench/reference.hpp"
#include "engine/sim/simulator.hpp"

namespace offramp {
namespace {

void report(benchmark::State& state, double incidents, double rounds) {
    const auto campaigns = static_cast<double>(state.iterations());
    state.SetItemsProcessed(state.iterations());
    state.counters["incidents"] = incidents / campaigns;
    state.counters["rounds"] = rounds / campaigns;
}

void run(benchmark::State& state, const Model& model) {
    Simulator simulator(model);
    std::uint64_t campaign = 0;
    double incidents = 0.0;
    double rounds = 0.0;
    for (auto _ : state) {
        const CampaignSummary summary = simulator.run({1, campaign++});
        incidents += summary.incidents;
        rounds += summary.rounds;
    }
    report(state, incidents, rounds);
}

// As a batch plays them: only the summary is kept.
void summarised(benchmark::State& state) {
    run(state, reference_model());
}
BENCHMARK(summarised)->Unit(benchmark::kMicrosecond);

// Agents that play from solved crises, once these are solved.
void from_equilibrium(benchmark::State& state) {
    Model model = reference_model();
    for (ActorModel& actor : model.actors) actor.rule = EquilibriumRule{};
    const auto tables = std::make_shared<TableLibrary>(model);
    Simulator simulator(model, tables);
    constexpr std::uint64_t kCampaigns = 1000;
    for (std::uint64_t k = 0; k < kCampaigns; ++k) simulator.run({1, k});
    const int solved = tables->report().tables;
    std::uint64_t campaign = 0;
    double incidents = 0.0;
    double rounds = 0.0;
    for (auto _ : state) {
        const CampaignSummary summary = simulator.run({1, campaign++ % kCampaigns});
        incidents += summary.incidents;
        rounds += summary.rounds;
    }
    report(state, incidents, rounds);
    state.counters["tables"] = solved;
    state.counters["MB"] = static_cast<double>(tables->report().bytes) * 1e-6;
}
BENCHMARK(from_equilibrium)->Unit(benchmark::kMicrosecond);

// What does writing down every event cost?
void recorded(benchmark::State& state) {
    Simulator simulator(reference_model());
    Trajectory record;
    std::uint64_t campaign = 0;
    double incidents = 0.0;
    double rounds = 0.0;
    for (auto _ : state) {
        const CampaignSummary summary = simulator.run({1, campaign++}, record);
        incidents += summary.incidents;
        rounds += summary.rounds;
    }
    report(state, incidents, rounds);
}
BENCHMARK(recorded)->Unit(benchmark::kMicrosecond);

// What does everything but crises cost: arrivals, drift, contacts, postures? (Scripted incidents still open
// theirs.)
void without_crises(benchmark::State& state) {
    Model model = reference_model();
    const GlmId never = model.glms.add(-HUGE_VAL, {});
    for (IncidentModel& incident : model.incidents) incident.opens_crisis = never;
    run(state, model);
}
BENCHMARK(without_crises)->Unit(benchmark::kMicrosecond);

// What do the looks further ahead cost: a game solved for each round that may follow?
void two_rounds_ahead(benchmark::State& state) {
    Model model = reference_model();
    for (ActorModel& actor : model.actors) actor.rule = LookaheadRule{.depth = 2};
    run(state, model);
}
BENCHMARK(two_rounds_ahead)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace offramp
