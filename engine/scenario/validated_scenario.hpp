// SPDX-License-Identifier: Apache-2.0
// The only way from a scenario to a simulation: a scenario whose every rule has been checked.
#pragma once

#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

class ValidatedScenario {
  public:
    const Scenario& scenario() const { return scenario_; }

    /// The whole scenario (includes and policy merged, defaults written out) as YAML; reading it gives this
    /// scenario again.
    const std::string& canonical_text() const { return canonical_text_; }

    /// 32 hexadecimal digits: XXH3-128 of the canonical text.
    const std::string& hash() const { return hash_; }

  private:
    friend ValidatedScenario validate(Scenario scenario);
    Scenario scenario_;
    std::string canonical_text_;
    std::string hash_;
};

/// Of all that a scenario says about how crises are played: equal for scenarios and policies that differ in
/// nothing but the worlds in which crises open.
std::string crisis_rules_hash(const Scenario& scenario);

/// Every rule that the scenario breaks, each located where it was written; empty if it can be simulated.
std::vector<Diagnostic> check(const Scenario& scenario);

/// Throws InputError with all of check()'s diagnostics if there are any.
ValidatedScenario validate(Scenario scenario);

}  // namespace offramp
