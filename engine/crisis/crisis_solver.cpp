// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_solver.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cmath>
#include <exception>
#include <thread>

#include "engine/crisis/round_game.hpp"

namespace offramp {

namespace {

// The states of one round, in blocks that share configuration and rungs. A block needs the strategies of
// those a rung higher, for what a side does that misreads the other: blocks are worked through from the top,
// those at once whose rungs have the same sum.
class RoundStates {
  public:
    RoundStates(CrisisTable& table, const SolverOptions& options, const WholeCrisis* whole, int round,
                const ValueLayer* later, ValueLayer& values)
        : table_(table),
          options_(options),
          round_(round),
          war_(table.context.model->war_rung),
          later_(later),
          values_(values),
          all_converged_(table.report.unconverged == 0),
          by_height_(at(2 * war_ - 1)) {
        for (int n = 0; n < table.space.size() * war_ * war_; ++n) {
            const auto [configuration, rungs] = block(n);
            if (whole != nullptr && !is_reached(*whole, configuration, rungs)) {
                table.first[table.block(round, configuration, rungs)] = CrisisTable::kUnsolved;
                if (round > 0) take_over(*whole->table, configuration, rungs);
            } else {
                by_height_[at(2 * (war_ - 1) - rungs[0] - rungs[1])].push_back(n);
            }
        }
    }

    const std::vector<std::vector<int>>& by_height() const { return by_height_; }

    // Makes room for the strategies of every block.
    void lay_out() {
        std::uint64_t end = table_.probabilities.size();
        for (int n = 0; n < table_.space.size() * war_ * war_; ++n) {
            const auto [configuration, rungs] = block(n);
            if (!table_.solved(table_.block(round_, configuration, rungs))) continue;
            table_.first[table_.block(round_, configuration, rungs)] = end;
            end += table_.strategies_in(round_, configuration, rungs);
        }
        table_.probabilities.resize(end);
    }

    void solve_block(int n, RoundGame& game, SolverReport& report) {
        const auto [configuration, rungs] = block(n);
        game.enter(round_, configuration, rungs, later_);
        const Pair<int> points = {table_.grids[0].size(), table_.grids[1].size()};
        double* plane = values_.plane(configuration, rungs);
        const std::size_t place = table_.block(round_, configuration, rungs);
        float* strategies = &table_.probabilities[table_.first[place]];
        float* worth = &table_.values[place * at(table_.worth_of_block())];
        // A round later the same state is played much alike: its strategies are the best start.
        const bool has_later = later_ != nullptr;
        const Pair<MoveList> later_moves =
            has_later ? moves_of(round_ + 1, configuration, rungs) : Pair<MoveList>{};
        const bool alike = has_later && table_.solved(table_.block(round_ + 1, configuration, rungs)) &&
                           same_moves(game, later_moves);
        Pair<Pair<MoveList>> higher_moves;  // by the side that misreads
        const auto higher = [&](int i) {
            Pair<int> seen = rungs;
            ++seen[at(other(i))];
            return seen;
        };
        for (int i = 0; i < kActors; ++i) {
            if (game.can_misread(i)) higher_moves[at(i)] = moves_of(round_, configuration, higher(i));
        }
        Strategy known;
        Pair<Strategy> misread;
        bool started = false;
        bool all_converged = all_converged_;
        for (int k0 = 0; k0 < points[0]; ++k0) {
            for (int step = 0; step < points[1]; ++step) {
                // To and fro, so that each point lies next to the one before.
                const int k1 = k0 % 2 == 0 ? step : points[1] - 1 - step;
                const int point = k0 * points[1] + k1;
                for (int i = 0; i < kActors; ++i) {
                    if (game.can_misread(i)) {
                        misread[at(i)] =
                            strategy_in(configuration, higher(i), higher_moves[at(i)], {k0, k1}, i);
                    }
                    if (alike) {
                        recall(round_ + 1, configuration, rungs, later_moves, point, i, known);
                        game.start_from(i, known);
                    }
                }
                // The slow attempts are for the crisis to be solved whole. Where that has failed they would
                // take minutes, state after state, for a result that nothing can be played from.
                const FixedPoint solution = game.solve(k0, k1, {&misread[0], &misread[1]}, options_.tolerance,
                                                       started || alike, all_converged);
                started = solution.residual <= options_.tolerance;
                all_converged = all_converged && started;
                ++report.states;
                if (!started) ++report.unconverged;
                report.residual = std::max(report.residual, solution.residual);
                const auto iterations = static_cast<std::uint64_t>(solution.iterations);
                report.iterations += iterations;
                report.most_iterations = std::max(report.most_iterations, iterations);
                store(game, plane + point * values_.lanes(), strategies, worth, point);
            }
        }
    }

  private:
    struct Block {
        int configuration;
        Pair<int> rungs;
    };
    Block block(int n) const { return {n / (war_ * war_), {n / war_ % war_, n % war_}}; }

    int width(const RoundGame& game) const {
        int sum = 0;
        for (int i = 0; i < kActors; ++i) {
            sum += table_.context.model->actors[at(i)].types * game.moves(i).size;
        }
        return sum;
    }

    // The moves of a block's state, in any round.
    Pair<MoveList> moves_of(int round, int configuration, const Pair<int>& rungs) const {
        const CrisisState s = state_of(round, configuration, rungs);
        Pair<MoveList> moves;
        for (int i = 0; i < kActors; ++i) list_moves(table_.context, s, i, moves[at(i)]);
        return moves;
    }

    // The strategy of side i that is in the table already.
    void recall(int round, int configuration, const Pair<int>& rungs, const Pair<MoveList>& moves, int point,
                int i, Strategy& strategy) const {
        const auto size = [&](int k) {
            return table_.context.model->actors[at(k)].types * moves[at(k)].size;
        };
        const float* p = &table_.probabilities[table_.first[table_.block(round, configuration, rungs)]] +
                         point * (size(0) + size(1)) + (i == 0 ? 0 : size(0));
        const int own = moves[at(i)].size;
        for (int type = 0; type < table_.context.model->actors[at(i)].types; ++type) {
            double sum = 0.0;
            for (int a = 0; a < own; ++a) sum += strategy[at(type)][at(a)] = static_cast<double>(*p++);
            // As rounded they do not quite sum to 1, which little risk aversion would make much of.
            for (int a = 0; a < own; ++a) strategy[at(type)][at(a)] /= sum;
        }
    }

    // The strategy of side i in another state of the round, whether it was solved here or not.
    Strategy strategy_in(int configuration, const Pair<int>& rungs, const Pair<MoveList>& moves,
                         const Pair<int>& points, int i) const {
        Strategy strategy;
        if (table_.solved(table_.block(round_, configuration, rungs))) {
            recall(round_, configuration, rungs, moves, points[0] * table_.grids[1].size() + points[1], i,
                   strategy);
            return strategy;
        }
        CrisisState s = state_of(round_, configuration, rungs);
        s.belief = {table_.grids[0][points[0]], table_.grids[1][points[1]]};
        Pair<MoveList> open;
        Pair<Strategy> play;
        table_.whole->strategies(table_.context, s, open, play);
        return play[at(i)];
    }

    // Values of a state that is not solved here.
    void take_over(const CrisisTable& whole, int configuration, const Pair<int>& rungs) {
        CrisisState s = state_of(round_, configuration, rungs);
        double* value = values_.plane(configuration, rungs);
        for (int k0 = 0; k0 < table_.grids[0].size(); ++k0) {
            for (int k1 = 0; k1 < table_.grids[1].size(); ++k1, value += values_.lanes()) {
                s.belief = {table_.grids[0][k0], table_.grids[1][k1]};
                TypeValues worth;
                whole.going_on(s, worth);
                double* next = value;
                for (int i = 0; i < kActors; ++i) {
                    for (int type = 0; type < table_.context.model->actors[at(i)].types; ++type) {
                        *next++ = worth[at(i)][at(type)];
                    }
                }
            }
        }
    }

    // Whether the other crisis comes to where as much was done as here. It may have opened with other
    // channels open: those that are lost since count.
    bool is_reached(const WholeCrisis& whole, int configuration, const Pair<int>& rungs) const {
        CrisisState s = state_of(round_, configuration, rungs);
        s.channels_open = whole.table->space[0].channels & ~(table_.space[0].channels & ~s.channels_open);
        return whole.reach[whole.table->block(round_, whole.table->space.find(s), rungs)] >= whole.reached;
    }

    CrisisState state_of(int round, int configuration, const Pair<int>& rungs) const {
        CrisisState s;
        s.round = round;
        s.rungs = rungs;
        table_.space[configuration].put_into(s);
        return s;
    }

    static bool same_moves(const RoundGame& game, const Pair<MoveList>& moves) {
        for (int i = 0; i < kActors; ++i) {
            const MoveList& own = game.moves(i);
            if (own.size != moves[at(i)].size) return false;
            for (int k = 0; k < own.size; ++k) {
                if (own[k].action != moves[at(i)][k].action) return false;
            }
        }
        return true;
    }

    void store(const RoundGame& game, double* values, float* strategies, float* worth, int point) const {
        const Model& m = *table_.context.model;
        float* p = strategies + point * width(game);
        worth += point * table_.types();
        Strategy strategy;
        std::array<double, kMaxTypes> value{};
        for (int i = 0; i < kActors; ++i) {
            game.fill(i, strategy);
            game.values(i, value);
            for (int type = 0; type < m.actors[at(i)].types; ++type) {
                *values++ = value[at(type)];
                *worth++ = static_cast<float>(value[at(type)]);
                for (int a = 0; a < game.moves(i).size; ++a)
                    *p++ = static_cast<float>(strategy[at(type)][at(a)]);
            }
        }
    }

    CrisisTable& table_;
    const SolverOptions& options_;
    int round_;
    int war_;
    const ValueLayer* later_;
    ValueLayer& values_;
    bool all_converged_;  // in the rounds after this one
    std::vector<std::vector<int>> by_height_;
};

}  // namespace

std::unique_ptr<CrisisTable> solve_crisis(const CrisisContext& context, std::uint32_t channels_open,
                                          const SolverOptions& options, const WholeCrisis* whole) {
    auto table = std::make_unique<CrisisTable>(context, channels_open, options.subdivisions, options.harms,
                                               options.configurations);
    if (whole != nullptr) table->whole = whole->table;
    const int rounds = context.incident->rounds;
    table->first.resize(table->blocks());
    table->values.resize(table->blocks() * at(table->worth_of_block()));
    ValueLayer later;
    ValueLayer values = table->layer();
    const auto threads = static_cast<std::size_t>(std::max(options.threads, 1));
    std::vector<RoundGame> games;
    games.reserve(threads);
    for (std::size_t t = 0; t < threads; ++t) games.emplace_back(table->context, table->grids, table->space);
    for (int round = rounds - 1; round >= 0; --round) {
        if (options.cancel.stop_requested()) return nullptr;
        RoundStates work(*table, options, whole, round, round + 1 < rounds ? &later : nullptr, values);
        work.lay_out();
        std::vector<std::atomic<std::size_t>> next(work.by_height().size());
        std::barrier level(static_cast<std::ptrdiff_t>(threads));
        std::vector<SolverReport> reports(threads);
        std::vector<std::exception_ptr> errors(threads);
        const auto solve_height = [&](std::size_t height, std::size_t t) {
            const std::vector<int>& blocks = work.by_height()[height];
            for (std::size_t k = next[height]++; k < blocks.size(); k = next[height]++) {
                work.solve_block(blocks[k], games[t], reports[t]);
            }
        };
        const auto run = [&](std::size_t t) {
            for (std::size_t height = 0; height < next.size(); ++height) {
                try {
                    if (!errors[t]) solve_height(height, t);
                } catch (...) {  // nothing may leave a thread, and the others wait for this one
                    errors[t] = std::current_exception();
                }
                level.arrive_and_wait();
            }
        };
        {
            std::vector<std::jthread> helpers;
            helpers.reserve(threads);
            try {
                for (std::size_t t = 1; t < threads; ++t) helpers.emplace_back(run, t);
            } catch (const std::exception&) {  // the system has no more threads: fewer do it all
                for (std::size_t t = helpers.size() + 1; t < threads; ++t) level.arrive_and_drop();
            }
            run(0);
        }
        for (const std::exception_ptr& error : errors) {
            if (error) std::rethrow_exception(error);
        }
        for (const SolverReport& report : reports) table->report.add(report);
        std::swap(values, later);
        if (round + 1 == rounds) values = table->layer();
        if (options.progress) options.progress(rounds - round, rounds);
    }
    table->opening = std::move(later);
    table->probabilities.shrink_to_fit();  // it grew round by round
    return table;
}

}  // namespace offramp
