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
    bool strategic = false;
    bool json = false;
};

// Names in game files may be anything; JSON is UTF-8.
std::string text_of(const nlohmann::ordered_json& object) {
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

// The logit equilibrium of a game in strategic form, or of the agents of a tree.
template <class Game, class Equilibrium>
int print_logit(const GameFile& file, const Game& game, const Equilibrium& equilibrium, double lambda,
                bool json) {
    if (json) {
        nlohmann::ordered_json object = game_json(file.strategic);
        add_logit(object, game, equilibrium);
        print(text_of(object));
    } else {
        print(game_caption(file.strategic) + logit_text(game, equilibrium));
    }
    if (equilibrium.converged) return kDone;
    complain(fmt::format(
        "offramp: no convergence: the branch was followed to lambda {:.6g} of {:.6g}, with residual "
        "{:.3g}\n",
        equilibrium.point.lambda, lambda, equilibrium.point.residual));
    return kFailed;
}

int solve_logit(const GameFile& file, double lambda, const Arguments& arguments) {
    if (file.tree && !arguments.strategic) {
        return print_logit(file, *file.tree, agent_logit_equilibrium(*file.tree, lambda), lambda,
                           arguments.json);
    }
    return print_logit(file, file.strategic, logit_equilibrium(file.strategic, lambda), lambda,
                       arguments.json);
}

int solve_equilibria(const GameFile& file, const Arguments& arguments) {
    const NormalForm& game = file.strategic;
    const NashSolution solution = solve_nash(file);
    if (arguments.json) {
        nlohmann::ordered_json object = game_json(game);
        add_nash(object, solution);
        add_concepts(object, other_concepts(game));
        print(text_of(object));
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
    const GameFile file = read_game(arguments.game);
    return arguments.lambda ? solve_logit(file, *arguments.lambda, arguments)
                            : solve_equilibria(file, arguments);
}

}  // namespace

void add_solve(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("solve", "Solve a game file: its equilibria and other ways to predict play");
    auto a = std::make_shared<Arguments>();
    command->add_option("GAME", a->game, "a game in Gambit's .nfg or .efg format")->required();
    CLI::Option* qre =
        command->add_option("--qre", a->lambda, "only the logit quantal response equilibrium at this lambda")
            ->check(non_negative_number());
    command->add_flag("--strategic", a->strategic, "in the strategic form of a tree instead of by its agents")
        ->needs(qre);
    command->add_flag("--json", a->json, "print one JSON object");
    command->footer(
        "Only game files can be solved so far, not scenarios. Two players: all extreme equilibria; more: "
        "the\n"
        "one that the principal logit branch leads to. Strategies of a tree are those of its reduced "
        "strategic\n"
        "form; with --qre each information set has an agent of its own. Lambda is per unit of payoff.\n"
        "Examples:\n"
        "  offramp solve poker.efg\n"
        "  offramp solve chicken.nfg --qre 2 --json");
    command->callback([a, &action] { action = [a] { return solve(*a); }; });
}

}  // namespace offramp::cli
