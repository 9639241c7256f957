// SPDX-License-Identifier: Apache-2.0
// The guardrail game at every draw of what the record leaves open: how likely is it that a side gains by a
// package, that both accept it, that it comes into force?
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "analysis/guardrail_game.hpp"
#include "analysis/posterior/draws.hpp"

namespace offramp {

struct DrawnPackage {
    std::uint32_t guardrails = 0;
    std::string text;       ///< as package_text() says it
    bool reported = false;  ///< is_reported()
    Pair<Estimate> gain;    ///< of each side, against no guardrail: the mean, and where 95 % of draws lie
    Pair<Estimate> gains;   ///< chance that a side gains, what campaigns leave uncertain included
    Estimate both_accept;   ///< share of draws at which neither loses, as far as was simulated
    Estimate in_force;      ///< share of draws at which it is the answer
};

struct DrawnGame {
    std::string name;
    std::string title;
    std::string hash;  ///< of the draws' sweep
    std::uint64_t seed = 0;
    std::uint64_t draws = 0;
    double effective = 0.0;
    std::uint64_t done = 0;
    std::uint64_t failed = 0;  ///< draws at which campaigns failed: left out
    bool complete = false;     ///< false: interrupted, and nothing is said
    Pair<std::string> actors;
    std::vector<DrawnPackage> packages;
};

/// The game of the draws' one policy, solved anew at each of them; a draw that is there again is not solved
/// again. `study` has the campaigns of each, and progress counts draws.
DrawnGame guardrail_game_over_draws(const Sweep& draws, const StudyOptions& study);

nlohmann::ordered_json to_json(const DrawnGame& game);

}  // namespace offramp
