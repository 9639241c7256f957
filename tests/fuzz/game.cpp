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

/// Two sides with two strategies each: others take too long here, and are solved in tests/game.
bool is_tiny(const GameFile& game) {
    constexpr std::size_t kProfiles = 4;
    return !game.tree && game.strategic.players() == 2 && game.strategic.profiles() <= kProfiles;
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
    if (is_tiny(game)) solve_nash(game);
}

}  // namespace offramp::fuzz
