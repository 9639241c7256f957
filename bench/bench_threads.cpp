// SPDX-License-Identifier: Apache-2.0
// Does the batch runner keep several threads busy? efficiency: campaigns a second on N threads over N times
// those on one, both in one run; it means something only on a machine with N idle cores.
#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>

#include "analysis/batch.hpp"
#include "bench/reference.hpp"
#include "engine/sim/simulator.hpp"

namespace offramp {
namespace {

constexpr std::uint64_t kCampaigns = 2000;

double seconds(int threads) {
    const MakeRunner make_runner = [] {
        return [simulator = std::make_shared<Simulator>(reference_model())](std::uint64_t campaign,
                                                                            Trajectory* record) {
            const CampaignKey key = {1, campaign};
            return record ? simulator->run(key, *record) : simulator->run(key);
        };
    };
    BatchOptions options;
    options.count = kCampaigns;
    options.threads = threads;
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(run_batch(make_runner, reference_model().war_rung, options));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void scaling(benchmark::State& state) {
    const auto threads = static_cast<int>(state.range(0));
    double alone = 0.0;
    double together = 0.0;
    for (auto _ : state) {
        alone += seconds(1);
        const double time = seconds(threads);
        together += time;
        state.SetIterationTime(time);
    }
    state.counters["efficiency"] = alone / together / threads;
    state.counters["campaigns_per_second"] =
        static_cast<double>(kCampaigns) * static_cast<double>(state.iterations()) / together;
}
BENCHMARK(scaling)->Arg(2)->Arg(4)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace offramp
