// SPDX-License-Identifier: Apache-2.0
// What a crisis is worth if from now on both sides hold where they stand.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/crisis/stage_game.hpp"

namespace offramp {

/// What lies beyond the rounds that are looked ahead: both sides stay on their rungs, call nobody, and the
/// crisis goes on until it fades or an accident carries it to war. Worked out from the rules, so that no
/// number has to be judged for it, and the deeper one looks the less of it is left. Harm that is done
/// meanwhile costs what it costs, and changes no odds.
class Holding {
  public:
    /// Value to both actors' types of holding from `state` on.
    void evaluate(const CrisisContext& context, const CrisisState& state, TypeValues& value);

  private:
    const TypeValues& find(const CrisisContext& context, const CrisisState& state);
    std::size_t place(const CrisisState& state) const;

    CrisisNumbers known_for_{};
    const IncidentModel* incident_ = nullptr;
    int war_ = 0;
    int rounds_ = 0;
    std::vector<bool>
        known_;  // by whether the affront is answered, whether the incident is over, round, rungs
    std::vector<TypeValues> values_;
};

}  // namespace offramp
