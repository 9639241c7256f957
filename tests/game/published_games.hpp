// Game files that others published, where this machine has them beside the project, and our own fixtures.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace offramp {

/// Path of a published game file, or "" where it is not on this machine.
inline std::string published_game(const std::string& name) {
    for (const char* folder : {"gambit-games", "open_spiel-games"}) {
        const auto path = std::filesystem::path(OFFRAMP_SHARED_DATA) / folder / name;
        if (std::filesystem::exists(path)) return path.string();
    }
    return "";
}

inline std::vector<std::string> published_games(const std::string& extension) {
    std::vector<std::string> files;
    for (const char* folder : {"gambit-games", "open_spiel-games"}) {
        const auto path = std::filesystem::path(OFFRAMP_SHARED_DATA) / folder;
        if (!std::filesystem::is_directory(path)) continue;
        for (const auto& entry : std::filesystem::directory_iterator(path)) {
            if (entry.path().extension() == extension) files.push_back(entry.path().string());
        }
    }
    return files;
}

/// A game that belongs to the project's own tests.
inline std::string own_game(const std::string& name) {
    return std::string(OFFRAMP_SOURCE_DIR) + "/tests/game/games/" + name;
}

}  // namespace offramp

// Ends a test case, saying so, where a published file is not on this machine.
#define OFFRAMP_PUBLISHED(variable, name)                       \
    const std::string variable = offramp::published_game(name); \
    if (variable.empty()) {                                     \
        WARN("skipped: " name " is not on this machine");       \
        return;                                                 \
    }
