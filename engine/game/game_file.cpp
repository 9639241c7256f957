// SPDX-License-Identifier: Apache-2.0
#include "engine/game/game_file.hpp"

#include "engine/base/error.hpp"
#include "engine/game/efg_file.hpp"
#include "engine/game/game_scanner.hpp"
#include "engine/game/nfg_file.hpp"

namespace offramp {

GameFile read_game(const std::string& file) {
    const std::string text = load_game_text(file);
    const GameToken first = GameScanner(text, file).take();
    if (first.kind == GameToken::Kind::word && first.text == "NFG") return parse_nfg(text, file);
    if (first.kind == GameToken::Kind::word && first.text == "EFG") return parse_efg(text, file);
    throw InputError(first.where, "this is not a game file",
                     "a .nfg file begins with NFG, a .efg file with EFG");
}

NormalForm strategic_form(const GameFile& game, const std::string& file) {
    if (const auto* tree = std::get_if<ExtensiveForm>(&game)) return reduced_form(*tree, file);
    return std::get<NormalForm>(game);
}

}  // namespace offramp
