// SPDX-License-Identifier: Apache-2.0
// `offramp export SCENARIO --game`: the games of a scenario in Gambit's formats.
#pragma once

#include <cstdint>
#include <string>

namespace offramp::cli {

struct GameExport {
    std::string scenario;
    std::string game;    ///< crisis or guardrails
    std::string format;  ///< nfg or efg
    std::string policy;
    std::string incident;  ///< of the crisis; empty: the first
    int rounds = 1;        ///< of the crisis
    std::uint64_t seed = 1;
    std::uint64_t campaigns = 1000;  ///< under each package
    int threads = 1;
};

/// Prints the game. Returns the exit code.
int export_game(const GameExport& what);

}  // namespace offramp::cli
