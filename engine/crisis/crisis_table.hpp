// SPDX-License-Identifier: Apache-2.0
// The crisis game solved: strategies for every public state, and what the game is worth when it opens.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/once.hpp"
#include "engine/crisis/configuration.hpp"
#include "engine/crisis/crisis_forecast.hpp"
#include "engine/crisis/quantal_response.hpp"
#include "engine/crisis/value_layer.hpp"

namespace offramp {

struct SolverReport {
    std::uint64_t states = 0;           ///< stage games solved
    std::uint64_t unconverged = 0;      ///< of them, beyond the tolerance
    double residual = 0.0;              ///< the largest
    std::uint64_t iterations = 0;       ///< responses of both sides, over all states
    std::uint64_t most_iterations = 0;  ///< in one state

    void add(const SolverReport& other);
};

/// What solve_crisis() finds. Stays where it was made: parts refer to the context.
class CrisisTable {
  public:
    CrisisTable(const CrisisContext& context, std::uint32_t channels_open, int subdivisions, int harms,
                int configurations);
    ~CrisisTable() = default;
    CrisisTable(const CrisisTable&) = delete;
    CrisisTable& operator=(const CrisisTable&) = delete;
    CrisisTable(CrisisTable&&) = delete;
    CrisisTable& operator=(CrisisTable&&) = delete;

    /// The moves open in a state and the strategies of all types: those of the belief points around,
    /// averaged. A move that the table does not know to be spent (see ConfigurationSpace) is left out and the
    /// others scaled up.
    void strategies(const CrisisContext& context, const CrisisState& state, Pair<MoveList>& moves,
                    Pair<Strategy>& strategies) const;

    /// Value to every type of going on from a state before the last round, likewise averaged.
    void going_on(const CrisisState& state, TypeValues& value) const;

    /// Where a state is solved: here, or where the crisis is solved whole.
    struct Place {
        const CrisisTable* table;
        std::size_t block;
    };
    Place find(const CrisisState& state) const;

    /// going_on() in a block that is solved here, averaged as is said.
    void worth_in(std::size_t block, const Pair<const GridWeights*>& around, TypeValues& value) const;

    /// Value to every type of a crisis that opens in this state, averaged over the belief points around.
    void opening_values(const CrisisState& state, TypeValues& value) const;

    /// What it is expected to do besides what it pays: worked out when first asked for, by whichever thread.
    const CrisisForecast& forecast() const;

    std::size_t bytes() const;

    ValueLayer layer() const;  ///< room for the values of one round
    std::size_t blocks() const;

    /// A crisis of the same kind solved whole, from which states are played that were not solved here; null
    /// where all were.
    const CrisisTable* whole = nullptr;

    /// Whether a state in which a crisis opens was solved here.
    bool opens_in(const CrisisState& state) const { return solved(block(0, space.find(state), state.rungs)); }

    /// How many strategies a block has: of all types of both sides, at every pair of beliefs.
    std::size_t strategies_in(int round, int configuration, const Pair<int>& rungs) const;

    static constexpr std::uint64_t kUnsolved = ~std::uint64_t{0};
    bool solved(std::size_t block) const { return first[block] != kUnsolved; }

    const CrisisContext context;
    const Pair<BeliefGrid> grids;
    const ConfigurationSpace space;
    SolverReport report;

    // Filled by the solver.
    ValueLayer opening;
    std::vector<std::uint64_t> first;  ///< of a block's strategies; by round, configuration and rungs
    std::vector<float> probabilities;  ///< by block, belief points, actor, type and move
    std::vector<float> values;         ///< by block, belief points, actor and type

    int types() const { return context.model->actors[0].types + context.model->actors[1].types; }
    int worth_of_block() const { return grids[0].size() * grids[1].size() * types(); }  ///< values in a block

    std::size_t block(int round, int configuration, const Pair<int>& rungs) const {
        const int war = context.model->war_rung;
        return at(((round * space.size() + configuration) * war + rungs[0]) * war + rungs[1]);
    }

  private:
    mutable Once forecast_made_;
    mutable CrisisForecast forecast_;
};

}  // namespace offramp
