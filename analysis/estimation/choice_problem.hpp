// SPDX-License-Identifier: Apache-2.0
// Choices that were observed, and a model with unknown parameters that says how likely each was. Knows
// nothing of games.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/calibration/simulated_moments.hpp"

namespace offramp {

/// What is estimated.
struct ChoiceParameter {
    SearchCoordinate coordinate;  ///< on the scale of the search; without a prior
    bool logarithmic = false;     ///< searched by its logarithm
    std::string title = {};
    std::string unit = {};

    double value(double at) const;  ///< in its unit, at a place of the coordinate
};

/// Something that could be chosen.
struct Alternative {
    std::string name;
    double share = 0.0;       ///< of choices that fall on it if all moves are equally likely
    std::uint64_t count = 0;  ///< how often it was chosen
};

/// Where a choice is made, as whoever observes it can tell.
struct ObservedSituation {
    std::string chooser;
    std::string where;
    std::vector<Alternative> alternatives;

    std::uint64_t choices() const;
};

/// Probabilities of the alternatives, situation by situation.
using ChoiceProbabilities = std::vector<std::vector<double>>;

struct ChoicePrediction {
    ChoiceProbabilities probabilities;
    bool converged = true;  ///< false: the game was not solved to its tolerance
};

/// Parameters of which only the product is known if payoffs have no scale of their own.
struct ChoiceScale {
    std::size_t rationality = 0;       ///< place among the parameters
    std::vector<std::size_t> payoffs;  ///< likewise
};

struct ChoiceProblem {
    std::vector<ChoiceParameter> parameters;    ///< one or more
    std::vector<ObservedSituation> situations;  ///< with one choice or more
    /// At values of the parameters; empty where the game has no solution there. A function, not a draw.
    std::function<std::optional<ChoicePrediction>(std::span<const double> values)> predict;
    std::optional<ChoiceScale> scale = {};

    std::uint64_t choices() const;
};

/// The parameters at a point of the search.
std::vector<double> values_at(const ChoiceProblem& problem, std::span<const double> at);

/// Sum of count times log probability; minus infinity where something impossible was chosen.
double log_likelihood(const ChoiceProblem& problem, const ChoiceProbabilities& probabilities);

/// If all moves were equally likely.
double uniform_log_likelihood(const ChoiceProblem& problem);

/// If every probability were the observed frequency: no model gives more.
double saturated_log_likelihood(const ChoiceProblem& problem);

/// Probabilities that could be chosen freely: alternatives less one, over situations with choices.
int free_probabilities(const ChoiceProblem& problem);

}  // namespace offramp
