// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/world_in_play.hpp"

#include <utility>

#include "analysis/crisis_alone.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {

Model world_in_play(PolicyCase whole, const std::string& incident, const std::string& provoker,
                    const Location& where) {
    if (incident.empty()) return std::move(whole.model);
    const Scenario scenario = parse_scenario(whole.canonical_text, where.file).scenario();
    const auto opening =
        place_among(names_of(scenario.incidents), incident, "there is no incident '" + incident + "'", where);
    std::size_t by = whole.model.incidents[opening].first_provoker_share >= 0.5 ? 0 : 1;
    if (!provoker.empty()) {
        by = place_among(whole.model.names.actors, provoker, "there is no side '" + provoker + "'", where);
    }
    return compile(validate(crisis_alone(scenario, static_cast<int>(opening), static_cast<int>(by))));
}

}  // namespace offramp
