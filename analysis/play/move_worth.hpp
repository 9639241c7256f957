// SPDX-License-Identifier: Apache-2.0
// What a side's moves are worth to it, and what comes of them, from the solved crisis.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/play/session.hpp"
#include "engine/crisis/crisis_table.hpp"

namespace offramp {

/// Of one answer to a question, as its side expects before it: the other side plays as solved, of the types
/// that are publicly believed in. Odds are of this round.
struct MoveWorth {
    double solved = 0.0;   ///< probability that the solved game gives it
    double value = 0.0;    ///< to the side's own type, of the rest of the crisis: an expectation
    double agreed = 0.0;   ///< terms are agreed on, its own or the other's
    double settled = 0.0;  ///< it ends otherwise, without war
    double war = 0.0;
    double accident = 0.0;    ///< with or without harm
    double war_ahead = 0.0;   ///< in this round or later
    double high_ahead = 0.0;  ///< a side stands on the asked rung or higher, in this round or later
};

/// The rung that odds are told of where nobody says another: half the ladder.
int usual_rung(const Model& model);

/// By answer. A move is worth what it costs, what the round brings, and the solved value of the state that
/// comes of it; what lies beyond this round (`war_ahead`, `high_ahead`) is as the public expects it, who does
/// not know the side's own type.
/// @param rung  1 to the rung of war
/// @param table  of the crisis that is asked about
std::vector<MoveWorth> worth_of_moves(const SeatQuestion& question, const CrisisTable& table, int rung);

/// The same, but what lies ahead, which takes longest, only for these answers: NaN for the others.
std::vector<MoveWorth> worth_of_moves(const SeatQuestion& question, const CrisisTable& table, int rung,
                                      std::span<const int> looked_ahead);

/// Finds the solved crisis of a question: the one that it is played from, else one solved for it.
class SolvedCrises {
  public:
    /// @param tables  from which the campaign is played; null where none are
    SolvedCrises(const Model& model, std::shared_ptr<TableLibrary> tables);
    const CrisisTable& of(const SeatView& view);

  private:
    const Model* model_;
    std::shared_ptr<TableLibrary> tables_;
    std::vector<std::pair<std::string, std::unique_ptr<CrisisTable>>> own_;  // by table_name()
};

}  // namespace offramp
