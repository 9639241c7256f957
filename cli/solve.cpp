// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "analysis/file_kind.hpp"
#include "analysis/game_record.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/game_text.hpp"
#include "cli/scenario_files.hpp"
#include "cli/scenario_games.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

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

std::string text_of(const SolvedLogit& solved) {
    if (const auto* tree = std::get_if<ExtensiveForm>(&solved.game))
        return game_caption(*tree) + logit_text(*tree, std::get<AgentLogitEquilibrium>(solved.equilibrium));
    const auto& form = std::get<NormalForm>(solved.game);
    return game_caption(form) + logit_text(form, std::get<LogitEquilibrium>(solved.equilibrium));
}

int print_logit(const SolvedLogit& solved, bool json) {
    print(json ? game_record_text(to_json(solved)) : text_of(solved));
    if (solved.converged()) return kDone;
    complain(fmt::format(
        "offramp: no convergence: the branch was followed to lambda {:.6g} of {:.6g}, with residual {:.3g}\n",
        solved.lambda_reached(), solved.lambda, solved.residual()));
    return kFailed;
}

int complain_of_regret(double regret) {
    complain(fmt::format("offramp: no convergence: the best profile found has regret {:.3g}\n", regret));
    return kFailed;
}

int verdict_on(const SolvedGame& solved) {
    if (!solved.form) return solved.converged() ? kDone : complain_of_regret(solved.on_tree.regret);
    if (solved.form->players() == 2 && !solved.nash.complete) {
        complain("offramp: not all equilibria are listed: " + solved.nash.method + '\n');
    }
    return solved.converged() ? kDone : complain_of_regret(solved.nash.equilibria.front().regret);
}

/// What the strategic form tells, after what was found on a tree.
std::string text_after_tree(const SolvedGame& solved) {
    if (!solved.form) {
        return left_out_text(solved.concepts.left_out) +
               "\nAgent logit equilibrium needs the tree only: --qre LAMBDA\n";
    }
    const bool is_new = solved.nash.method != solved.on_tree.method;
    return (is_new ? nash_text(*solved.form, solved.nash, solved.tree ? &*solved.tree : nullptr) : "") +
           "\nIn the reduced strategic form: plans are named by what they do at each information set, * "
           "where they do not come\n" +
           concepts_text(*solved.form, solved.concepts);
}

int print_profile(const GivenProfile& given, bool json) {
    print(json ? game_record_text(to_json(given))
               : game_caption(given.tree) + profile_text(given.tree, given.behaviour, given.check));
    return kDone;
}

int solve_game_file(const Arguments& arguments) {
    GameFile file = read_game(arguments.file);
    if (!arguments.profile.empty()) {
        return print_profile(check_given_profile(std::move(file), arguments.file, arguments.profile),
                             arguments.json);
    }
    if (arguments.lambda) {
        return print_logit(
            solve_logit(std::move(file), *arguments.lambda, arguments.strategic, arguments.file),
            arguments.json);
    }
    TakeTreeSolution show_tree;
    if (!arguments.json) {
        show_tree = [](const ExtensiveForm& tree, const TreeSolution& found) {
            print(game_caption(tree) + tree_text(tree, found));
        };
    }
    const SolvedGame solved = solve_game(std::move(file), arguments.file, show_tree);
    if (arguments.json) {
        print(game_record_text(to_json(solved)));
    } else if (solved.tree) {
        print(text_after_tree(solved));
    } else if (solved.form) {
        print(game_caption(*solved.form) + nash_text(*solved.form, solved.nash) +
              concepts_text(*solved.form, solved.concepts));
    }
    return verdict_on(solved);
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
