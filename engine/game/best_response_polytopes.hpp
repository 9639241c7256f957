// SPDX-License-Identifier: Apache-2.0
// What complementary pivoting and vertex enumeration both start from: positive whole-number payoffs of a
// two-player game.
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

using Integer = boost::multiprecision::cpp_int;

/// Payoffs shifted to be positive and multiplied to be whole: neither changes best responses. The
/// best-response polytopes are {x >= 0 : second x <= 1} and {y >= 0 : first y <= 1}; a vertex but 0 is a
/// mixture up to scale.
struct BestResponseSystem {
    std::vector<std::vector<Integer>> first;   ///< of the first player: [own strategy][rival's strategy]
    std::vector<std::vector<Integer>> second;  ///< of the second player: [own strategy][rival's strategy]
};

BestResponseSystem best_response_system(const NormalForm& game);

}  // namespace offramp
