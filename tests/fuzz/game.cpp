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

/// Larger ones take too long here, and are solved in tests/game.
bool is_tiny(const NormalForm& game) {
    constexpr std::size_t kProfiles = 4;
    return game.players() == 2 && game.profiles() <= kProfiles;
}

bool is_tiny(const ExtensiveForm& game) {
    constexpr std::size_t kNodes = 8;
    return game.players.size() <= 2 && game.nodes.size() <= kNodes;
}

}  // namespace

void examine(std::string_view input) {
    static const InputFolder kFolder("input");
    const GameFile game = read_game(kFolder.write(input));
    if (const auto* tree = std::get_if<ExtensiveForm>(&game)) {
        const ExtensiveForm again = surely([&] { return parse_efg(write_efg(*tree), "written.efg"); });
        ensure(again == *tree, "a tree reads as it was written");
        if (is_tiny(*tree)) surely([&] { return solve_tree(*tree); });
    }
    const NormalForm form = strategic_form(game);
    for (const NfgStyle style : {NfgStyle::payoffs, NfgStyle::outcomes}) {
        const std::string text = write_nfg(form, style);
        const NormalForm again = surely([&] { return parse_nfg(text, "written.nfg"); });
        ensure(again == form, "a game reads as it was written");
    }
    if (std::holds_alternative<NormalForm>(game) && is_tiny(form)) solve_nash(form);
}

}  // namespace offramp::fuzz
