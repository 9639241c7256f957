// SPDX-License-Identifier: Apache-2.0
// The crisis game solved: strategies for every public state, and what the game is worth when it opens.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/crisis/configuration.hpp"
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

    /// Value to every type of a crisis that opens in this state, averaged over the belief points around.
    void opening_values(const CrisisState& state, TypeValues& value) const;

    std::size_t bytes() const;

    ValueLayer layer() const;  ///< room for the values of one round
    std::size_t blocks() const;

    const CrisisContext context;
    const Pair<BeliefGrid> grids;
    const ConfigurationSpace space;
    SolverReport report;

    // Filled by the solver.
    ValueLayer opening;
    std::vector<std::uint64_t> first;  ///< of a block's strategies; by round, configuration and rungs
    std::vector<float> probabilities;  ///< by block, belief points, actor, type and move

    std::size_t block(int round, int configuration, const Pair<int>& rungs) const {
        const int war = context.model->war_rung;
        return at(((round * space.size() + configuration) * war + rungs[0]) * war + rungs[1]);
    }
};

}  // namespace offramp
