// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "analysis/file_kind.hpp"
#include "analysis/guardrail_normal_form.hpp"
#include "analysis/store/export_store.hpp"
#include "analysis/store/store_reader.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruptible.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/crisis/crisis_tree.hpp"
#include "engine/game/efg_file.hpp"
#include "engine/game/nfg_file.hpp"
#include "engine/game/simultaneous_tree.hpp"
#include "engine/model/compile.hpp"
#include "engine/model/situation.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

struct GameExport {
    std::string game;  ///< crisis or guardrails
    std::string policy;
    std::string incident;  ///< of the crisis; empty: the first
    int rounds = 1;        ///< of the crisis
    std::uint64_t seed = 1;
    std::uint64_t campaigns = 1000;  ///< under each package
    int threads = 1;
};

struct ExportArguments {
    std::string file;  // a store, or a scenario
    std::string format;
    std::string table = "outcomes";
    GameExport game;
    std::vector<CLI::Option*> of_stores;
    std::vector<CLI::Option*> of_games;
};

void need(const ExportArguments& arguments, const std::vector<CLI::Option*>& refused, std::string_view why,
          const std::vector<std::string>& formats) {
    for (const CLI::Option* option : refused) {
        if (option->count() > 0) throw InputError({}, fmt::format("{} is {}", option->get_name(), why));
    }
    if (std::find(formats.begin(), formats.end(), arguments.format) != formats.end()) return;
    throw InputError({}, fmt::format("format '{}' does not fit what is exported", arguments.format),
                     fmt::format("here it is {} or {}", formats[0], formats[1]));
}

int export_from_store(const ExportArguments& arguments) {
    const StoreReader store(arguments.file);
    const std::uint64_t finished = store.finished().size();
    if (finished < store.info().points_wanted) {
        complain(fmt::format("offramp: {} holds {} of {} points\n", arguments.file, finished,
                             store.info().points_wanted));
    }
    export_store(store, arguments.table,
                 arguments.format == "csv" ? TextFormat::kCsv : TextFormat::kJsonLines, stream);
    return kDone;
}

std::string crisis_text(const ValidatedScenario& scenario, const GameExport& what, bool as_tree) {
    const Model m = compile(scenario);
    int incident = 0;
    if (!what.incident.empty() || m.incidents.empty()) {
        incident = static_cast<int>(
            place_among(m.names.incidents, what.incident, "unknown incident '" + what.incident + "'"));
    }
    const int provoker = m.incidents[at(incident)].first_provoker_share >= 0.5 ? 0 : 1;
    const Situation s = initial_situation(m);
    const CrisisContext context = open_context(m, incident, provoker, setting_of(s));
    const CrisisState opening =
        opening_state(context, false, {m.actors[0].prior, m.actors[1].prior}, s.channels_open);
    const ExtensiveForm tree = crisis_tree(context, opening, what.rounds, kMostNodes);
    return as_tree ? write_efg(tree) : write_nfg(reduced_form(tree));
}

int export_game(const ExportArguments& arguments) {
    const GameExport& what = arguments.game;
    const bool as_tree = arguments.format == "efg";
    const ValidatedScenario scenario = load_with_policy(arguments.file, what.policy);
    if (what.game == "crisis") {
        print(crisis_text(scenario, what, as_tree));
        return kDone;
    }
    const StudyOptions options{.seed = what.seed,
                               .first_pass = what.campaigns,
                               .campaigns = what.campaigns,
                               .threads = what.threads};
    const GuardrailGame game = interruptible(options, 0, [&](const StudyOptions& study) {
        return solve_guardrail_game(scenario,
                                    {.study = study, .concessions = false, .every_acceptance = false});
    });
    if (!game.complete) {
        complain("offramp: interrupted: nothing is written\n");
        return kInterrupted;
    }
    const NormalForm form = guardrail_normal_form(game);
    print(as_tree ? write_efg(simultaneous_tree(form)) : write_nfg(form));
    return kDone;
}

int export_something(ExportArguments arguments) {
    if (arguments.game.game.empty()) {
        if (arguments.format.empty()) arguments.format = "csv";
        need(arguments, arguments.of_games, "only for --game", {"csv", "jsonl"});
        expect_kind(arguments.file, {FileKind::kStore}, "offramp export without --game");
        return export_from_store(arguments);
    }
    if (arguments.format.empty()) arguments.format = "nfg";
    need(arguments, arguments.of_stores, "only for stores", {"nfg", "efg"});
    expect_scenario(arguments.file, {arguments.game.policy}, "offramp export --game");
    return export_game(arguments);
}

}  // namespace

void add_export(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "export", "Print what a store holds, or a game of a scenario, for other programs");
    auto a = std::make_shared<ExportArguments>();
    command->add_option("FILE", a->file, "store that offramp sweep has written; with --game, a scenario")
        ->required();
    command->add_option("--format", a->format, "csv (the usual) or jsonl; of a game, nfg (the usual) or efg")
        ->check(CLI::IsMember({"csv", "jsonl", "nfg", "efg"}));
    CLI::Option* table =
        command
            ->add_option(
                "--table", a->table,
                "outcomes (a row for each point, policy and outcome), points (a row for each point and "
                "policy), differences (between policies), trajectories (a row for each event) or failures")
            ->check(CLI::IsMember(std::vector<std::string>(std::begin(kExports), std::end(kExports))))
            ->capture_default_str();
    CLI::Option* trajectories = command->add_flag_callback(
        "--trajectories", [a] { a->table = "trajectories"; }, "the same as --table trajectories");
    a->of_stores = {table, trajectories};
    GameExport& game = a->game;
    game.threads = usual_threads();
    command
        ->add_option("--game", game.game, "a game of the scenario in Gambit's formats: crisis or guardrails")
        ->check(CLI::IsMember({"crisis", "guardrails"}));
    a->of_games = {
        add_policy_option(*command, game.policy),
        command->add_option("--incident", game.incident, "that opens the crisis; without it, the first"),
        add_count_option(*command, "--rounds", game.rounds, "of the crisis, after which it fades", {1, 1000}),
        command
            ->add_option("--seed", game.seed,
                         "of the campaigns that the guardrail game's payoffs are means of")
            ->capture_default_str(),
        add_count_option(*command, "--campaigns", game.campaigns, "how many of them under each package",
                         {2, 1'000'000'000}),
        add_threads_option(*command, game.threads)};
    command->footer(
        "Example:\n"
        "  offramp export out/pickup.sqlite --format csv > out/pickup.csv\n"
        "  offramp export out/pickup.sqlite --table trajectories --format jsonl | head\n"
        "  offramp export scenarios/us-china-2023.yaml --game guardrails --campaigns 500 > guardrails.nfg\n"
        "  offramp export scenarios/theory/critical-risk.yaml --game crisis --format efg > "
        "critical-risk.efg");
    command->callback([a, &action] { action = [a] { return export_something(*a); }; });
}

}  // namespace offramp::cli
