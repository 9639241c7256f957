// SPDX-License-Identifier: Apache-2.0
// What the guardrail game is about: packages of guardrails, alone or with a concession beside them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/model.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// A package and at most one concession, put in force together.
struct GuardrailOption {
    std::uint32_t guardrails = 0;  ///< a bit each, by position in the scenario
    int concession = -1;           ///< position in the scenario; -1: none

    friend bool operator==(const GuardrailOption&, const GuardrailOption&) = default;
};

/// Up to so many guardrails every package is offered: 2^6 of them.
inline constexpr int kMostInAllPackages = 6;

/// The guardrails that are in question: those in force in the scenario (with its policy), or all of them
/// where none is.
std::uint32_t proposed_guardrails(const Scenario& scenario);

/// The packages that are offered, the empty one first, then by size: every subset of `proposed`, or, beyond
/// kMostInAllPackages of them, none, each alone, all but one, all.
std::vector<std::uint32_t> offered_packages(std::uint32_t proposed);

/// The scenario with exactly these guardrails in force from the first day. Concessions that the scenario has
/// in force stay so.
Model option_model(const Scenario& scenario, const GuardrailOption& option);

/// Names of the guardrails of a package, in the scenario's order.
std::vector<std::string> package_names(std::uint32_t guardrails, const std::vector<std::string>& all);

constexpr bool is_subset(std::uint32_t part, std::uint32_t whole) {
    return (part & ~whole) == 0;
}

}  // namespace offramp
