// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_solver.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "engine/crisis/round_game.hpp"

namespace offramp {

namespace {

// The states of one round, in blocks that share configuration and rungs.
class RoundStates {
  public:
    RoundStates(CrisisTable& table, const SolverOptions& options, int round, const ValueLayer* later,
                ValueLayer& values)
        : table_(table), options_(options), round_(round), later_(later), values_(values) {}

    int blocks() const {
        return table_.space.size() * table_.context.model->war_rung * table_.context.model->war_rung;
    }

    // Makes room for the strategies of every block.
    void lay_out() {
        CrisisState s;
        s.round = round_;
        MoveList moves;
        std::uint64_t end = table_.probabilities.size();
        for (int n = 0; n < blocks(); ++n) {
            const auto [configuration, rungs] = block(n);
            s.rungs = rungs;
            table_.space[configuration].put_into(s);
            int width = 0;
            for (int i = 0; i < kActors; ++i) {
                list_moves(table_.context, s, i, moves);
                width += table_.context.model->actors[at(i)].types * moves.size;
            }
            table_.first[table_.block(round_, configuration, rungs)] = end;
            end += at(width * values_.points());
        }
        table_.probabilities.resize(end);
    }

    void solve_block(int n, RoundGame& game, SolverReport& report) {
        const auto [configuration, rungs] = block(n);
        game.enter(round_, configuration, rungs, later_);
        const Pair<int> points = {table_.grids[0].size(), table_.grids[1].size()};
        double* plane = values_.plane(configuration, rungs);
        float* strategies = &table_.probabilities[table_.first[table_.block(round_, configuration, rungs)]];
        bool started = false;
        for (int k0 = 0; k0 < points[0]; ++k0) {
            for (int step = 0; step < points[1]; ++step) {
                // To and fro, so that each point lies next to the one before.
                const int k1 = k0 % 2 == 0 ? step : points[1] - 1 - step;
                const FixedPoint solution = game.solve(k0, k1, options_.tolerance, started);
                started = solution.residual <= options_.tolerance;
                ++report.states;
                if (!started) ++report.unconverged;
                report.residual = std::max(report.residual, solution.residual);
                const auto iterations = static_cast<std::uint64_t>(solution.iterations);
                report.iterations += iterations;
                report.most_iterations = std::max(report.most_iterations, iterations);
                const int point = k0 * points[1] + k1;
                store(game, plane + point * values_.lanes(), strategies, point);
            }
        }
    }

  private:
    struct Block {
        int configuration;
        Pair<int> rungs;
    };
    Block block(int n) const {
        const int war = table_.context.model->war_rung;
        return {n / (war * war), {n / war % war, n % war}};
    }

    void store(const RoundGame& game, double* values, float* strategies, int point) const {
        const Model& m = *table_.context.model;
        int width = 0;
        for (int i = 0; i < kActors; ++i) width += m.actors[at(i)].types * game.moves(i).size;
        float* p = strategies + point * width;
        Strategy strategy;
        std::array<double, kMaxTypes> value{};
        for (int i = 0; i < kActors; ++i) {
            game.fill(i, strategy);
            game.values(i, value);
            for (int type = 0; type < m.actors[at(i)].types; ++type) {
                *values++ = value[at(type)];
                for (int a = 0; a < game.moves(i).size; ++a)
                    *p++ = static_cast<float>(strategy[at(type)][at(a)]);
            }
        }
    }

    CrisisTable& table_;
    const SolverOptions& options_;
    int round_;
    const ValueLayer* later_;
    ValueLayer& values_;
};

// Values as an earlier round averages them: under risk aversion it is the mean of exp(-risk aversion * value)
// that counts.
void to_utilities(const Model& m, ValueLayer& layer) {
    int lane = 0;
    for (const ActorModel& actor : m.actors) {
        for (int type = 0; type < actor.types; ++type, ++lane) {
            if (actor.risk_aversion == 0.0) continue;
            for (std::size_t k = at(lane); k < layer.values().size(); k += at(layer.lanes())) {
                layer.values()[k] = std::exp(-actor.risk_aversion * layer.values()[k]);
            }
        }
    }
}

}  // namespace

std::unique_ptr<CrisisTable> solve_crisis(const CrisisContext& context, std::uint32_t channels_open,
                                          const SolverOptions& options) {
    auto table = std::make_unique<CrisisTable>(context, channels_open, options.subdivisions, options.harms,
                                               options.configurations);
    const int rounds = context.incident->rounds;
    table->first.resize(table->blocks());
    ValueLayer later;
    ValueLayer values = table->layer();
    const auto threads = static_cast<std::size_t>(std::max(options.threads, 1));
    std::vector<RoundGame> games;
    games.reserve(threads);
    for (std::size_t t = 0; t < threads; ++t) games.emplace_back(table->context, table->grids, table->space);
    for (int round = rounds - 1; round >= 0; --round) {
        if (options.cancel.stop_requested()) return nullptr;
        RoundStates work(*table, options, round, round + 1 < rounds ? &later : nullptr, values);
        work.lay_out();
        std::atomic<int> next{0};
        std::vector<SolverReport> reports(threads);
        const auto run = [&](std::size_t t) {
            for (int n = next++; n < work.blocks(); n = next++) work.solve_block(n, games[t], reports[t]);
        };
        {
            std::vector<std::jthread> helpers;
            for (std::size_t t = 1; t < threads; ++t) helpers.emplace_back(run, t);
            run(0);
        }
        for (const SolverReport& report : reports) table->report.add(report);
        if (round > 0) to_utilities(*context.model, values);
        std::swap(values, later);
        if (round + 1 == rounds) values = table->layer();
        if (options.progress) options.progress(rounds - round, rounds);
    }
    table->opening = std::move(later);
    return table;
}

}  // namespace offramp
