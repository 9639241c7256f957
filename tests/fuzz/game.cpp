// SPDX-License-Identifier: Apache-2.0
// Gambit's game files: what is read is written and read again, and solved where it is tiny.
#include "engine/game/game_file.hpp"

#include "engine/game/efg_file.hpp"
#include "engine/game/nfg_file.hpp"
#include "engine/game/solve_game.hpp"
#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {
namespace {

bool is_tiny(const GameFile& game) {
    constexpr std::size_t kProfiles = 9;
    constexpr std::size_t kNodes = 15;
    return game.strategic.profiles() <= kProfiles && (!game.tree || game.tree->nodes.size() <= kNodes);
}

}  // namespace

void examine(std::string_view input) {
    static const InputFolder kFolder("input");
    const GameFile game = read_game(kFolder.write(input));
    if (game.tree) {
        const ExtensiveForm again = surely([&] { return parse_efg(write_efg(*game.tree), "written.efg"); });
        ensure(again == *game.tree, "a tree reads as it was written");
    }
    for (const NfgStyle style : {NfgStyle::payoffs, NfgStyle::outcomes}) {
        const std::string text = write_nfg(game.strategic, style);
        const NormalForm again = surely([&] { return parse_nfg(text, "written.nfg"); });
        ensure(again == game.strategic, "a game reads as it was written");
    }
    if (!is_tiny(game)) return;
    solve_nash(game);
    other_concepts(game.strategic);
}

}  // namespace offramp::fuzz
