// SPDX-License-Identifier: Apache-2.0
// Choices in a game file: counts in a table, what is estimated in a YAML file beside it.
#pragma once

#include <filesystem>
#include <optional>

#include "analysis/estimation/choice_problem.hpp"

namespace offramp {

struct GameChoiceOptions {
    /// How often each strategy of the reduced strategic form was played, instead of each action of a tree.
    bool strategic = false;
};

/// Choices in a .nfg or .efg file, predicted by its logit equilibrium on the principal branch: of the agents
/// of a tree, else of the strategic form. Information sets of one player that bear the same label are one to
/// whoever observes it: what is seen there is their mixture, by how often play comes to each.
/// @param parameters  what is estimated; none: rationality alone, named lambda
/// Throws InputError with every problem of the files.
ChoiceProblem load_game_choices(const std::filesystem::path& game, const std::filesystem::path& counts,
                                const std::optional<std::filesystem::path>& parameters,
                                const GameChoiceOptions& options = {});

}  // namespace offramp
