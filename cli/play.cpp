// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/json_input.hpp"
#include "analysis/play/play_document.hpp"
#include "analysis/play/protocol.hpp"
#include "analysis/play/world_in_play.hpp"
#include "analysis/table_cache.hpp"
#include "cli/arguments.hpp"
#include "cli/cache_directory.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/load_with_progress.hpp"
#include "cli/play_terminal.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp::cli {
namespace {

struct PlayArguments {
    std::string scenario;
    std::string policy;
    std::vector<std::string> seats;
    std::optional<std::uint64_t> seed;
    std::uint64_t campaign = 0;
    std::string incident;
    std::string provoker;
    std::string resume;
    std::string save;
    int rung = 0;  // 0: half the ladder
    int threads = usual_threads();
    bool stdio = false;
    bool ascii = false;
};

/// The scenario under its policy; where an incident is named, one crisis of it alone.
Model world_of(const PlayArguments& a) {
    expect_scenario(a.scenario, {a.policy}, "offramp play");
    std::vector<std::string> policies;
    if (!a.policy.empty()) policies.push_back(a.policy);
    Experiment experiment = load_with_progress(a.scenario, policies, a.threads);
    return world_in_play(std::move(experiment.cases.front()), a.incident, a.provoker, {a.scenario});
}

SavedPlay beginning(const PlayArguments& a, const Model& model) {
    if (!a.resume.empty()) {
        SavedPlay play = play_from(model, parse_json(read_file(a.resume), a.resume), a.resume);
        if (!a.seats.empty() && seats_of(model, a.seats, "--as") != play.setup.outside) {
            throw InputError({"--as"}, fmt::format("'{}' is played by {}", a.resume,
                                                   fmt::join(seat_names(model, play.setup.outside), ",")));
        }
        return play;
    }
    SavedPlay play;
    play.setup.seed = required_seed(a.seed, "play");
    play.setup.campaign = a.campaign;
    if (a.seats.empty() && a.stdio) {
        play.setup.outside = {true, true};
    } else {
        play.setup.outside = seats_of(model, a.seats, "--as");
    }
    return play;
}

/// A line from standard input, of which no more is kept than shows that it is too long. False: there is none.
bool read_request(std::string& line) {
    line.clear();
    std::streambuf& input = *std::cin.rdbuf();
    constexpr int kEnd = std::char_traits<char>::eof();
    int next = input.sbumpc();
    if (next == kEnd) return false;
    for (; next != kEnd && next != '\n'; next = input.sbumpc()) {
        if (line.size() <= kLongestRequest) line += static_cast<char>(next);
    }
    return true;
}

int serve(PlayProtocol& protocol) {
    for (std::string line; read_request(line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        stream(protocol.reply(line) + '\n');
    }
    return kDone;
}

/// What `begin` finds wrong with the decisions of a saved campaign is said of its file.
template <class Begin>
auto begun(const PlayArguments& a, const Begin& begin) {
    try {
        return begin();
    } catch (const InputError& error) {
        std::vector<Diagnostic> problems = error.diagnostics();
        for (Diagnostic& problem : problems) {
            if (problem.where.file.empty()) problem.where.file = a.resume;
        }
        throw InputError(problems);
    }
}

int play(const PlayArguments& a) {
    const Model model = world_of(a);
    if (a.rung > model.war_rung) {
        throw InputError({"--rung"}, fmt::format("there is no rung {}", a.rung),
                         fmt::format("the ladder ends with {}", model.war_rung));
    }
    if (!a.save.empty() && a.save != a.resume && std::filesystem::exists(a.save)) {
        throw InputError({"--save"}, fmt::format("'{}' is there already", a.save),
                         fmt::format("--resume {} goes on with it; another name keeps it", a.save));
    }
    SavedPlay play = beginning(a, model);
    const auto tables =
        needs_tables(model) ? std::make_shared<TableLibrary>(model, disk_cache(cache_directory())) : nullptr;
    if (a.stdio) {
        PlayProtocol protocol = begun(a, [&] { return PlayProtocol(model, tables, std::move(play)); });
        return serve(protocol);
    }
    PlaySession session(model, tables, play.setup);
    begun(a, [&] { session.replace(std::move(play.entries)); });
    return play_in_terminal(session, tables,
                            {.save = a.save,
                             .rung = a.rung > 0 ? a.rung : usual_rung(model),
                             .style = {.width = stdout_width(),
                                       .colour = stdout_has_colour(),
                                       .unicode = stdout_has_unicode() && !a.ascii}});
}

}  // namespace

void add_play(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "play", "Take a seat in a campaign: at the terminal, or for another program by a protocol");
    auto a = std::make_shared<PlayArguments>();
    command->add_option("SCENARIO", a->scenario, "scenario file")->required();
    add_policy_option(*command, a->policy);
    add_list_option(*command, "--as,--seats", a->seats,
                    "sides that are decided for from outside; the others play by their rules");
    CLI::Option* seed = add_seed_option(*command, a->seed);
    CLI::Option* campaign =
        command->add_option("-c,--campaign", a->campaign, "number of the campaign, from 0")
            ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
            ->capture_default_str();
    CLI::Option* incident =
        command->add_option("--incident", a->incident, "one crisis alone, which this incident opens");
    command->add_option("--provoker", a->provoker, "side that provokes it (default: the likelier)")
        ->needs(incident);
    CLI::Option* stdio =
        command->add_flag("--stdio", a->stdio, "speak the protocol: a JSON object a line, in and out");
    command->add_option("--rung", a->rung, "rung that odds are told of (default: half the ladder)")
        ->check(whole_number(1, kMaxRungs))
        ->excludes(stdio);
    add_output_option(*command, "--save", a->save, "file to save to after every decision")->excludes(stdio);
    command->add_option("--resume", a->resume, "file of a saved campaign to go on with")
        ->excludes(seed)
        ->excludes(campaign);
    command->add_flag("--ascii", a->ascii, "plots in ASCII")->excludes(stdio);
    add_threads_option(*command, a->threads, "threads for a policy whose guardrails are negotiated");
    command->footer(
        "Examples:\n"
        "  offramp play scenarios/us-china-2023.yaml --as us --seed 1 --save game.json\n"
        "  offramp play scenarios/us-china-2023.yaml --as us --resume game.json --save game.json\n"
        "  echo '{\"do\": \"state\"}' | offramp play scenarios/us-china-2023.yaml --stdio --seats us --seed "
        "1");
    command->callback([a, &action] { action = [a] { return play(*a); }; });
}

}  // namespace offramp::cli
