// SPDX-License-Identifier: Apache-2.0
// Game files: those of the project's own tests, whose payoffs stand in publications, and those that others
// keep in files, where this machine has them beside the project.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/game/polytope_vertices.hpp"
#include "tests/catch.hpp"

/// In a test of all equilibria of two players, which a build without lrslib does not list.
#define OFFRAMP_NEEDS_ALL_EQUILIBRIA() \
    if (!lists_vertices()) OFFRAMP_SKIP("this build is without lrslib, which lists all equilibria")

namespace offramp {

inline std::filesystem::path own_games() {
    return std::filesystem::path(OFFRAMP_SOURCE_DIR) / "tests/game/games";
}

/// A game that belongs to the project's own tests.
inline std::string own_game(const std::string& name) {
    return (own_games() / name).string();
}

/// Path of a file that others keep, or "" where it is not on this machine.
inline std::string others_game(const std::string& name) {
    for (const char* folder : {"gambit-games", "open_spiel-games"}) {
        const auto path = std::filesystem::path(OFFRAMP_SHARED_DATA) / folder / name;
        if (std::filesystem::exists(path)) return path.string();
    }
    return "";
}

/// Our own games, and those of others that are on this machine.
inline std::vector<std::string> all_games(const std::string& extension) {
    const std::filesystem::path shared(OFFRAMP_SHARED_DATA);
    std::vector<std::string> files;
    for (const auto& folder : {own_games(), shared / "gambit-games", shared / "open_spiel-games"}) {
        if (!std::filesystem::is_directory(folder)) continue;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == extension) files.push_back(entry.path().string());
        }
    }
    return files;
}

}  // namespace offramp

// Ends a test case, saying so, where a file of others is not on this machine. For what no publication states.
#define OFFRAMP_OTHERS_GAME(variable, name)                  \
    const std::string variable = offramp::others_game(name); \
    if (variable.empty()) OFFRAMP_SKIP(name " is not on this machine");
