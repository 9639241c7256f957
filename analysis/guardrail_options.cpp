// SPDX-License-Identifier: Apache-2.0
#include "analysis/guardrail_options.hpp"

#include <algorithm>
#include <bit>

#include "engine/model/compile.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

std::uint32_t proposed_guardrails(const Scenario& scenario) {
    std::uint32_t proposed = 0;
    std::uint32_t all = 0;
    for (std::size_t k = 0; k < scenario.guardrails.size(); ++k) {
        all |= 1U << k;
        if (scenario.guardrails[k].in_force) proposed |= 1U << k;
    }
    return proposed == 0 ? all : proposed;
}

std::vector<std::uint32_t> offered_packages(std::uint32_t proposed) {
    std::vector<std::uint32_t> packages;
    if (std::popcount(proposed) <= kMostInAllPackages) {
        for (std::uint32_t part = 0;;) {
            packages.push_back(part);
            if (part == proposed) break;
            part = (part - proposed) & proposed;  // the next subset
        }
    } else {
        packages = {0, proposed};
        for (std::uint32_t rest = proposed; rest != 0; rest &= rest - 1) {
            const std::uint32_t one = rest & ~(rest - 1);
            packages.push_back(one);
            packages.push_back(proposed & ~one);
        }
    }
    std::ranges::sort(packages, {}, [](std::uint32_t p) { return std::pair(std::popcount(p), p); });
    return packages;
}

Model option_model(const Scenario& scenario, const GuardrailOption& option) {
    Scenario changed = scenario;
    for (std::size_t k = 0; k < changed.guardrails.size(); ++k) {
        changed.guardrails[k].in_force = (option.guardrails >> k & 1U) != 0;
    }
    if (option.concession >= 0) changed.concessions.at(at(option.concession)).in_force = true;
    changed.adoption = Adoption::kInForce;
    return compile(validate(std::move(changed)));
}

std::vector<std::string> package_names(std::uint32_t guardrails, const std::vector<std::string>& all) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < all.size(); ++k) {
        if ((guardrails >> k & 1U) != 0) names.push_back(all[k]);
    }
    return names;
}

}  // namespace offramp
