// SPDX-License-Identifier: Apache-2.0
// What the timeline sets from a date on.
#pragma once

#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// The dates on which the timeline sets something: increasing, each once.
std::vector<Date> dates_of_change(const Scenario& scenario);

/// The scenario as it holds from a date on.
struct DatedScenario {
    Date from{};
    Scenario scenario;  ///< with all that was set until then; its own timeline sets nothing
};

/// One for each of dates_of_change(). Adds a problem for every value that cannot be set on a date, located
/// where it is written; the scenarios themselves are not checked.
std::vector<DatedScenario> dated_scenarios(const Scenario& scenario, std::vector<Diagnostic>& problems);

/// The scenario as it holds at a moment, without what is set later.
Scenario scenario_at(const Scenario& scenario, Date moment);

}  // namespace offramp
