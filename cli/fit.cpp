// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "analysis/estimation/choice_fit.hpp"
#include "analysis/estimation/crisis_choices.hpp"
#include "analysis/estimation/game_choices.hpp"
#include "analysis/file_kind.hpp"
#include "analysis/text_layout.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/estimate_text.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

struct FitArguments {
    std::string game;  // or scenario
    std::string incident;
    std::string counts;
    std::string parameters;
    std::string policy;
    int threads = usual_threads();
    bool strategic = false;
    bool json = false;
};

std::string profile_interval(const ParameterEstimate& p) {
    const Estimate& e = p.fitted;
    if (e.low && e.high) return interval_text(e.low, e.high);
    if (e.low) return "from " + number_text(*e.low) + " on";
    if (e.high) return "up to " + number_text(*e.high);
    return p.profile.empty() ? "" : "any value in its range";
}

std::string range_text(const ParameterEstimate& p) {
    return fmt::format("{} to {}", number_text(p.low), number_text(p.high));
}

std::string parameter_table(const ChoiceFit& fit) {
    std::vector<TableRow> rows;
    for (const ParameterEstimate& p : fit.parameters) {
        rows.push_back({spoken(p.name) + (p.unit.empty() ? "" : ", " + p.unit),
                        number_text(p.fitted.value.value_or(0.0)), profile_interval(p),
                        interval_text(p.normal_low, p.normal_high), range_text(p),
                        p.at_low || p.at_high ? "at the end of its range" : ""});
    }
    return text_table({{"parameter"},
                       {"estimate", true},
                       {"95 % interval, profile"},
                       {"by curvature"},
                       {"range"},
                       {"note"}},
                      rows, stdout_has_colour());
}

std::string choice_table(const ChoiceFit& fit, const ChoiceProblem& problem) {
    std::vector<TableRow> rows;
    for (std::size_t s = 0; s < problem.situations.size(); ++s) {
        const ObservedSituation& situation = problem.situations[s];
        for (std::size_t a = 0; a < situation.alternatives.size(); ++a) {
            const Alternative& alternative = situation.alternatives[a];
            const auto choices = static_cast<double>(situation.choices());
            rows.push_back(
                {a == 0 ? situation.chooser : "", a == 0 ? situation.where : "", alternative.name,
                 fmt::format("{}", alternative.count),
                 choices > 0 ? fmt::format("{:.3f}", static_cast<double>(alternative.count) / choices) : "",
                 fmt::format("{:.3f}", fit.probabilities[s][a])});
        }
    }
    return text_table(
        {{"who"}, {"where"}, {"choice"}, {"count", true}, {"frequency", true}, {"fitted", true}}, rows,
        stdout_has_colour());
}

std::string fit_summary(const ChoiceFit& fit) {
    std::string text = fmt::format(
        "log-likelihood {:.2f}; uniform choice {:.2f}, frequencies {:.2f}; McFadden's pseudo-R² {:.3f}\n",
        fit.log_likelihood, fit.uniform, fit.saturated, fit.pseudo_r2);
    if (fit.deviance_p) {
        text += fmt::format("against the frequencies: deviance {:.1f} on {} degree{} of freedom, p {}\n",
                            fit.deviance, fit.freedom, fit.freedom == 1 ? "" : "s",
                            *fit.deviance_p < 0.001 ? "< 0.001" : fmt::format("= {:.3f}", *fit.deviance_p));
    }
    return text;
}

std::string fit_text(const ChoiceFit& fit, const ChoiceProblem& problem) {
    const auto counted = [](std::size_t number, std::string_view what) {
        return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
    };
    std::string text = fmt::format("{} in {}, {}, {} of the game\n\n", counted(fit.choices, "choice"),
                                   counted(problem.situations.size(), "situation"),
                                   counted(fit.parameters.size(), "parameter"),
                                   counted(static_cast<std::size_t>(fit.evaluations), "solution"));
    text += parameter_table(fit) + '\n' + choice_table(fit, problem) + '\n' + fit_summary(fit);
    for (const Finding& finding : fit.findings) text += wrapped("- ", finding.text + '.', stdout_width());
    return text;
}

int print_fit(const ChoiceFit& fit, const ChoiceProblem& problem, bool json) {
    const bool anything = !fit.parameters.empty() && !fit.probabilities.empty();
    if (json) {
        print(to_json(fit, problem).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
              '\n');
    } else if (anything) {
        print(fit_text(fit, problem));
    }
    if (!fit.complete) {
        complain(
            fmt::format("offramp: interrupted after {} solutions of the game: {}\n", fit.evaluations,
                        anything ? "the best so far is kept, without intervals" : "there is no estimate"));
        return kInterrupted;
    }
    if (fit.solved) return kDone;
    complain("offramp: the game was not solved to its tolerance at the estimate\n");
    return kFailed;
}

// `load` makes the problem, given a token that stops it.
template <class Load>
int run_fit(const Load& load, bool json) {
    ChoiceProblem problem;
    ChoiceFit fit;
    bool interrupted = false;  // before there was anything to fit
    {
        const Interrupt interrupt;
        Progress progress(0);
        progress.update(0, "reading");
        problem = load(interrupt.token());
        interrupted = interrupt.token().stop_requested();
        const auto show = [&](int evaluations, double log_likelihood) {
            progress.update(
                static_cast<std::uint64_t>(evaluations),
                fmt::format("{} solutions of the game, log-likelihood {:.2f}", evaluations, log_likelihood));
        };
        if (!interrupted) fit = fit_choices(problem, {.cancel = interrupt.token(), .progress = show});
    }
    return print_fit(fit, problem, json);
}

int run_fit_game(const FitArguments& a) {
    expect_kind(a.game, {FileKind::kGame}, "offramp fit game");
    std::optional<std::filesystem::path> parameters;
    if (!a.parameters.empty()) parameters = a.parameters;
    return run_fit(
        [&](const std::stop_token&) {
            return load_game_choices(a.game, a.counts, parameters, {.strategic = a.strategic});
        },
        a.json);
}

int run_fit_crisis(const FitArguments& a) {
    expect_scenario(a.game, {a.policy}, "offramp fit crisis");
    const ValidatedScenario scenario = load_with_policy(a.game, a.policy);
    return run_fit(
        [&](const std::stop_token& cancel) {
            return load_crisis_choices(scenario, a.incident, a.counts, a.parameters,
                                       {.threads = a.threads, .cancel = cancel});
        },
        a.json);
}

void add_json_option(CLI::App& command, FitArguments& a) {
    add_table_options(command, a.json, "print one JSON object instead of tables, with the profiles");
}

}  // namespace

void add_fit(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "fit", "Estimate rationality and payoffs from observed choices by maximum likelihood");
    command->require_subcommand(1);
    command->footer(
        "offramp fit game and offramp fit crisis each have a --help. What the files hold, and how far the\n"
        "estimates can be trusted, is in docs/estimation.md.\n"
        "Examples:\n"
        "  offramp fit game deterrence.efg counts.csv payoffs.yaml\n"
        "  offramp fit crisis scenarios/theory/screening.yaml dispute counts.csv values.yaml");

    auto g = std::make_shared<FitArguments>();
    CLI::App* game =
        command->add_subcommand("game", "Lambda, and named payoffs, of a game file whose play was observed");
    game->add_option("GAME", g->game, "a game in Gambit's .nfg or .efg format")->required();
    game->add_option("COUNTS", g->counts, "table (CSV): player, information_set (of a tree), action, count")
        ->required();
    game->add_option("PARAMETERS", g->parameters,
                     "YAML: lambda, and payoffs that are estimated; without it, lambda alone");
    game->add_flag("--strategic", g->strategic,
                   "counts are of strategies of a tree's reduced strategic form instead of its actions");
    add_json_option(*game, *g);
    game->footer(
        "Example of a table:               of parameters:\n"
        "  player,information_set,action,count   lambda: {range: [0, 10]}\n"
        "  A,challenge,stand firm,31             parameters:\n"
        "  A,challenge,back down,12                audience_cost:\n"
        "                                            range: [0, 5]\n"
        "                                            payoffs: [{player: A, outcome: Back down, times: -1}]\n"
        "Example:\n"
        "  offramp fit game deterrence.efg counts.csv payoffs.yaml --json");
    game->callback([g, &action] { action = [g] { return run_fit_game(*g); }; });

    auto c = std::make_shared<FitArguments>();
    CLI::App* crisis = command->add_subcommand(
        "crisis", "Values of a scenario from choices in crises that one of its incidents opens");
    crisis->add_option("SCENARIO", c->game, "scenario file")->required();
    crisis->add_option("INCIDENT", c->incident, "the incident, by its name")->required();
    crisis
        ->add_option(
            "COUNTS", c->counts,
            "table (CSV): side, round, rung, rival_rung, action, count; terms, incident_over, provoker "
            "where they matter")
        ->required();
    crisis->add_option("PARAMETERS", c->parameters, "YAML: a map of parameters, as for calibrate")
        ->required();
    add_policy_option(*crisis, c->policy, "policy, or overlay file, under which crises are played");
    add_threads_option(*crisis, c->threads);
    add_json_option(*crisis, *c);
    crisis->footer(
        "Example of a table:                     of parameters:\n"
        "  side,round,rung,rival_rung,action,count     parameters:\n"
        "  one,1,calm,calm,threaten,48                   cost:\n"
        "  one,1,calm,calm,hold,52                         path: actors.one.audience_cost.scale\n"
        "                                                  uniform: [0, 1]\n"
        "Example:\n"
        "  offramp fit crisis scenarios/theory/audience-costs.yaml dispute counts.csv values.yaml");
    crisis->callback([c, &action] { action = [c] { return run_fit_crisis(*c); }; });
}

}  // namespace offramp::cli
