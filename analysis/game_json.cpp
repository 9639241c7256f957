// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "analysis/game_record.hpp"
#include "analysis/run_record.hpp"
#include "engine/base/index.hpp"
#include "engine/game/signalling.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

Json learning_json(const LearningResult& result) {
    return {{"profile", result.profile},
            {"regret", result.regret},
            {"coarse_gap", result.coarse_gap},
            {"rounds", result.rounds},
            {"converged", result.converged}};
}

Json refinement_json(const SignallingGame& game, const RefinementVerdict& verdict) {
    Json json = {{"passes", verdict.passes}};
    if (verdict.passes) return json;
    json["message"] = game.messages[at(verdict.message)];
    for (const int t : verdict.types) json["types"].push_back(game.types[at(t)]);
    return json;
}

Json signalling_json(const SignallingGame& game, const BehaviourProfile& behaviour) {
    using enum SignallingReading::Kind;
    const SignallingReading reading = read_signalling(game, behaviour);
    Json json = {{"kind", reading.kind == kPooling      ? "pooling"
                          : reading.kind == kSeparating ? "separating"
                                                        : "partly_pooling"},
                 {"sequential", reading.sequential}};
    if (reading.kind == kPooling) json["message"] = game.messages[at(reading.pooled_on)];
    if (!reading.sequential) return json;
    json["intuitive"] = refinement_json(game, reading.intuitive);
    if (reading.d1) json["d1"] = refinement_json(game, *reading.d1);
    return json;
}

// An information set of a player, and what is done there.
Json choice_json(const ExtensiveForm& game, int set, const std::vector<double>& probabilities,
                 const std::vector<Rational>* exact) {
    const InformationSet& s = game.information_sets[at(set)];
    Json choice = {{"player", s.player + 1},
                   {"information_set", s.number},
                   {"label", s.label},
                   {"actions", s.actions},
                   {"probabilities", probabilities}};
    if (exact != nullptr) {
        for (const Rational& p : *exact) choice["exact"].push_back(to_text(p));
    }
    return choice;
}

Json game_json(const ExtensiveForm& game) {
    Json players = Json::array();
    for (const std::string& name : game.players) players.push_back({{"name", name}});
    return {{"offramp", version()}, {"game", game.title}, {"players", players}};
}

void add_tree(Json& object, const ExtensiveForm& game, const TreeSolution& solution) {
    Json& tree = object["tree"] = {{"method", solution.method}, {"found", solution.behaviour.has_value()}};
    if (!solution.behaviour) return;
    tree["converged"] = solution.converged;
    tree["payoffs"] = solution.payoffs;
    tree["regret"] = solution.regret;
    tree["subgame_perfect"] = solution.subgame_perfect;
    tree["sequential"] = solution.sequential;
    tree["largest_gain"] = solution.gain;
    tree["information_sets"] = Json::array();
    for (int i = 0; i < std::ssize(game.players); ++i) {
        for (const int set : sets_of(game, i)) {
            Json choice = choice_json(game, set, (*solution.behaviour)[at(set)],
                                      solution.exact ? &(*solution.exact)[at(set)] : nullptr);
            choice["reach"] = solution.assessment.reach[at(set)];
            choice["beliefs"] = solution.assessment.beliefs[at(set)];
            tree["information_sets"].push_back(std::move(choice));
        }
    }
    if (const std::optional<SignallingGame> signalling = signalling_game(game))
        tree["signalling"] = signalling_json(*signalling, *solution.behaviour);
}

void add_profile(Json& object, const ExtensiveForm& game, const ExactBehaviour& behaviour,
                 const ProfileCheck& check) {
    const BehaviourProfile rounded = to_behaviour(behaviour);
    Json& profile =
        object["profile"] = {{"payoffs", check.payoffs},
                             {"regrets", check.regrets},
                             {"tolerance", check.tolerance},
                             {"nash", check.nash},
                             {"subgame_perfect", check.subgame_perfect},
                             {"perfect_bayesian", check.perfect_bayesian},
                             {"sequential", check.sequential ? Json(*check.sequential) : Json(nullptr)}};
    profile["information_sets"] = Json::array();
    for (int i = 0; i < std::ssize(game.players); ++i) {
        for (const int set : sets_of(game, i)) {
            const SetSupport& support = check.sets[at(set)];
            Json choice = choice_json(game, set, rounded[at(set)], &behaviour[at(set)]);
            choice["reach"] = support.reach;
            choice["beliefs"] = support.beliefs;
            choice["beliefs_free"] = support.free;
            choice["gain"] = support.gain;
            if (support.better != kNone)
                choice["better"] = game.information_sets[at(set)].actions[at(support.better)];
            profile["information_sets"].push_back(std::move(choice));
        }
    }
    if (!check.nash) return;
    if (const std::optional<SignallingGame> signalling = signalling_game(game))
        profile["signalling"] = signalling_json(*signalling, rounded);
}

Json game_json(const NormalForm& game) {
    Json players = Json::array();
    for (int i = 0; i < game.players(); ++i) {
        players.push_back({{"name", game.player(i).name}, {"strategies", game.player(i).strategies}});
    }
    return {{"offramp", version()}, {"game", game.title}, {"players", players}};
}

void add_nash(Json& object, const NashSolution& solution) {
    object["method"] = solution.method;
    object["complete"] = solution.complete;
    object["converged"] = solution.converged;
    for (const char* list : {"equilibria", "exact", "payoffs", "regrets"}) object[list] = Json::array();
    for (const SolvedProfile& found : solution.equilibria) {
        object["equilibria"].push_back(found.profile);
        object["payoffs"].push_back(found.payoffs);
        object["regrets"].push_back(found.regret);
        if (!found.exact) continue;
        Json profile = Json::array();
        for (const std::vector<Rational>& mixture : *found.exact) {
            Json& texts = profile.emplace_back(Json::array());
            for (const Rational& p : mixture) texts.push_back(to_text(p));
        }
        object["exact"].push_back(profile);
    }
}

void add_signalling(Json& object, const ExtensiveForm& tree, const NashSolution& solution) {
    const std::optional<SignallingGame> signalling = signalling_game(tree);
    if (!signalling) return;
    object["signalling"] = Json::array();
    for (const SolvedProfile& found : solution.equilibria)
        object["signalling"].push_back(signalling_json(*signalling, behaviour_in(tree, found)));
}

void add_left_out(Json& object, const std::vector<LeftOut>& left_out) {
    object["left_out"] = Json::array();
    for (const LeftOut& one : left_out)
        object["left_out"].push_back({{"what", one.what}, {"reason", one.reason}});
}

void add_concepts(Json& object, const OtherConcepts& concepts) {
    object["undominated"] = concepts.undominated.survivors;
    if (concepts.correlated) {
        object["correlated"] = {{"distribution", concepts.correlated->distribution},
                                {"payoffs", concepts.correlated->payoffs},
                                {"residual", concepts.correlated->residual},
                                {"converged", concepts.correlated->converged}};
    }
    if (concepts.logit) {
        object["logit_limit"] = {{"profile", concepts.logit->limit},
                                 {"regret", concepts.logit->limit_regret},
                                 {"folds", concepts.logit->folds},
                                 {"converged", concepts.logit->converged}};
    }
    object["level_k"] = concepts.level_k;
    object["cognitive_hierarchy"] = {{"tau", kHierarchyMean}, {"profile", concepts.hierarchy.aggregate}};
    object["fictitious_play"] = learning_json(concepts.fictitious_play);
    object["regret_matching"] = learning_json(concepts.regret_matching);
    object["replicator"] = learning_json(concepts.replicator);
    add_left_out(object, concepts.left_out);
}

void add_logit(Json& object, const NormalForm& game, const LogitEquilibrium& equilibrium) {
    object["lambda"] = equilibrium.point.lambda;
    object["converged"] = equilibrium.converged;
    object["residual"] = equilibrium.point.residual;
    object["equilibria"] = Json::array({equilibrium.point.profile});
    Json payoffs = Json::array();
    for (int i = 0; i < game.players(); ++i) {
        payoffs.push_back(expected_payoff(game, equilibrium.point.profile, i));
    }
    object["payoffs"] = Json::array({payoffs});
}

void add_logit(Json& object, const ExtensiveForm& game, const AgentLogitEquilibrium& equilibrium) {
    object["lambda"] = equilibrium.point.lambda;
    object["converged"] = equilibrium.converged;
    object["residual"] = equilibrium.point.residual;
    Json profile = Json::array();
    Json choices = Json::array();
    for (int i = 0; i < std::ssize(game.players); ++i) {
        std::vector<double> probabilities;
        for (const int set : sets_of(game, i)) {
            const std::vector<double>& p = equilibrium.point.behaviour[at(set)];
            probabilities.insert(probabilities.end(), p.begin(), p.end());
            choices.push_back(choice_json(game, set, p, nullptr));
        }
        profile.push_back(probabilities);
    }
    object["equilibria"] = Json::array({profile});
    object["payoffs"] = Json::array({expected_payoffs(game, equilibrium.point.behaviour)});
    object["information_sets"] = choices;
}

}  // namespace

Json to_json(const SolvedGame& solved) {
    Json object;
    if (solved.form) {
        object = game_json(*solved.form);
    } else if (solved.tree) {
        object = game_json(*solved.tree);
    }
    if (solved.tree) add_tree(object, *solved.tree, solved.on_tree);
    if (!solved.form) {
        add_left_out(object, solved.concepts.left_out);
        return object;
    }
    add_nash(object, solved.nash);
    if (solved.tree) add_signalling(object, *solved.tree, solved.nash);
    add_concepts(object, solved.concepts);
    return object;
}

Json to_json(const SolvedLogit& solved) {
    Json object;
    if (const auto* tree = std::get_if<ExtensiveForm>(&solved.game)) {
        object = game_json(*tree);
        add_logit(object, *tree, std::get<AgentLogitEquilibrium>(solved.equilibrium));
    } else {
        const auto& form = std::get<NormalForm>(solved.game);
        object = game_json(form);
        add_logit(object, form, std::get<LogitEquilibrium>(solved.equilibrium));
    }
    return object;
}

Json to_json(const GivenProfile& given) {
    Json object = game_json(given.tree);
    add_profile(object, given.tree, given.behaviour, given.check);
    return object;
}

std::string game_record_text(const Json& object) {
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace offramp
