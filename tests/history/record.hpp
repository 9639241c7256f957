// SPDX-License-Identifier: Apache-2.0
// The record of the repository, and the scenario that it was written for with agents that cost little.
#pragma once

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "analysis/history/history.hpp"
#include "tests/fixtures/campaigns.hpp"

namespace offramp::testing {

inline const std::filesystem::path kScenarios = std::filesystem::path(OFFRAMP_SOURCE_DIR) / "scenarios";

inline History the_record() {
    return load_history(kScenarios / "history" / "us-china.yaml");
}

inline const ValidatedScenario& reference_scenario() {
    static const ValidatedScenario scenario = rich_scenario();
    return scenario;
}

inline const HistoricalIncident& incident_of(const History& history, const std::string& id) {
    for (const HistoricalIncident& one : history.incidents) {
        if (one.id == id) return one;
    }
    throw std::runtime_error("no incident " + id);
}

}  // namespace offramp::testing
