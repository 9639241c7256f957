// SPDX-License-Identifier: Apache-2.0
#include "analysis/guardrail_game.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "analysis/concession_trials.hpp"
#include "analysis/package_study.hpp"
#include "analysis/sensitivity/robustness.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

PackageResult package_result(const PackageStudy& packages, std::size_t k, const Names& names) {
    const OptionStudy& study = packages.study();
    const LevelTotals& level = study.totals().level(k);
    PackageResult result;
    result.guardrails = study.options()[k].guardrails;
    result.names = package_names(result.guardrails, names.guardrails);
    result.campaigns = level.campaigns;
    result.p_war = exact_proportion(level.wars, level.campaigns);
    for (std::size_t i = 0; i < kActors; ++i) {
        result.value[i] = level.value[i].mean(level.campaigns);
        result.presence[i] = level.presence[i].mean(level.campaigns);
        result.side[i] = study.answer(static_cast<int>(i), k);
    }
    result.deviations = deviations(packages.game(), k);
    result.stability = packages.stability(k);
    const bool accepted = result.side[0].accepts && result.side[1].accepts;
    if (accepted) result.concession_status = ConcessionStatus::kNoneNeeded;
    if (result.side[0].accepts != result.side[1].accepts) {
        const int by = result.side[0].accepts ? 0 : 1;
        result.payment = SidePayment{.by = by,
                                     .at_least = -value_of(result.side[at(other(by))].difference),
                                     .at_most = value_of(result.side[at(by)].difference)};
    }
    return result;
}

void mark_pareto(std::vector<PackageResult>& packages) {
    std::vector<std::vector<double>> values;
    std::vector<std::vector<double>> with_war;
    for (const PackageResult& package : packages) {
        values.push_back({value_of(package.side[0].difference), value_of(package.side[1].difference)});
        with_war.push_back(values.back());
        with_war.back().push_back(-package.p_war.value.value_or(0.0));
    }
    for (const std::size_t k : pareto_set(values)) packages[k].pareto = true;
    for (const std::size_t k : pareto_set(with_war)) packages[k].pareto_with_war = true;
}

GuardrailGame new_game(const ValidatedScenario& validated, const StudyOptions& study) {
    const Scenario& scenario = validated.scenario();
    if (scenario.guardrails.empty()) {
        throw InputError(scenario.where, "the scenario has no guardrail to accept or rebuff",
                         "list some under guardrails:");
    }
    GuardrailGame game;
    game.scenario = scenario.name;
    game.title = scenario.title;
    game.policy = scenario.policy.name;
    game.hash = validated.hash();
    game.seed = study.seed;
    game.campaigns = study.campaigns;
    game.first_pass = std::min(study.first_pass, study.campaigns);
    game.proposed = proposed_guardrails(scenario);
    game.all_packages = std::popcount(game.proposed) <= kMostInAllPackages;
    for (int i = 0; i < kActors; ++i) {
        const Actor& actor = scenario.actors[at(i)];
        game.actors[at(i)] = actor.name;
        game.actor_titles[at(i)] = actor.title.empty() ? actor.name : actor.title;
    }
    game.guardrails = names_of(scenario.guardrails);
    return game;
}

void find_equilibria(GuardrailGame& game, const PackageStudy& packages, const Scenario& scenario) {
    const std::vector<std::size_t> stable = packages.stable();
    for (const std::size_t k : stable) {
        GuardrailEquilibrium equilibrium{.package = k, .strength = game.packages[k].stability};
        for (int actor = 0; actor < kActors && game.all_packages; ++actor) {
            equilibrium.weakly_dominated[at(actor)] = is_weakly_dominated(packages.game(), actor, k);
        }
        game.equilibria.push_back(equilibrium);
    }
    game.selected = select_package(packages.game(), stable);
    const std::uint32_t answer = game.answer().guardrails;
    for (std::size_t k = 0; k < game.packages.size(); ++k) {
        const std::uint32_t added = game.packages[k].guardrails & ~answer;
        if (!is_subset(answer, game.packages[k].guardrails) || std::popcount(added) != 1) continue;
        game.additions.push_back({k,
                                  game.guardrails[at(std::countr_zero(added))],
                                  {packages.study().difference(0, k, game.selected.package),
                                   packages.study().difference(1, k, game.selected.package)}});
    }
    game.selection_decided = packages.answer_hangs_on().empty();
    const Pair<double> rationality = {scenario.actors[0].rationality, scenario.actors[1].rationality};
    if (game.all_packages)
        game.logit = logit_acceptance(packages.game(), rationality, scenario.guardrails.size());
}

}  // namespace

GuardrailGame solve_guardrail_game(const ValidatedScenario& validated, const GuardrailGameOptions& options) {
    const Scenario& scenario = validated.scenario();
    GuardrailGame game = new_game(validated, options.study);
    PackageStudy packages(scenario, game.proposed, options.study);
    game.complete = packages.run(options.every_acceptance);
    game.simulated = packages.study().simulated();
    game.critical_value = packages.study().critical_value();
    add_failures(game, packages.study().totals());
    if (!game.complete) return game;
    const Names& names = packages.study().model(0).names;
    for (std::size_t k = 0; k < packages.study().options().size(); ++k) {
        game.packages.push_back(package_result(packages, k, names));
    }
    mark_pareto(game.packages);
    find_equilibria(game, packages, scenario);
    if (options.concessions) {
        StudyOptions study = options.study;
        if (study.progress) {
            study.progress = [&, before = game.simulated](std::uint64_t done, std::uint64_t expected) {
                options.study.progress(before + done, before + expected);
            };
        }
        game.complete = try_concessions(game, scenario, study);
    }
    game.verdicts = guardrail_verdicts(game);
    return game;
}

void add_failures(GuardrailGame& game, const OptionTotals& totals) {
    game.failed += totals.failed();
    for (const FailedCampaign& failure : totals.first_failures()) {
        if (game.first_failures.size() < Failures::kKept) game.first_failures.push_back(failure);
    }
}

bool is_reported(const GuardrailGame& game, const PackageResult& package) {
    return std::popcount(package.guardrails) == 1 ||
           (package.guardrails != 0 && package.guardrails == game.proposed);
}

std::string_view to_string(ConcessionStatus status) {
    constexpr std::string_view kNames[] = {"none_needed", "found", "none_suffices", "not_tried"};
    return name_in(kNames, status);
}

std::string_view to_string(Selection selection) {
    constexpr std::string_view kNames[] = {"only_stable", "payoff_dominant", "bargained"};
    return name_in(kNames, selection);
}

}  // namespace offramp
