#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/game_text.hpp"
#include "cli/terminal.hpp"
#include "engine/game/game_file.hpp"

namespace offramp::cli {
namespace {

struct Arguments {
    std::string game;
    std::optional<double> lambda;
    bool json = false;
};

int solve_logit(const NormalForm& game, const Arguments& arguments) {
    const LogitEquilibrium equilibrium = logit_equilibrium(game, *arguments.lambda);
    if (arguments.json) {
        nlohmann::ordered_json object = game_json(game);
        add_logit(object, game, equilibrium);
        print(object.dump(2) + '\n');
    } else {
        print(game_caption(game) + logit_text(game, equilibrium));
    }
    if (equilibrium.converged) return kDone;
    complain(fmt::format(
        "offramp: no convergence: the branch was followed to lambda {:.6g} of {:.6g}, with residual "
        "{:.3g}\n",
        equilibrium.point.lambda, *arguments.lambda, equilibrium.point.residual));
    return kFailed;
}

int solve_equilibria(const NormalForm& game, const Arguments& arguments) {
    const NashSolution solution = solve_nash(game);
    if (arguments.json) {
        nlohmann::ordered_json object = game_json(game);
        add_nash(object, solution);
        add_concepts(object, other_concepts(game));
        print(object.dump(2) + '\n');
    } else {
        print(game_caption(game) + nash_text(game, solution));
        print(concepts_text(game, other_concepts(game)));
    }
    if (game.players() == 2 && !solution.complete) {
        complain("offramp: not all equilibria are listed: " + solution.method + '\n');
    }
    if (solution.converged) return kDone;
    complain(fmt::format("offramp: no convergence: the best profile found has regret {:.3g}\n",
                         solution.equilibria.front().regret));
    return kFailed;
}

int solve(const Arguments& arguments) {
    const NormalForm game = read_game(arguments.game);
    return arguments.lambda ? solve_logit(game, arguments) : solve_equilibria(game, arguments);
}

}  // namespace

void add_solve(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("solve", "Solve a game file: its equilibria and other ways to predict play");
    auto a = std::make_shared<Arguments>();
    command->add_option("GAME", a->game, "a game in Gambit's .nfg or .efg format")->required();
    command
        ->add_option("--qre", a->lambda,
                     "only the logit quantal response equilibrium at this lambda, per unit of payoff")
        ->check(non_negative_number());
    command->add_flag("--json", a->json, "print one JSON object");
    command->footer(
        "Only game files can be solved so far, not scenarios. A tree is solved in its reduced strategic "
        "form. Two\n"
        "players: all extreme equilibria; more: the one that the principal logit branch leads to.\n"
        "Examples:\n"
        "  offramp solve poker.efg\n"
        "  offramp solve chicken.nfg --qre 2 --json");
    command->callback([a, &action] { action = [a] { return solve(*a); }; });
}

}  // namespace offramp::cli
