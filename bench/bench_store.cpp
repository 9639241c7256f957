// SPDX-License-Identifier: Apache-2.0
// What does the store cost a sweep, and does memory grow with the campaigns?
//
// One sweep of the reference scenario, simulated on one thread into a store, against the same campaigns in
// the same segments without one (`overhead` is the ratio of their processor times less 1); and the same sweep
// with ten times the campaigns (`peak_kb` is the largest resident size so far).
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include "analysis/experiment.hpp"
#include "analysis/paired_batch.hpp"
#include "analysis/sweep/run_sweep.hpp"
#include "engine/model/compile.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace offramp;
namespace fs = std::filesystem;

Sweep reference_sweep(const fs::path& folder, std::int64_t campaigns) {
    const fs::path file = folder / "sweep.yaml";
    std::ofstream(file) << "name: bench\nscenario: " OFFRAMP_REFERENCE_SCENARIO "\n"
                        << "policies: [no-guardrails, guardrails]\nseed: 1\ncampaigns: " << campaigns << "\n"
                        << "design: factorial\nfactors:\n"
                        << "  tension: {path: tension.mean, range: {from: 0.3, to: 0.7, steps: 8}}\n";
    return load_sweep(file);
}

double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double peak_kilobytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss);
}

void simulate_only(const Sweep& sweep) {
    for (std::uint64_t i = 0; i < sweep.design.size(); ++i) {
        const auto point = sweep.point(i);
        const Model first = compile(scenario_at(sweep, 0, point));
        const Model second = compile(scenario_at(sweep, 1, point));
        const std::vector<MakeRunner> runners = {simulators_of(first, sweep.seed),
                                                 simulators_of(second, sweep.seed)};
        PairedTotals totals(2, sweep.war_rung);
        PairedCampaigns campaigns(runners);
        for (std::uint64_t k = 0; k < sweep.campaigns; ++k) campaigns.add(totals, k);
        benchmark::DoNotOptimize(totals);
    }
}

void store_overhead(benchmark::State& state) {
    const testing::TemporaryDirectory directory;
    const fs::path& folder = directory.path();
    const Sweep sweep = reference_sweep(folder, state.range(0));
    double with = 0;
    double without = 0;
    int round = 0;
    for (auto _ : state) {
        const double start = processor_seconds();
        simulate_only(sweep);
        const double middle = processor_seconds();
        run_sweep(sweep, folder / std::to_string(round++),
                  {.threads = 1, .shard = {}, .cancel = {}, .progress = {}});
        with += processor_seconds() - middle;
        without += middle - start;
    }
    state.counters["overhead"] = with / without - 1;
    state.counters["peak_kb"] = peak_kilobytes();
}
BENCHMARK(store_overhead)->Arg(200)->Arg(2000)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(3);

}  // namespace
