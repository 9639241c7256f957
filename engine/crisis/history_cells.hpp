// SPDX-License-Identifier: Apache-2.0
// Histories of a crisis that have come to much the same, taken as one.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "engine/model/crisis.hpp"

namespace offramp {

/// Histories that go on as one: a public state but for beliefs, of which it holds the mean.
struct HistoryCell {
    int configuration = 0;
    Pair<int> rungs{};
    Pair<int> belief_cell{};
    Pair<Belief> belief_sum{};  ///< times their probability
    double weight = 0.0;        ///< probability of all of them

    Pair<Belief> belief() const {
        Pair<Belief> mean = belief_sum;
        for (Belief& of_actor : mean) {
            for (double& p : of_actor) p /= weight;
        }
        return mean;
    }
};

/// All that a round can begin with, in the order in which it is first come to. Beside each cell stand `width`
/// numbers that are added up.
class HistoryCells {
  public:
    explicit HistoryCells(int width) : width_(width) {}

    int size() const { return static_cast<int>(cells_.size()); }
    const HistoryCell& operator[](int n) const { return cells_[at(n)]; }
    const double* mass(int n) const { return &mass_[at(n * width_)]; }

    /// Adds a history to its cell; returns the numbers of the cell.
    double* add(int configuration, const Pair<int>& rungs, const Pair<int>& belief_cell,
                const Pair<Belief>& belief, double weight) {
        const int ladder = (configuration * kMaxRungs + rungs[0]) * kMaxRungs + rungs[1];
        const auto key = static_cast<std::uint64_t>(ladder) << 40U |
                         static_cast<std::uint64_t>(belief_cell[0] + 1) << 20U |
                         static_cast<std::uint64_t>(belief_cell[1] + 1);
        const auto [place, is_new] = place_.try_emplace(key, size());
        if (is_new) {
            cells_.push_back({configuration, rungs, belief_cell, {}, 0.0});
            mass_.resize(mass_.size() + at(width_), 0.0);
        }
        HistoryCell& cell = cells_[at(place->second)];
        cell.weight += weight;
        for (std::size_t i = 0; i < kActors; ++i) {
            for (std::size_t t = 0; t < kMaxTypes; ++t) cell.belief_sum[i][t] += weight * belief[i][t];
        }
        return &mass_[at(place->second * width_)];
    }

    void clear() {
        place_.clear();
        cells_.clear();
        mass_.clear();
    }

  private:
    int width_;
    std::unordered_map<std::uint64_t, int> place_;
    std::vector<HistoryCell> cells_;
    std::vector<double> mass_;
};

/// Numbers the cells into which beliefs about one side fall, as they are met.
class BeliefCells {
  public:
    explicit BeliefCells(int cells) : cells_(cells) {}

    int find(const Belief& belief) {
        std::array<std::int16_t, kMaxTypes> place{};
        for (std::size_t t = 0; t < kMaxTypes; ++t) {
            place[t] = static_cast<std::int16_t>(std::lround(belief[t] * cells_));
        }
        return number_.try_emplace(place, static_cast<int>(number_.size())).first->second;
    }

  private:
    int cells_;
    std::map<std::array<std::int16_t, kMaxTypes>, int> number_;
};

}  // namespace offramp
