// SPDX-License-Identifier: Apache-2.0
// Files of `offramp fit`: a table of counts or a file of parameters, of a game and of a crisis.
#include "analysis/estimation/crisis_choices.hpp"
#include "analysis/estimation/game_choices.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {

void examine(std::string_view input) {
    static const InputFolder kFolder("input", {{"tests/estimation/games/audience.efg", "audience.efg"},
                                               {"scenarios/theory/audience-costs.yaml", "crisis.yaml"},
                                               {"tests/fuzz/seeds/choices/game.csv", "game.csv"},
                                               {"tests/fuzz/seeds/choices/game.yaml", "game.yaml"},
                                               {"tests/fuzz/seeds/choices/crisis.csv", "crisis.csv"},
                                               {"tests/fuzz/seeds/choices/crisis.yaml", "values.yaml"}});
    static const ValidatedScenario kScenario = load_scenario(kFolder / "crisis.yaml");
    const std::filesystem::path& file = kFolder.write(input);
    takes([&] { load_game_choices(kFolder / "audience.efg", file, kFolder / "game.yaml"); });
    takes([&] { load_game_choices(kFolder / "audience.efg", kFolder / "game.csv", file); });
    takes([&] { load_crisis_choices(kScenario, "dispute", file, kFolder / "values.yaml"); });
    takes([&] { load_crisis_choices(kScenario, "dispute", kFolder / "crisis.csv", file); });
}

}  // namespace offramp::fuzz
