// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "analysis/file_kind.hpp"
#include "analysis/game_profile.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/game_text.hpp"
#include "cli/scenario_files.hpp"
#include "cli/scenario_games.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/game/game_file.hpp"

namespace offramp::cli {
namespace {

struct Arguments {
    std::string file;
    std::string kind;  // of game, where the file is a scenario
    std::vector<CLI::Option*> of_game_files;
    std::vector<CLI::Option*> of_scenarios;
    std::vector<CLI::Option*> of_guardrails;
    std::vector<CLI::Option*> of_crisis;
    GuardrailArguments guardrails;
    CrisisArguments crisis;
    std::optional<double> lambda;
    bool strategic = false;
    std::string profile;
    bool json = false;
};

// Names in game files may be anything; JSON is UTF-8.
std::string text_of(const nlohmann::ordered_json& object) {
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

// The logit equilibrium of a game in strategic form, or of the agents of a tree.
template <class Game, class Equilibrium>
int print_logit(const Game& game, const Equilibrium& equilibrium, double lambda, bool json) {
    if (json) {
        nlohmann::ordered_json object = game_json(game);
        add_logit(object, game, equilibrium);
        print(text_of(object));
    } else {
        print(game_caption(game) + logit_text(game, equilibrium));
    }
    if (equilibrium.converged) return kDone;
    complain(fmt::format(
        "offramp: no convergence: the branch was followed to lambda {:.6g} of {:.6g}, with residual {:.3g}\n",
        equilibrium.point.lambda, lambda, equilibrium.point.residual));
    return kFailed;
}

int solve_logit(const GameFile& file, double lambda, const Arguments& arguments) {
    const auto* tree = std::get_if<ExtensiveForm>(&file);
    if (tree && !arguments.strategic) {
        return print_logit(*tree, agent_logit_equilibrium(*tree, lambda), lambda, arguments.json);
    }
    const NormalForm game = strategic_form(file, arguments.file);
    return print_logit(game, logit_equilibrium(game, lambda), lambda, arguments.json);
}

int complain_of_regret(double regret) {
    complain(fmt::format("offramp: no convergence: the best profile found has regret {:.3g}\n", regret));
    return kFailed;
}

int verdict_on(const NormalForm& game, const NashSolution& solution) {
    if (game.players() == 2 && !solution.complete) {
        complain("offramp: not all equilibria are listed: " + solution.method + '\n');
    }
    return solution.converged ? kDone : complain_of_regret(solution.equilibria.front().regret);
}

int solve_strategic(const NormalForm& game, bool json) {
    const NashSolution solution = solve_nash(game);
    if (json) {
        nlohmann::ordered_json object = game_json(game);
        add_nash(object, solution);
        add_concepts(object, other_concepts(game));
        print(text_of(object));
    } else {
        print(game_caption(game) + nash_text(game, solution));
        print(concepts_text(game, other_concepts(game)));
    }
    return verdict_on(game, solution);
}

// First what needs only the tree, which is soon there, then what needs its strategic form, where that can be
// held.
int solve_tree_file(const ExtensiveForm& tree, const Arguments& arguments) {
    const TreeSolution found = solve_tree(tree);
    if (!arguments.json) print(game_caption(tree) + tree_text(tree, found));
    std::optional<NormalForm> form;
    std::string reason;
    try {
        form = reduced_form(tree, arguments.file);
    } catch (const InputError& error) {
        if (!found.behaviour) throw;
        reason = error.diagnostics().front().message;
    }
    if (!form) {
        if (arguments.json) {
            nlohmann::ordered_json object = game_json(tree);
            add_tree(object, tree, found);
            add_left_out(object, without_strategic_form(reason));
            print(text_of(object));
        } else {
            print(left_out_text(without_strategic_form(reason)) +
                  "\nAgent logit equilibrium needs the tree only: --qre LAMBDA\n");
        }
        return found.converged ? kDone : complain_of_regret(found.regret);
    }
    const NashSolution solution = solve_nash(tree, found, *form);
    if (arguments.json) {
        nlohmann::ordered_json object = game_json(*form);
        add_tree(object, tree, found);
        add_nash(object, solution);
        add_signalling(object, tree, solution);
        add_concepts(object, other_concepts(*form));
        print(text_of(object));
    } else {
        if (solution.method != found.method) print(nash_text(*form, solution, &tree));
        print(
            "\nIn the reduced strategic form: plans are named by what they do at each information set, * "
            "where they do not come\n");
        print(concepts_text(*form, other_concepts(*form)));
    }
    return verdict_on(*form, solution);
}

int check_given_profile(const GameFile& file, const Arguments& arguments) {
    const auto* tree = std::get_if<ExtensiveForm>(&file);
    if (tree == nullptr)
        throw InputError({arguments.file}, "--profile is for trees: games in the .efg format");
    if (const std::string why = why_no_recall(*tree, shape_of(*tree)); !why.empty())
        throw InputError({arguments.file}, why);
    const ExactBehaviour behaviour = read_profile(arguments.profile, *tree);
    const ProfileCheck check = check_profile(*tree, to_behaviour(behaviour));
    if (arguments.json) {
        nlohmann::ordered_json object = game_json(*tree);
        add_profile(object, *tree, behaviour, check);
        print(text_of(object));
    } else {
        print(game_caption(*tree) + profile_text(*tree, behaviour, check));
    }
    return kDone;
}

int solve_game_file(const Arguments& arguments) {
    const GameFile file = read_game(arguments.file);
    if (!arguments.profile.empty()) return check_given_profile(file, arguments);
    if (arguments.lambda) return solve_logit(file, *arguments.lambda, arguments);
    if (const auto* tree = std::get_if<ExtensiveForm>(&file)) return solve_tree_file(*tree, arguments);
    return solve_strategic(std::get<NormalForm>(file), arguments.json);
}

void refuse(const std::vector<CLI::Option*>& options, std::string_view what) {
    for (const CLI::Option* option : options) {
        if (option->count() == 0) continue;
        throw InputError({}, fmt::format("{} is only for {}", option->get_name(), what));
    }
}

bool is_scenario(std::string_view file) {
    return file.ends_with(".yaml") || file.ends_with(".yml");
}

int solve(const Arguments& arguments) {
    const std::vector<std::string> kinds = {"crisis", "guardrails"};
    if (arguments.kind.empty()) {
        expect_kind(arguments.file, {FileKind::kGame, FileKind::kScenario}, "offramp solve");
        if (is_scenario(arguments.file)) {
            throw InputError({}, "which game of the scenario is to be solved?",
                             "for example: offramp solve " + arguments.file + " guardrails");
        }
        refuse(arguments.of_scenarios, "the games of a scenario");
        refuse(arguments.of_guardrails, "the guardrail game of a scenario");
        refuse(arguments.of_crisis, "the crisis game of a scenario");
        return solve_game_file(arguments);
    }
    place_among(kinds, arguments.kind, "unknown game '" + arguments.kind + "' of a scenario");
    refuse(arguments.of_game_files, "game files");
    expect_scenario(arguments.file, {arguments.guardrails.policy, arguments.crisis.against},
                    "offramp solve FILE " + arguments.kind);
    if (arguments.kind == "crisis") {
        refuse(arguments.of_guardrails, "the guardrail game of a scenario");
        return solve_crisis_game(arguments.file, arguments.guardrails, arguments.crisis, arguments.json);
    }
    refuse(arguments.of_crisis, "the crisis game of a scenario");
    return solve_guardrails(arguments.file, arguments.guardrails, arguments.json);
}

}  // namespace

void add_solve(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("solve", "Solve a game file, or the crisis or guardrail game of a scenario");
    auto a = std::make_shared<Arguments>();
    command->add_option("FILE", a->file, "a game in Gambit's .nfg or .efg format, or a scenario")->required();
    command->add_option("GAME", a->kind, "of a scenario: crisis or guardrails");
    CLI::Option* qre =
        command->add_option("--qre", a->lambda, "only the logit quantal response equilibrium at this lambda")
            ->check(non_negative_number());
    CLI::Option* strategic = command
                                 ->add_flag("--strategic", a->strategic,
                                            "in the strategic form of a tree instead of by its agents")
                                 ->needs(qre);
    CLI::Option* profile =
        command
            ->add_option("--profile", a->profile,
                         "only say what this profile of a tree is: a table with the columns "
                         "player, information_set, action and probability")
            ->excludes(qre);
    a->of_game_files = {qre, strategic, profile};
    for (CLI::Option* option : add_guardrail_options(*command, a->guardrails)) {
        const std::string name = option->get_name();
        const bool shared = name == "--policy" || name == "--seed" || name == "--threads";
        (shared ? a->of_scenarios : a->of_guardrails).push_back(option);
    }
    a->of_crisis = add_crisis_options(*command, a->crisis);
    add_table_options(*command, a->json, "print one JSON object");
    command->footer(
        "A scenario's crisis game: what each kind of crisis is worth and how it is played, by backward "
        "induction.\n"
        "Its guardrail game: who accepts and who rebuffs which guardrail, why, and what concession\n"
        "would change it. A game file, two players: all extreme equilibria; more: the\n"
        "one that the principal logit branch leads to. A tree: first one subgame-perfect equilibrium by\n"
        "information set, with beliefs, found on the tree itself; then, where it is small enough to be "
        "held,\n"
        "what its reduced strategic form tells. With --qre each information set has an agent of its own.\n"
        "Lambda is per unit of payoff. With --profile, nothing is solved: whether it is a Nash, "
        "subgame-perfect,\n"
        "perfect Bayesian or sequential equilibrium, with which beliefs, and who would gain by what.\n"
        "Examples:\n"
        "  offramp solve poker.efg\n"
        "  offramp solve chicken.nfg --qre 2 --json\n"
        "  offramp solve beer.efg --profile pooling.csv\n"
        "  offramp solve scenarios/us-china-2023.yaml crisis --incident air_intercept\n"
        "  offramp solve scenarios/us-china-2023.yaml crisis --against hotline-commitment\n"
        "  offramp solve scenarios/us-china-2023.yaml guardrails --seed 1");
    command->callback([a, &action] { action = [a] { return solve(*a); }; });
}

}  // namespace offramp::cli
