// SPDX-License-Identifier: Apache-2.0
#include "engine/game/solve_game.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "engine/base/index.hpp"
#include "engine/game/lemke_howson.hpp"
#include "engine/game/matrix_game.hpp"
#include "engine/game/nash_enumeration.hpp"
#include "engine/game/polytope_vertices.hpp"

namespace offramp {
namespace {

constexpr double kNashTolerance = 1e-8;          // of a regret, in units of the payoff range
constexpr int kMostLabels = 256;                 // strategies of both players that vertices are searched for
constexpr std::size_t kMostLogitUnknowns = 600;  // of the logit branch: a step takes their cube
constexpr int kMostConstraintTerms = 1'000'000;  // of a linear program

SolvedProfile solved(const NormalForm& game, MixedProfile profile) {
    SolvedProfile result{std::move(profile), std::nullopt, {}, 0.0};
    for (int i = 0; i < game.players(); ++i) {
        result.payoffs.push_back(expected_payoff(game, result.profile, i));
    }
    result.regret = regret(game, result.profile);
    return result;
}

SolvedProfile solved(const NormalForm& game, ExactProfile profile) {
    SolvedProfile result = solved(game, to_mixed(profile));
    result.exact = std::move(profile);
    return result;
}

int all_strategies(const NormalForm& game) {
    int count = 0;
    for (int i = 0; i < game.players(); ++i) count += game.strategies(i);
    return count;
}

NashSolution all_of_two_players(const NormalForm& game) {
    const double work = static_cast<double>(game.strategies(0)) * game.strategies(1) * 2;  // of a pivot
    const EnumerationOptions options{.most_bases = std::max(10'000LL, static_cast<long long>(2e8 / work)),
                                     .most_equilibria = 2'000};
    const Enumeration found = extreme_equilibria(game, options);
    NashSolution result{{}, "all extreme equilibria, by enumeration of vertices", found.complete, false};
    if (!found.complete) result.method = "some extreme equilibria: there are too many vertices to list all";
    for (const ExactProfile& profile : found.equilibria) result.equilibria.push_back(solved(game, profile));
    return result;
}

MixedProfile minimax(const NormalForm& game) {
    PayoffTable payoffs(at(game.strategies(0)), std::vector<double>(at(game.strategies(1))));
    for (std::size_t s = 0; s < game.profiles(); ++s) {
        payoffs[at(game.strategy_in(s, 0))][at(game.strategy_in(s, 1))] = game.payoff(s, 0);
    }
    const MatrixGameSolution solution = solve_matrix_game(payoffs);
    return {solution.first, solution.second};
}

NashSolution one_of_two_players(const NormalForm& game) {
    const std::string reason = lists_vertices() ? "the game is too large to list all"
                                                : "this build is without lrslib, which lists all";
    if (is_constant_sum(game))
        return {{solved(game, minimax(game))}, "one equilibrium, by linear program: " + reason};
    NashSolution result{{}, "one equilibrium, by Lemke-Howson: " + reason};
    const double work = static_cast<double>(game.strategies(0)) * game.strategies(1);  // of a pivot, half
    const int most_pivots = std::clamp(static_cast<int>(2e7 / work), 50, 20'000);
    if (LemkeHowson one = lemke_howson(game, {.most_pivots = most_pivots}); one.converged) {
        result.equilibria.push_back(solved(game, std::move(one.profile)));
    }
    return result;
}

bool is_equilibrium(const NormalForm& game, const SolvedProfile& found) {
    return found.regret <= kNashTolerance * game.payoff_range();
}

LearningOptions learning_options(const NormalForm& game) {
    const double rounds = 5e7 / (static_cast<double>(game.profiles()) * game.players());
    return {.most_rounds = std::clamp(static_cast<int>(std::min(rounds, 1e9)), 100, 20'000)};
}

}  // namespace

NashSolution solve_nash(const NormalForm& game) {
    NashSolution result;
    if (game.players() == 2) {
        if (lists_vertices() && all_strategies(game) <= kMostLabels) result = all_of_two_players(game);
        if (result.equilibria.empty()) result = one_of_two_players(game);
    }
    if (result.equilibria.empty()) {
        result = {{solved(game, principal_branch(game).limit)},
                  "the equilibrium that the principal logit branch leads to; there may be others"};
    }
    result.converged = std::ranges::all_of(
        result.equilibria, [&](const SolvedProfile& found) { return is_equilibrium(game, found); });
    return result;
}

NashSolution solve_nash(const ExtensiveForm& tree, const TreeSolution& found, const NormalForm& reduced) {
    if (reduced.players() != 2 && found.behaviour && found.converged) {
        SolvedProfile same = solved(reduced, mixed_profile(tree, *found.behaviour));
        if (is_equilibrium(reduced, same)) return {{std::move(same)}, found.method, false, true};
    }
    return solve_nash(reduced);
}

OtherConcepts other_concepts(const NormalForm& game) {
    OtherConcepts result;
    double terms = 0.0;
    for (int i = 0; i < game.players(); ++i) {
        terms += static_cast<double>(game.profiles()) * (game.strategies(i) - 1);
    }
    const bool has_programs = terms <= kMostConstraintTerms;
    result.undominated = iterated_dominance(game, {.mixed = has_programs});
    if (has_programs) {
        result.correlated = correlated_equilibrium(game);
    } else {
        const std::string reason =
            fmt::format("its linear program has more than {} terms", kMostConstraintTerms);
        result.left_out = {{"dominance by mixtures", reason}, {"correlated equilibrium", reason}};
    }
    if (at(all_strategies(game)) <= kMostLogitUnknowns) {
        result.logit = principal_branch(game);
    } else {
        result.left_out.push_back({"limit of the principal logit branch",
                                   fmt::format("there are more than {} strategies", kMostLogitUnknowns)});
    }
    result.level_k = level_k(game, 3);
    result.hierarchy = cognitive_hierarchy(game, kHierarchyMean, 6);
    const LearningOptions options = learning_options(game);
    result.fictitious_play = fictitious_play(game, options);
    result.regret_matching = regret_matching(game, options);
    result.replicator = replicator_dynamics(game, options);
    return result;
}

std::vector<LeftOut> without_strategic_form(const std::string& reason) {
    std::vector<LeftOut> left_out;
    for (const char* what :
         {"the list of all equilibria", "dominance", "correlated equilibrium",
          "limit of the principal logit branch", "level-k", "cognitive hierarchy", "learning"}) {
        left_out.push_back({what, reason});
    }
    return left_out;
}

}  // namespace offramp
