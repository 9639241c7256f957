// SPDX-License-Identifier: Apache-2.0
// How much does a crisis round cost beyond what it cannot do without? The floor is a kernel that draws the
// same random numbers, evaluates the same exponentials and reads the same table cells, in the same lanes, and
// does nothing else with them; both are timed in turn in one run.
//
// The counts are taken from the engine while it plays the crises that reference campaigns open (rounds.cpp):
// - random numbers: one block for the decisions of a round, one for the accident, one for calls if there are
// any;
// - exponentials: one for each course and type of both actors in each response, one for each pair of rungs
// that
//   the courses lead to (the probability of an accident);
// - table cells: the payoffs of both actors, once in each response.
// So the number of responses until the fixed point is part of the floor; the building of the game, the
// derivative and the linear system, the lists of moves, beliefs and all bookkeeping are not.
#include <benchmark/benchmark.h>
#include <time.h>

#include <memory>
#include <random>

#include "bench/reference.hpp"
#include "bench/rounds.hpp"
#include "engine/crisis/lane.hpp"

namespace offramp {
namespace {

constexpr int kCampaigns = 50;
constexpr std::size_t kSituations =
    64;  // few enough to stay in the cache, as a crisis does when it is played

// Time of this thread on the processor: what others run meanwhile does not count.
double now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

class Floor {
  public:
    Floor() {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> payoff(-2.0, 0.0);
        for (double& cell : cells_) cell = payoff(random);
    }

    double round(const RoundNeeds& needs, std::uint64_t number) {
        double sum = 0.0;
        for (int k = 0; k < needs.blocks; ++k) {
            sum += draws_.uniforms(Stream::kDecision, number, static_cast<std::uint64_t>(k))[0];
        }
        Lane total = Lane::Zero();
        for (int k = 0; k < needs.accidents; k += kLane) total += exp_in_range(lane(&cells_[at(k)]));
        for (int response = 0; response < needs.responses; ++response) {
            const double* cell = cells_.data();
            for (int i = 0; i < kActors; ++i) {
                for (int type = 0; type < needs.types[at(i)]; ++type) {
                    for (int a = 0; a < needs.courses[at(i)]; a += kLane) {
                        Lane read = lane(cell);
                        for (int b = 1; b < needs.courses[at(other(i))]; ++b) read += lane(cell += kLane);
                        cell += kLane;
                        total += exp_in_range(read);
                    }
                }
            }
        }
        return sum + total.sum();
    }

  private:
    Draws draws_{1, 1};
    std::array<double, kActors * kMaxTypes * kMaxActions * kMaxActions> cells_;
};

void round_over_floor(benchmark::State& state) {
    World world(reference_model(), nullptr);
    const std::vector<Opening> openings = reference_openings(kCampaigns);
    const std::vector<RoundNeeds> needs = count_needs(world, openings);
    Floor floor;
    double engine_seconds = 0.0;
    double floor_seconds = 0.0;
    double rounds = 0.0;
    for (auto _ : state) {
        double seconds = 0.0;
        for (const Opening& opening : openings) {
            open(world, opening);
            const double start = now();
            while (world.in_crisis) {
                world.now = world.crisis.next_round;
                play_round(world);
            }
            seconds += now() - start;
        }
        const double start = now();
        for (std::size_t k = 0; k < needs.size(); ++k) benchmark::DoNotOptimize(floor.round(needs[k], k));
        floor_seconds += now() - start;
        engine_seconds += seconds;
        rounds += static_cast<double>(needs.size());
        state.SetIterationTime(seconds);
    }
    double responses = 0.0;
    double exponentials = 0.0;
    double cells = 0.0;
    double blocks = 0.0;
    for (const RoundNeeds& n : needs) {
        const int answers = n.types[0] * n.courses[0] + n.types[1] * n.courses[1];
        const int payoffs = (n.types[0] + n.types[1]) * n.courses[0] * n.courses[1];
        responses += n.responses;
        exponentials += n.responses * answers + n.accidents;
        cells += n.responses * payoffs;
        blocks += n.blocks;
    }
    const auto count = static_cast<double>(needs.size());
    state.counters["floor_ratio"] = engine_seconds / floor_seconds;
    state.counters["floor_us"] = floor_seconds / rounds * 1e6;
    state.counters["round_us"] = engine_seconds / rounds * 1e6;
    state.counters["responses"] = responses / count;
    state.counters["exponentials"] = exponentials / count;
    state.counters["cells"] = cells / count;
    state.counters["blocks"] = blocks / count;
}
BENCHMARK(round_over_floor)->UseManualTime()->Unit(benchmark::kMillisecond);  // for all rounds; see counters

class Anything final : public Continuation {
    void evaluate(const CrisisState&, TypeValues& value) override { value = {}; }
};

// What share of a round goes into writing down its stage game, leaves aside?
void build(benchmark::State& state) {
    World world(reference_model(), nullptr);
    const auto rounds = open_rounds(world, reference_openings(10), kSituations);
    const auto game = std::make_unique<StageGame>();
    Anything beyond;
    std::size_t k = 0;
    for (auto _ : state) {
        const OpenRound& s = rounds[k++ % rounds.size()];
        build_stage_game(s.context, s.state, beyond, *game);
        benchmark::DoNotOptimize(game.get());
    }
}
BENCHMARK(build)->Unit(benchmark::kMicrosecond);

// ... and writing it down, leaves included, and solving it?
void decide(benchmark::State& state) {
    World world(reference_model(), nullptr);
    const auto rounds = open_rounds(world, reference_openings(10), kSituations);
    std::size_t k = 0;
    for (auto _ : state) {
        const OpenRound& s = rounds[k++ % rounds.size()];
        world.decider->decide(s.context, s.state, world.decision);
        benchmark::DoNotOptimize(world.decision.residual);
    }
}
BENCHMARK(decide)->Unit(benchmark::kMicrosecond);

// What does opening a crisis cost?
void open_context(benchmark::State& state) {
    World world(reference_model(), nullptr);
    begin(world);
    const CrisisSetting setting = {world.x.data(), world.guardrails, world.tracks_open, {0.0, 1.0}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(offramp::open_context(reference_model(), 0, 0, setting));
    }
}
BENCHMARK(open_context)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace offramp
