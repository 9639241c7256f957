// SPDX-License-Identifier: Apache-2.0
// Seats at which somebody else than the scenario's rules decides: a person, another program.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/crisis/table_library.hpp"
#include "engine/model/crisis.hpp"

namespace offramp {

/// What a side knows when it decides, and nothing else.
struct SeatView {
    int side = 0;
    int type = 0;  ///< its own
    double hours = 0.0;
    int crisis = 0;  ///< its number in the campaign
    CrisisContext context;
    ContextKey table;   ///< from which the crisis is played, where an actor plays from solved crises
    CrisisState state;  ///< as it takes it to be: it may misread the other's stand
    MoveList moves;     ///< that are open to it
    double tension = 0.0;
    Pair<double> trust{};
    std::uint32_t guardrails = 0;  ///< in force, a bit each
    std::size_t known_events = 0;  ///< of the record, those that came before this round's moves
    /// What its rule would do: probability of each move, or of accepting, which stands first.
    std::array<double, kMaxMoves> rule{};
};

/// Terms on the table.
struct Talk {
    int caller = 0;
    Pair<Move> move;  ///< of this round
};

/// What a white cell puts into a round before anybody moves. A running crisis is played in the world that it
/// opened in: tension and trust tell in the next one.
struct Injection {
    enum class Kind : std::uint8_t { kIncident, kFreeze, kThaw, kTension, kTrust };
    Kind kind = Kind::kIncident;
    int index = -1;       ///< of the incident or channel
    int side = -1;        ///< who provoked it, froze it, or trusts; -1: nobody (an incident: by lot)
    double amount = 0.0;  ///< of the room that is left: up above 0, down below

    friend bool operator==(const Injection&, const Injection&) = default;
};

/// Decides for sides in place of their rules. May throw to leave a campaign where it stands.
class Seats {
  public:
    Seats() = default;
    virtual ~Seats() = default;
    Seats(const Seats&) = delete;
    Seats& operator=(const Seats&) = delete;
    Seats(Seats&&) = delete;
    Seats& operator=(Seats&&) = delete;

    virtual bool is_outside(int side) const = 0;

    /// Before the moves of every round.
    virtual std::vector<Injection> round_begins() = 0;

    /// A place in `view.moves`. @param by_rule  what the side's rule would draw here
    virtual int choose(const SeatView& view, int by_rule) = 0;

    /// Whether the side called accepts.
    virtual bool accept(const SeatView& view, const Talk& talk, bool by_rule) = 0;
};

}  // namespace offramp
