// SPDX-License-Identifier: Apache-2.0
#include "analysis/negotiation.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "analysis/guardrail_game.hpp"

namespace offramp {

bool is_negotiated(const ValidatedScenario& scenario) {
    return scenario.scenario().adoption == Adoption::kNegotiated;
}

ValidatedScenario as_if_accepted(const ValidatedScenario& scenario) {
    if (!is_negotiated(scenario)) return scenario;
    Scenario settled = scenario.scenario();
    settled.adoption = Adoption::kInForce;
    return validate(std::move(settled));
}

NegotiatedScenario negotiate(const ValidatedScenario& scenario, int threads, NegotiationProgress progress) {
    Scenario settled = scenario.scenario();
    settled.adoption = Adoption::kInForce;
    Negotiation negotiation;
    std::uint32_t proposed = 0;
    for (std::size_t k = 0; k < settled.guardrails.size(); ++k) {
        if (settled.guardrails[k].in_force) proposed |= 1U << k;
    }
    std::uint32_t accepted = 0;
    negotiation.decided = true;
    if (proposed != 0) {
        const StudyOptions study{.seed = kNegotiationSeed,
                                 .first_pass = kNegotiationFirstPass,
                                 .campaigns = kNegotiationCampaigns,
                                 .threads = threads,
                                 .progress = std::move(progress)};
        const GuardrailGame game =
            solve_guardrail_game(scenario, {.study = study, .concessions = false, .every_acceptance = false});
        accepted = game.answer().guardrails;
        negotiation.decided = game.selection_decided && game.failed == 0;
    }
    for (std::size_t k = 0; k < settled.guardrails.size(); ++k) {
        Guardrail& guardrail = settled.guardrails[k];
        if (!guardrail.in_force) continue;
        guardrail.in_force = (accepted >> k & 1U) != 0;
        (guardrail.in_force ? negotiation.accepted : negotiation.rebuffed).push_back(guardrail.name);
    }
    return {validate(std::move(settled)), std::move(negotiation)};
}

nlohmann::ordered_json to_json(const Negotiation& negotiation) {
    return {{"accepted", negotiation.accepted},
            {"rebuffed", negotiation.rebuffed},
            {"decided", negotiation.decided}};
}

std::string to_string(const Negotiation& negotiation) {
    const auto list = [](const std::vector<std::string>& names) {
        return names.empty() ? std::string("nothing") : fmt::format("{}", fmt::join(names, ", "));
    };
    return fmt::format("negotiated: {} accepted; {} rebuffed{}", list(negotiation.accepted),
                       list(negotiation.rebuffed),
                       negotiation.decided ? "" : " (not beyond doubt at the precision of the game)");
}

}  // namespace offramp
