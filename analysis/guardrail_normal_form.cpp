// SPDX-License-Identifier: Apache-2.0
#include "analysis/guardrail_normal_form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"

namespace offramp {

namespace {

std::string name_of(const PackageResult& package) {
    std::string name;
    for (const std::string& guardrail : package.names) name += (name.empty() ? "" : "+") + guardrail;
    return name.empty() ? "none" : name;
}

}  // namespace

NormalForm guardrail_normal_form(const GuardrailGame& game) {
    std::vector<std::string> strategies;
    std::uint64_t fewest = game.campaigns;
    for (const PackageResult& package : game.packages) {
        strategies.push_back(name_of(package));
        fewest = std::min(fewest, package.campaigns);
    }
    std::vector<Rational> payoffs;
    for (const PackageResult& of_second : game.packages) {
        for (const PackageResult& of_first : game.packages) {
            const std::uint32_t both = of_first.guardrails & of_second.guardrails;
            const bool same = of_first.guardrails == of_second.guardrails;
            const std::uint32_t in_force = game.all_packages || same ? both : 0;
            const auto found = std::ranges::find(game.packages, in_force, &PackageResult::guardrails);
            if (found == game.packages.end()) throw InternalError("a package that was not simulated");
            for (const Estimate& value : found->value) {
                if (!value.value) throw RuntimeFailure("no campaign of a package was simulated");
                payoffs.push_back(to_rational(*value.value));
            }
        }
    }
    NormalForm form(game.title.empty() ? game.scenario : game.title,
                    {{game.actors[0], strategies}, {game.actors[1], strategies}}, std::move(payoffs));
    form.comment =
        fmt::format("Guardrails that each side accepts. Means of {} to {} simulated campaigns, seed {}.",
                    fewest, game.campaigns, game.seed);
    return form;
}

}  // namespace offramp
