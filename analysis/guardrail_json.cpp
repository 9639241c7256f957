// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "analysis/guardrail_game.hpp"

namespace offramp {

using Json = nlohmann::ordered_json;

void to_json(Json& json, const PayoffDifference& difference) {
    json = difference.estimate;
    json["n"] = difference.estimate.sample_size;
    json["strength"] = to_string(difference.strength);
}

namespace {

Json side_json(const SideAnswer& answer) {
    Json json = answer.difference;
    json["parts"] = Json::object();
    for (std::size_t part = 0; part < kPayoffParts; ++part) {
        json["parts"][std::string(kPayoffPartTable[part].name)] = answer.parts[part];
    }
    return json;
}

Json package_json(const GuardrailGame& game, const PackageResult& package) {
    Json json = {{"guardrails", package.names}, {"campaigns", package.campaigns}};
    const auto each = [&](const char* name, const auto& value) {
        for (std::size_t i = 0; i < kActors; ++i) json[name + ('_' + game.actors[i])] = value(i);
    };
    each("accepted", [&](std::size_t i) { return package.side[i].accepts; });
    each("value", [&](std::size_t i) { return package.value[i]; });
    json["p_war"] = package.p_war;
    each("presence", [&](std::size_t i) { return package.presence[i]; });
    if (package.guardrails != 0) {
        each("difference", [&](std::size_t i) { return side_json(package.side[i]); });
    }
    json["stable"] = package.deviations.empty();
    json["stability"] = to_string(package.stability);
    json["deviations"] = Json::array();
    for (const Deviation& d : package.deviations) {
        json["deviations"].push_back(
            {{"actor", game.actors[at(d.actor)]}, {"guardrails", game.packages[d.to].names}});
    }
    json["pareto"] = package.pareto;
    json["pareto_with_war"] = package.pareto_with_war;
    json["concession_status"] = to_string(package.concession_status);
    json["concession_needed"] =
        package.concession_needed ? Json(game.concessions[*package.concession_needed].name) : Json(nullptr);
    json["payment_needed"] = package.payment ? Json{{"by", game.actors[at(package.payment->by)]},
                                                    {"at_least", package.payment->at_least},
                                                    {"at_most", package.payment->at_most}}
                                             : Json(nullptr);
    return json;
}

Json concession_json(const GuardrailGame& game, const ConcessionResult& c) {
    Json json = {{"guardrails", game.packages[c.package].names},
                 {"concession", c.name},
                 {"by", game.actors[at(c.by)]},
                 {"campaigns", c.campaigns},
                 {"both_accept", c.both_accept},
                 {"cost", c.cost}};
    for (std::size_t i = 0; i < kActors; ++i) {
        json["accepted_" + game.actors[i]] = c.side[i].accepts;
        json["difference_" + game.actors[i]] = side_json(c.side[i]);
    }
    return json;
}

Json logit_json(const GuardrailGame& game, const LogitAcceptance& logit) {
    Json json = {{"converged", logit.converged}, {"residual", logit.residual}};
    for (std::size_t i = 0; i < kActors; ++i) {
        json["rationality_" + game.actors[i]] = logit.rationality[i];
        Json accepts = Json::object();
        for (std::size_t g = 0; g < game.guardrails.size(); ++g) {
            if ((game.proposed >> g & 1U) != 0) accepts[game.guardrails[g]] = logit.accepts[i][g];
        }
        json["accepts_" + game.actors[i]] = std::move(accepts);
    }
    json["in_force"] = Json::array();
    for (std::size_t k = 0; k < logit.in_force.size(); ++k) {
        json["in_force"].push_back(
            {{"guardrails", game.packages[k].names}, {"probability", logit.in_force[k]}});
    }
    return json;
}

}  // namespace

Json to_json(const GuardrailGame& game) {
    Json json = {{"offramp", game.version},
                 {"scenario", {{"name", game.scenario}, {"title", game.title}, {"hash", game.hash}}},
                 {"policy", game.policy},
                 {"actors", game.actors},
                 {"actor_titles", game.actor_titles},
                 {"seed", game.seed},
                 {"campaigns", game.campaigns},
                 {"first_pass", game.first_pass},
                 {"simulated", game.simulated},
                 {"campaigns_failed", game.failed},
                 {"complete", game.complete},
                 {"all_packages", game.all_packages},
                 {"critical_value", game.critical_value}};
    json["packages"] = Json::array();
    for (const PackageResult& package : game.packages)
        json["packages"].push_back(package_json(game, package));
    json["equilibria"] = Json::array();
    for (const GuardrailEquilibrium& equilibrium : game.equilibria) {
        const PackageResult& package = game.packages[equilibrium.package];
        Json item = {{"guardrails", package.names},
                     {"selected", equilibrium.package == game.selected.package}};
        for (std::size_t i = 0; i < kActors; ++i) {
            item["difference_" + game.actors[i]] = package.side[i].difference;
            item["weakly_dominated_" + game.actors[i]] =
                game.all_packages ? Json(equilibrium.weakly_dominated[i]) : Json(nullptr);
        }
        item["strength"] = to_string(equilibrium.strength);
        json["equilibria"].push_back(std::move(item));
    }
    if (!game.packages.empty()) {
        json["answer"] = {{"guardrails", game.answer().names},
                          {"selection", to_string(game.selected.selection)},
                          {"decided", game.selection_decided}};
        json["additions"] = Json::array();
        for (const Addition& addition : game.additions) {
            Json item = {{"guardrail", addition.guardrail}};
            for (std::size_t i = 0; i < kActors; ++i)
                item["difference_" + game.actors[i]] = addition.difference[i];
            json["additions"].push_back(std::move(item));
        }
    }
    json["qre"] = game.logit ? logit_json(game, *game.logit) : Json(nullptr);
    json["concessions"] = Json::array();
    for (const ConcessionResult& c : game.concessions)
        json["concessions"].push_back(concession_json(game, c));
    json["verdicts"] = game.verdicts;
    return json;
}

}  // namespace offramp
