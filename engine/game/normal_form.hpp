// SPDX-License-Identifier: Apache-2.0
// Finite games in strategic form for any number of players, mixed profiles, and what they are worth. Nothing
// here depends on a solver, so that every solver's answer can be checked by it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/game/rational.hpp"

namespace offramp {

struct GamePlayer {
    std::string name;
    std::vector<std::string> strategies;  ///< labels, one or more

    friend bool operator==(const GamePlayer&, const GamePlayer&) = default;
};

/// Probability of each pure strategy, player by player.
using MixedProfile = std::vector<std::vector<double>>;
using ExactProfile = std::vector<std::vector<Rational>>;

/// The most payoffs (profiles times players) that a game may hold.
inline constexpr std::size_t kMostPayoffs = std::size_t{1} << 21;

/// Profiles times players, or kMostPayoffs + 1 where that is more than a game may hold.
std::size_t count_payoffs(const std::vector<std::size_t>& strategies);

class NormalForm {
  public:
    /// @param payoffs  of every player for every pure profile in turn, the first player's strategy varying
    ///                 fastest, as in Gambit's .nfg files
    NormalForm(std::string title, std::vector<GamePlayer> players, std::vector<Rational> payoffs);

    std::string title;
    std::string comment;

    int players() const { return static_cast<int>(players_.size()); }
    int strategies(int player) const;
    const GamePlayer& player(int player) const;
    std::size_t profiles() const { return payoffs_.size() / players_.size(); }

    /// How far apart two profiles stand that differ by one in this player's strategy.
    std::size_t stride(int player) const;
    int strategy_in(std::size_t profile, int player) const;

    double payoff(std::size_t profile, int player) const {
        return payoffs_[profile * players_.size() + static_cast<std::size_t>(player)];
    }
    const Rational& exact_payoff(std::size_t profile, int player) const {
        return exact_[profile * players_.size() + static_cast<std::size_t>(player)];
    }

    /// Largest less smallest payoff over all players and profiles: the unit that tolerances are measured in.
    double payoff_range() const { return range_; }

    friend bool operator==(const NormalForm&, const NormalForm&) = default;

  private:
    std::vector<GamePlayer> players_;
    std::vector<std::size_t> strides_;
    std::vector<Rational> exact_;
    std::vector<double> payoffs_;
    double range_ = 0.0;
};

using PayoffTable = std::vector<std::vector<double>>;

/// A two-player game from the payoffs of the row and the column player; strategies are named 1, 2, ...
NormalForm bimatrix_game(const PayoffTable& row, const PayoffTable& column);

MixedProfile uniform_profile(const NormalForm& game);
MixedProfile to_mixed(const ExactProfile& profile);

/// Expected payoff to a player.
double expected_payoff(const NormalForm& game, const MixedProfile& profile, int player);

/// Expected payoff to a player of each of its pure strategies against the others' mixtures: the gradient of
/// its expected payoff in its own probabilities.
std::vector<double> strategy_payoffs(const NormalForm& game, const MixedProfile& profile, int player);

/// Expected payoff to `player` of each own strategy (row) against each of `rival`'s (column), all others
/// mixing: the gradient of strategy_payoffs() in the rival's probabilities. Row-major.
std::vector<double> pair_payoffs(const NormalForm& game, const MixedProfile& profile, int player, int rival);

/// The most that any player could gain by a pure deviation; 0 at a Nash equilibrium. Checks first that the
/// profile is one: throws InternalError where its shape is wrong or a probability is negative or not finite
/// or they do not sum to 1 within 1e-9.
double regret(const NormalForm& game, const MixedProfile& profile);

/// The same without rounding; the probabilities must sum to exactly 1.
Rational regret(const NormalForm& game, const ExactProfile& profile);

}  // namespace offramp
