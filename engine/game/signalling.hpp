// SPDX-License-Identifier: Apache-2.0
// Signalling games: chance draws the sender's type, the sender sends a message, and the receiver, who sees
// the message alone, answers. Which equilibria pool and which separate, and which a second look at the
// receiver's beliefs leaves standing.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/game/extensive_form.hpp"

namespace offramp {

struct SignallingGame {
    std::vector<std::string> types;  ///< what chance calls them
    std::vector<double> prior;       ///< by type, positive
    std::vector<std::string> messages;
    std::vector<int> type_sets;             ///< information set in which each type chooses its message
    std::vector<std::vector<int>> actions;  ///< there, by type and message
    std::vector<int> message_sets;          ///< in which each message is answered; kNone: it ends play
    /// {sender's, receiver's}, by message, type and answer; a message that ends play has one answer.
    std::vector<std::vector<std::vector<std::array<double, 2>>>> payoffs;
};

/// The tree as a signalling game, if it is one. A message is an information set of the receiver to which one
/// action of every type leads, whatever it is called there, and whose every answer ends play; or an action of
/// the same name for every type that ends play at once.
std::optional<SignallingGame> signalling_game(const ExtensiveForm& game);

/// What a refinement makes of an equilibrium.
struct RefinementVerdict {
    bool passes = true;
    int message = kNone;     ///< where it fails: at this message, which is not sent ...
    std::vector<int> types;  ///< ... and which only these types can be thought to have sent
};

struct SignallingReading {
    enum class Kind { kPooling, kSeparating, kPartlyPooling };
    Kind kind = Kind::kPartlyPooling;
    int pooled_on = kNone;    ///< message that all types send
    int unsupported = kNone;  ///< a message that is not sent, whose answer no belief makes best
    bool sequential = true;   ///< no message is: with some beliefs it is a sequential equilibrium
    RefinementVerdict intuitive;
    std::optional<RefinementVerdict> d1;  ///< empty where a message has more than 12 answers
};

/// Reads a Nash equilibrium of the game; the criteria of one that is not sequential say nothing.
///
/// Intuitive criterion (Cho, Kreps 1987): a message that is not sent cannot come from types that would lose
/// by it whatever the receiver believed and rightly answered, unless all would. It fails where some type
/// gains by the message against every best answer to beliefs in the others.
///
/// D1 (Cho, Kreps 1987; Banks, Sobel 1987): nor can it come from a type that gains, or does not lose, by it
/// only against answers by which another type gains. It fails where no belief in the types that are left has
/// a best answer that keeps all types from the message.
///
/// Answers are compared with a tolerance of 1e-9 of the payoff range.
SignallingReading read_signalling(const SignallingGame& game, const BehaviourProfile& behaviour);

}  // namespace offramp
