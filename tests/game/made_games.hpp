// SPDX-License-Identifier: Apache-2.0
// Trees of any size for the tests.
#pragma once

#include <string>

#include "engine/game/efg_file.hpp"

namespace offramp {

// Two players in turn go on or stop; where `is_hidden`, one of two such chains by chance, and nobody knows
// which.
inline ExtensiveForm chain_of_moves(int moves, bool is_hidden) {
    std::string text = "EFG 2 R \"\" { \"a\" \"b\" }\n";
    if (is_hidden) text += "c \"\" 1 \"\" { \"left\" 1/2 \"right\" 1/2 } 0\n";
    for (int copy = 0; copy < (is_hidden ? 2 : 1); ++copy) {
        for (int k = 0; k < moves; ++k) {
            text += "p \"\" " + std::to_string(k % 2 + 1) + " " + std::to_string(k / 2 + 1) +
                    " \"\" { \"go on\" \"stop\" } 0\n";
        }
        text += copy == 0 ? "t \"\" 1 \"\" { 1 1 }\n" : "t \"\" 2 \"\" { 2 1 }\n";
        for (int k = 0; k < moves; ++k) text += "t \"\" 3 \"\" { 0 0 }\n";
    }
    return parse_efg(text, "chain");
}

}  // namespace offramp
