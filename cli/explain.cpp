// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison_record.hpp"
#include "analysis/guardrail_explanation.hpp"
#include "analysis/text_layout.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/comparison_table.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruptible.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

struct ExplainArguments {
    std::string scenario;
    std::string kind;
    std::string name;
    std::string policy;
    std::optional<std::uint64_t> seed;
    std::uint64_t campaigns = 2000;
    int threads = usual_threads();
    bool json = false;
};

std::string terms_of(const Scenario& scenario, const GuardrailExplanation& explanation) {
    std::string text;
    std::vector<TableRow> rows;
    for (const GuardrailTerm& term : explanation.terms) rows.push_back({term.path, term.value});
    text += text_table({{"its own terms"}, {"", true}}, rows, stdout_has_colour());
    const auto& guardrail = *std::ranges::find(scenario.guardrails, explanation.name, &Guardrail::name);
    for (const GuardrailRule& rule : guardrail.rules) {
        text +=
            wrapped("- ",
                    fmt::format("It rules out {}{}: who does so all the same pays {}.",
                                fmt::join(names_of(rule.actions), ", "),
                                rule.until_round > 0 ? fmt::format(" before round {}", rule.until_round) : "",
                                number_text(rule.breach_cost)),
                    stdout_width());
    }
    for (const Reference& channel : guardrail.opens)
        text +=
            wrapped("- ", fmt::format("It opens the channel {}, which is there only under it.", channel.name),
                    stdout_width());
    return text;
}

std::string text_of(const Scenario& scenario, const GuardrailExplanation& explanation) {
    std::string text =
        fmt::format("{} ({})\n\n", explanation.title, explanation.name) + terms_of(scenario, explanation);
    std::vector<TableRow> rows;
    for (const GuardrailEffect& effect : explanation.effects)
        rows.push_back({effect.path, effect.without, effect.with, effect.change});
    text += '\n';
    text += rows.empty()
                ? "It moves no value of the scenario: what it does is in its terms.\n"
                : text_table({{"what it moves"}, {"without", true}, {"with it", true}, {"by"}}, rows,
                             stdout_has_colour()) +
                      "values where all other features are 0; per actor where a path leaves the actor out\n";
    if (!explanation.named_at.empty())
        text += fmt::format("\nalso named at: {}\n", fmt::join(explanation.named_at, ", "));
    return text;
}

nlohmann::ordered_json json_of(const GuardrailExplanation& explanation) {
    nlohmann::ordered_json json = {{"guardrail", explanation.name},
                                   {"title", explanation.title},
                                   {"terms", nlohmann::ordered_json::object()},
                                   {"effects", nlohmann::ordered_json::array()},
                                   {"named_at", explanation.named_at}};
    for (const GuardrailTerm& term : explanation.terms) json["terms"][term.path] = term.value;
    for (const GuardrailEffect& effect : explanation.effects) {
        json["effects"].push_back({{"path", effect.path},
                                   {"coefficient", effect.coefficient},
                                   {"without", effect.without},
                                   {"with", effect.with},
                                   {"change", effect.change}});
    }
    return json;
}

/// What there is to know of how sides answer it: what they put at risk, what comes of that.
std::vector<std::string> telling_outcomes(const ComparisonRecord& record) {
    std::vector<std::string> names;
    for (const char* stem : {"mean_presence_", "mean_unpredictability_"}) {
        for (const std::string& actor : record.actors) names.push_back(stem + actor);
    }
    names.insert(names.end(), {"incidents_per_year", "accidents_per_year", "crises_per_year"});
    names.insert(names.end(), record.headline.begin(), record.headline.end());
    return names;
}

std::string text_of(const ComparisonRecord& record, const Names& names) {
    const std::vector<std::string> rows = telling_outcomes(record);
    std::string text = fmt::format(
        "\nWhat comes of it alone, against no guardrail: {} campaigns, seed {}. Sides answer it: where it "
        "makes\n"
        "presence or unpredictability cheaper there can be more of both (moral hazard), first in the "
        "table.\n\n",
        record.policies.front().campaigns_done, record.seed);
    text += comparison_table(record, rows, stdout_style()) + '\n';
    for (const Verdict& verdict : verdicts_of(record.comparison, rows, names)) {
        if (verdict.strength == Strength::kClear || verdict.strength == Strength::kLikely)
            text += wrapped("- ", verdict.text + '.', stdout_width());
    }
    return text;
}

int explain(const ExplainArguments& arguments) {
    const std::vector<std::string> kinds = {"guardrail"};
    place_among(kinds, arguments.kind, "'" + arguments.kind + "' cannot be explained");
    expect_scenario(arguments.scenario, {arguments.policy}, "offramp explain");
    const ValidatedScenario scenario = load_with_policy(arguments.scenario, arguments.policy);
    const GuardrailExplanation explanation = explain_guardrail(scenario, arguments.name);
    nlohmann::ordered_json json = json_of(explanation);
    std::string text = text_of(scenario.scenario(), explanation);
    std::optional<ComparisonRecord> record;
    if (arguments.seed) {
        const Experiment experiment = guardrail_alone(scenario, arguments.name);
        record = interruptible(
            CompareOptions{
                .seed = *arguments.seed, .campaigns = arguments.campaigns, .threads = arguments.threads},
            arguments.campaigns,
            [&](const CompareOptions& how) { return compare_policies(experiment, how); });
        json["comparison"] = to_json(*record);
        text += text_of(*record, experiment.cases.front().model.titles);
    }
    print(arguments.json ? json.dump(2) + '\n' : text);
    if (!record) {
        complain("offramp: with --seed, what comes of it is simulated too: how sides answer, who gains\n");
        return kDone;
    }
    if (!record->complete) {
        complain("offramp: interrupted: not all campaigns were run\n");
        return kInterrupted;
    }
    return record->campaigns_failed > 0 ? kFailed : kDone;
}

}  // namespace

void add_explain(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "explain", "What a guardrail touches: every value that it moves, and how the sides answer it");
    auto a = std::make_shared<ExplainArguments>();
    command->add_option("SCENARIO", a->scenario, "scenario file")->required();
    command->add_option("KIND", a->kind, "guardrail")->required();
    command->add_option("NAME", a->name, "of the guardrail")->required();
    add_policy_option(*command, a->policy);
    add_seed_option(*command, a->seed, "also simulate it alone, against no guardrail, on the same campaigns");
    add_count_option(*command, "-n,--campaigns", a->campaigns, "campaigns under each", {2, 1'000'000'000});
    add_threads_option(*command, a->threads);
    add_table_options(*command, a->json);
    command->footer(
        "Example:\n"
        "  offramp explain scenarios/us-china-2023.yaml guardrail hotline-commitment\n"
        "  offramp explain scenarios/theory/paradox.yaml guardrail rules --seed 1");
    command->callback([a, &action] { action = [a] { return explain(*a); }; });
}

}  // namespace offramp::cli
