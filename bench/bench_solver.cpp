// SPDX-License-Identifier: Apache-2.0
// How fast is the crisis game solved, and played from the solution? The reference crisis: an unsafe intercept
// in the air, 11 x 11 beliefs, 2 x 2 types.
#include <benchmark/benchmark.h>

#include <memory>

#include "bench/reference.hpp"
#include "engine/agents/decide.hpp"
#include "engine/crisis/crisis_solver.hpp"
#include "engine/model/situation.hpp"

namespace offramp {
namespace {

int intercept(const Model& m) {
    int k = 0;
    while (m.names.incidents[at(k)] != "air_intercept") ++k;
    return k;
}

SolverOptions options(int subdivisions, int threads) {
    SolverOptions o;
    o.subdivisions = subdivisions;
    o.harms = 0;
    o.threads = threads;
    return o;
}

// Processor time counts all threads: `us_a_state` on two of them is half of it where they scale.
void solve(benchmark::State& state) {
    const Model& m = reference_model();
    const Situation s = initial_situation(m);
    const CrisisContext context = open_context(m, intercept(m), 1, setting_of(s));
    SolverReport report;
    for (auto _ : state) {
        const auto table =
            solve_crisis(context, s.channels_open,
                         options(static_cast<int>(state.range(0)), static_cast<int>(state.range(1))));
        report = table->report;
        benchmark::DoNotOptimize(table.get());
    }
    state.counters["states"] = static_cast<double>(report.states);
    state.counters["iterations_a_state"] =
        static_cast<double>(report.iterations) / static_cast<double>(report.states);
    state.counters["residual"] = report.residual;
    state.counters["unconverged"] = static_cast<double>(report.unconverged);
    state.counters["us_a_state"] =
        benchmark::Counter(static_cast<double>(report.states) * 1e-6,
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(solve)
    ->ArgNames({"subdivisions", "threads"})
    ->Args({10, 1})
    ->Args({10, 2})
    ->Args({1, 1})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// Strategies of one round, by both rules, in turn over the rungs that a crisis passes.
template <class Decide>
void decide(benchmark::State& state, Decide choose) {
    const Model& m = reference_model();
    const Situation s = initial_situation(m);
    const CrisisContext context = open_context(m, intercept(m), 1, setting_of(s));
    CrisisState round =
        opening_state(context, false, {m.actors[0].prior, m.actors[1].prior}, s.channels_open);
    int n = 0;
    for (auto _ : state) {
        round.rungs = {1 + n % 6, 1 + n / 6 % 6};
        round.round = n % 10;
        ++n;
        choose(context, round);
    }
}

void decide_from_table(benchmark::State& state) {
    const Model& m = reference_model();
    const Situation s = initial_situation(m);
    const CrisisContext own = open_context(m, intercept(m), 1, setting_of(s));
    const auto table = solve_crisis(own, s.channels_open, options(static_cast<int>(state.range(0)), 2));
    Pair<MoveList> moves;
    Pair<Strategy> play;
    decide(state, [&](const CrisisContext& context, const CrisisState& round) {
        table->strategies(context, round, moves, play);
        benchmark::DoNotOptimize(play);
    });
}
BENCHMARK(decide_from_table)->ArgName("subdivisions")->Arg(1)->Arg(10);

void decide_by_lookahead(benchmark::State& state) {
    DecisionMaker maker(reference_model(), nullptr);
    Decision decision;
    decide(state, [&](const CrisisContext& context, const CrisisState& round) {
        maker.decide(context, round, decision);
        benchmark::DoNotOptimize(decision);
    });
}
BENCHMARK(decide_by_lookahead);

}  // namespace
}  // namespace offramp
