// SPDX-License-Identifier: Apache-2.0
// The guardrail game with what is asked beside it: the object that `offramp solve SCENARIO guardrails --json`
// prints.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/acceptance_region.hpp"
#include "analysis/guardrail_game.hpp"
#include "analysis/posture_regret.hpp"

namespace offramp {

struct GuardrailQuestion {
    StudyOptions study;
    std::vector<std::string> region = {};   ///< one or two axes, see parse_axis(); empty: no region
    bool usual_region = false;              ///< over default_axes() of a side that rebuffs the package
    std::vector<std::string> package = {};  ///< guardrails that a region is about; empty: all in question
};

/// Regret of posture under some of the guardrails.
struct RegretCase {
    std::string name;
    Names names;
    PostureRegret regret;
};

struct GuardrailStudy {
    GuardrailGame game;  ///< not complete where what follows was interrupted, either
    std::optional<AcceptanceRegion> region;
    std::vector<RegretCase> regrets;  ///< under no guardrail, and under all that are proposed
};

/// Throws InputError as solve_guardrail_game() and check_axes() do, for an unknown guardrail, and for a
/// package where no region is asked for.
GuardrailStudy study_guardrails(const ValidatedScenario& scenario, const GuardrailQuestion& question);

nlohmann::ordered_json to_json(const GuardrailStudy& study);

}  // namespace offramp
