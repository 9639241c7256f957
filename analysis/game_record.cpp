// SPDX-License-Identifier: Apache-2.0
#include "analysis/game_record.hpp"

#include <algorithm>
#include <utility>

#include "analysis/game_profile.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"

namespace offramp {
namespace {

void add_form_of_tree(const ExtensiveForm& tree, SolvedGame& solved, const std::string& file) {
    try {
        solved.form = reduced_form(tree, file);
    } catch (const InputError& error) {
        if (!solved.on_tree.behaviour) throw;
        solved.concepts.left_out = without_strategic_form(error.diagnostics().front().message);
    }
}

}  // namespace

SolvedGame solve_game(GameFile game, const std::string& file, const TakeTreeSolution& on_tree) {
    SolvedGame solved;
    if (auto* held = std::get_if<ExtensiveForm>(&game)) {
        const ExtensiveForm& tree = solved.tree.emplace(std::move(*held));
        solved.on_tree = solve_tree(tree);
        if (on_tree) on_tree(tree, solved.on_tree);
        add_form_of_tree(tree, solved, file);
        if (!solved.form) return solved;
        solved.nash = solve_nash(tree, solved.on_tree, *solved.form);
    } else {
        solved.form = std::move(std::get<NormalForm>(game));
        solved.nash = solve_nash(*solved.form);
    }
    solved.concepts = other_concepts(*solved.form);
    return solved;
}

bool SolvedLogit::converged() const {
    return std::visit([](const auto& found) { return found.converged; }, equilibrium);
}
double SolvedLogit::lambda_reached() const {
    return std::visit([](const auto& found) { return found.point.lambda; }, equilibrium);
}
double SolvedLogit::residual() const {
    return std::visit([](const auto& found) { return found.point.residual; }, equilibrium);
}

SolvedLogit solve_logit(GameFile game, double lambda, bool strategic, const std::string& file) {
    const auto* tree = std::get_if<ExtensiveForm>(&game);
    if (tree != nullptr && !strategic) {
        AgentLogitEquilibrium found = agent_logit_equilibrium(*tree, lambda);
        return {std::move(game), std::move(found), lambda};
    }
    NormalForm form = strategic_form(game, file);
    LogitEquilibrium found = logit_equilibrium(form, lambda);
    return {std::move(form), std::move(found), lambda};
}

GivenProfile check_given_profile(GameFile game, const std::string& file, const std::string& profile) {
    auto* tree = std::get_if<ExtensiveForm>(&game);
    if (tree == nullptr) throw InputError({file}, "--profile is for trees: games in the .efg format");
    if (const std::string why = why_no_recall(*tree, shape_of(*tree)); !why.empty())
        throw InputError({file}, why);
    ExactBehaviour behaviour = read_profile(profile, *tree);
    ProfileCheck check = check_profile(*tree, to_behaviour(behaviour));
    return {std::move(*tree), std::move(behaviour), std::move(check)};
}

std::vector<int> sets_of(const ExtensiveForm& game, int player) {
    std::vector<int> sets;
    for (int set = 0; set < std::ssize(game.information_sets); ++set) {
        if (game.information_sets[at(set)].player == player) sets.push_back(set);
    }
    std::ranges::sort(sets, {}, [&](int set) { return game.information_sets[at(set)].number; });
    return sets;
}

BehaviourProfile behaviour_in(const ExtensiveForm& tree, const SolvedProfile& found) {
    return found.exact ? to_behaviour(behaviour_of(tree, *found.exact)) : behaviour_of(tree, found.profile);
}

}  // namespace offramp
