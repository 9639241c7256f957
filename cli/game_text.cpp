// SPDX-License-Identifier: Apache-2.0
#include "cli/game_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/game_record.hpp"
#include "engine/base/index.hpp"
#include "engine/game/signalling.hpp"

namespace offramp::cli {
namespace {

std::string decimal(double value) {
    return fmt::format("{:.6g}", value + 0.0);
}

// A fraction where it is short enough to read.
std::string share(double value, const Rational* exact) {
    if (exact != nullptr) {
        if (const std::string text = to_text(*exact); text.size() <= 9) return text;
    }
    return decimal(value);
}

/// A line a player with the strategies it uses.
std::string profile_lines(const NormalForm& game, const MixedProfile& profile,
                          const ExactProfile* exact = nullptr) {
    constexpr double kUnused = 5e-7;
    std::size_t width = 0;
    for (int i = 0; i < game.players(); ++i) width = std::max(width, game.player(i).name.size());
    std::string text;
    for (int i = 0; i < game.players(); ++i) {
        text += fmt::format("  {:{}}", game.player(i).name, width);
        for (int a = 0; a < game.strategies(i); ++a) {
            const double p = profile[at(i)][at(a)];
            if (p < kUnused) continue;
            text += fmt::format("   {}: {}", game.player(i).strategies[at(a)],
                                share(p, exact ? &(*exact)[at(i)][at(a)] : nullptr));
        }
        text += '\n';
    }
    return text;
}

std::string joined(const std::vector<double>& values) {
    std::string text;
    for (const double value : values) text += (text.empty() ? "" : ", ") + decimal(value);
    return text;
}

std::string learning_text(const NormalForm& game, const char* name, const LearningResult& result) {
    const std::string state = result.converged ? fmt::format("at rest after {} rounds", result.rounds)
                                               : fmt::format("not at rest after {} rounds", result.rounds);
    return fmt::format("\n{} ({}, regret {})\n{}", name, state, decimal(result.regret),
                       profile_lines(game, result.profile));
}

std::string name_of(const InformationSet& set) {
    return set.label.empty() ? std::to_string(set.number) : set.label;
}

std::string heading(const ExtensiveForm& game, const InformationSet& set) {
    return fmt::format("  {}, at {}:", game.players[at(set.player)], name_of(set));
}

/// A line an information set that its player's own plan comes to.
std::string behaviour_lines(const ExtensiveForm& game, const BehaviourProfile& behaviour,
                            const ExactBehaviour* exact, const Assessment* assessment = nullptr) {
    std::string text;
    for (int i = 0; i < std::ssize(game.players); ++i) {
        for (const int set : sets_of(game, i)) {
            const InformationSet& s = game.information_sets[at(set)];
            if (behaviour[at(set)].empty()) continue;
            text += heading(game, s);
            for (std::size_t a = 0; a < s.actions.size(); ++a) {
                text += fmt::format("   {}: {}", s.actions[a],
                                    share(behaviour[at(set)][a], exact ? &(*exact)[at(set)][a] : nullptr));
            }
            if (assessment) {
                text += fmt::format("   (comes here: {}", decimal(assessment->reach[at(set)]));
                const std::vector<double>& beliefs = assessment->beliefs[at(set)];
                if (beliefs.size() > 1) text += "; beliefs " + joined(beliefs);
                text += ')';
            }
            text += '\n';
        }
    }
    return text;
}

std::string kind_text(const SignallingGame& game, const SignallingReading& reading) {
    using enum SignallingReading::Kind;
    if (reading.kind == kPooling) return "pooling on " + game.messages[at(reading.pooled_on)];
    return reading.kind == kSeparating ? "separating" : "partly pooling";
}

std::string refinement_text(const SignallingGame& game, const char* name, const RefinementVerdict& verdict) {
    if (verdict.passes) return fmt::format("passes {}", name);
    std::string types;
    for (const int t : verdict.types) types += (types.empty() ? "" : " or ") + game.types[at(t)];
    return fmt::format("fails {} ({} can only come from {})", name, game.messages[at(verdict.message)],
                       types);
}

// What an equilibrium is as one of a signalling game; nothing where the game is none.
std::string signalling_line(const std::optional<SignallingGame>& game, const BehaviourProfile& behaviour) {
    if (!game) return {};
    const SignallingReading reading = read_signalling(*game, behaviour);
    const std::string kind = kind_text(*game, reading);
    if (!reading.sequential) {
        return fmt::format("  Signalling: {}; not sequential: no belief makes the answer to {} best\n", kind,
                           game->messages[at(reading.unsupported)]);
    }
    std::string text = fmt::format("  Signalling: {}; sequential with fitting beliefs; {}", kind,
                                   refinement_text(*game, "the intuitive criterion", reading.intuitive));
    if (reading.d1) text += "; " + refinement_text(*game, "D1", *reading.d1);
    return text + '\n';
}

Assessment assessment_of(const ProfileCheck& check) {
    Assessment assessment;
    for (const SetSupport& set : check.sets) {
        assessment.reach.push_back(set.reach);
        assessment.beliefs.push_back(set.beliefs);
    }
    return assessment;
}

}  // namespace

std::string game_caption(const ExtensiveForm& game) {
    std::size_t moves = 0;
    for (const InformationSet& set : game.information_sets) moves += set.player == kChance ? 0 : 1;
    return (game.title.empty() ? "" : game.title + '\n') +
           fmt::format("{} player{}, {} nodes, {} information sets\n", game.players.size(),
                       game.players.size() == 1 ? "" : "s", game.nodes.size(), moves);
}

std::string tree_text(const ExtensiveForm& game, const TreeSolution& solution) {
    std::string text = fmt::format("\nOn the tree: {}\n", solution.method);
    if (!solution.behaviour) return text;
    text += fmt::format("Payoffs {}", joined(solution.payoffs));
    if (!solution.exact) text += fmt::format(" (regret {})", decimal(solution.regret));
    text += solution.sequential
                ? "; sequential with the beliefs shown\n"
                : fmt::format(
                      "; not shown to be sequential: with the beliefs shown, a player would gain {} "
                      "where play does not come\n",
                      decimal(solution.gain));
    return text +
           behaviour_lines(game, *solution.behaviour, solution.exact ? &*solution.exact : nullptr,
                           &solution.assessment) +
           signalling_line(signalling_game(game), *solution.behaviour);
}

std::string profile_text(const ExtensiveForm& game, const ExactBehaviour& behaviour,
                         const ProfileCheck& check) {
    const auto yes = [](bool is) { return is ? "yes" : "no"; };
    std::string text =
        fmt::format("\nThe profile: payoffs {}; what each would gain by another strategy: {}\n",
                    joined(check.payoffs), joined(check.regrets));
    text += fmt::format(
        "  Nash equilibrium: {}\n  Subgame-perfect: {}\n  Perfect Bayesian: {}\n  Sequential: {}\n",
        yes(check.nash), yes(check.subgame_perfect), yes(check.perfect_bayesian),
        check.sequential ? yes(*check.sequential) : "not decided: no errors were found whose beliefs fit");
    const Assessment assessment = assessment_of(check);
    const BehaviourProfile rounded = to_behaviour(behaviour);
    text += behaviour_lines(game, rounded, &behaviour, &assessment);
    for (int i = 0; i < std::ssize(game.players); ++i) {
        for (const int set : sets_of(game, i)) {
            const SetSupport& support = check.sets[at(set)];
            if (support.better == kNone) continue;
            const InformationSet& s = game.information_sets[at(set)];
            text += fmt::format("{} would gain {} by {}{}\n", heading(game, s), decimal(support.gain),
                                s.actions[at(support.better)],
                                support.free && support.beliefs.size() > 1 ? ", whatever it believes" : "");
        }
    }
    return check.nash ? text + signalling_line(signalling_game(game), rounded) : text;
}

std::string game_caption(const NormalForm& game) {
    std::string sizes;
    for (int i = 0; i < game.players(); ++i) {
        sizes += (i == 0 ? "" : " x ") + std::to_string(game.strategies(i));
    }
    const std::string title = game.title.empty() ? "" : game.title + '\n';
    return title +
           fmt::format("{} player{}, {} strategies\n", game.players(), game.players() == 1 ? "" : "s", sizes);
}

std::string nash_text(const NormalForm& game, const NashSolution& solution, const ExtensiveForm* tree) {
    std::string text = fmt::format("\nNash: {}\n", solution.method);
    const std::optional<SignallingGame> signalling = tree ? signalling_game(*tree) : std::nullopt;
    for (std::size_t k = 0; k < solution.equilibria.size(); ++k) {
        const SolvedProfile& found = solution.equilibria[k];
        text += fmt::format("\nEquilibrium {} of {}: payoffs {}", k + 1, solution.equilibria.size(),
                            joined(found.payoffs));
        if (!found.exact) text += fmt::format(" (regret {})", decimal(found.regret));
        text += '\n';
        if (tree) {
            const BehaviourProfile behaviour = behaviour_in(*tree, found);
            ExactBehaviour exact;
            if (found.exact) exact = behaviour_of(*tree, *found.exact);
            text += behaviour_lines(*tree, behaviour, found.exact ? &exact : nullptr) +
                    signalling_line(signalling, behaviour);
        } else {
            text += profile_lines(game, found.profile, found.exact ? &*found.exact : nullptr);
        }
    }
    return text;
}

std::string concepts_text(const NormalForm& game, const OtherConcepts& concepts) {
    std::string text;
    if (concepts.undominated.eliminated.empty()) {
        text += "\nNo strategy is strictly dominated\n";
    } else {
        text += "\nLeft by iterated strict dominance\n";
        for (int i = 0; i < game.players(); ++i) {
            text += "  " + game.player(i).name + ":";
            for (const int a : concepts.undominated.survivors[at(i)]) {
                text += "   " + game.player(i).strategies[at(a)];
            }
            text += '\n';
        }
    }
    if (concepts.correlated && concepts.correlated->converged) {
        text +=
            fmt::format("\nBest correlated equilibrium: payoffs {}\n", joined(concepts.correlated->payoffs));
    }
    if (concepts.logit) {
        text +=
            fmt::format("\nLimit of the principal logit branch (regret {})\n{}",
                        decimal(concepts.logit->limit_regret), profile_lines(game, concepts.logit->limit));
    }
    for (std::size_t k = 1; k < concepts.level_k.size(); ++k) {
        text += fmt::format("\nLevel {}\n{}", k, profile_lines(game, concepts.level_k[k]));
    }
    text += fmt::format("\nCognitive hierarchy, mean level {}\n{}", kHierarchyMean,
                        profile_lines(game, concepts.hierarchy.aggregate));
    text += learning_text(game, "Fictitious play", concepts.fictitious_play);
    text += learning_text(game, "Regret matching", concepts.regret_matching);
    text += learning_text(game, "Replicator dynamics", concepts.replicator);
    return text + left_out_text(concepts.left_out);
}

std::string left_out_text(const std::vector<LeftOut>& left_out) {
    std::string text;
    for (std::size_t k = 0; k < left_out.size(); ++k) {
        const bool goes_on = k > 0 && left_out[k].reason == left_out[k - 1].reason;
        text += goes_on ? ", "
                        : fmt::format("{}\nLeft out, since {}:\n  ", k > 0 ? "\n" : "", left_out[k].reason);
        text += left_out[k].what;
    }
    return text.empty() ? text : text + '\n';
}

std::string logit_text(const NormalForm& game, const LogitEquilibrium& equilibrium) {
    std::vector<double> payoffs;
    for (int i = 0; i < game.players(); ++i) {
        payoffs.push_back(expected_payoff(game, equilibrium.point.profile, i));
    }
    return fmt::format("\nLogit equilibrium at lambda {} (principal branch): payoffs {} (residual {})\n{}",
                       decimal(equilibrium.point.lambda), joined(payoffs),
                       decimal(equilibrium.point.residual), profile_lines(game, equilibrium.point.profile));
}

std::string logit_text(const ExtensiveForm& game, const AgentLogitEquilibrium& equilibrium) {
    std::string text = fmt::format(
        "\nLogit equilibrium of agents at lambda {} (principal branch): payoffs {} (residual {})\n",
        decimal(equilibrium.point.lambda), joined(expected_payoffs(game, equilibrium.point.behaviour)),
        decimal(equilibrium.point.residual));
    text += behaviour_lines(game, equilibrium.point.behaviour, nullptr);
    return text;
}

}  // namespace offramp::cli
