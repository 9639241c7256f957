// SPDX-License-Identifier: Apache-2.0
// What a simulated crisis came to, in the terms in which the record tells of crises.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/history/history.hpp"
#include "engine/model/model.hpp"
#include "engine/trajectory/event.hpp"

namespace offramp {

/// How a crisis of a model is read.
struct CourseRules {
    std::vector<int> severity_of_rung;  ///< the highest severity that stands at or below each rung
    int harm_severity = 8;              ///< of an accident that does harm
    int trigger_severity = 0;           ///< of what opened it
    std::uint32_t senior_channels = 0;  ///< a bit each
    std::uint64_t senior_contacts = 0;  ///< a bit each
};

/// As the history reads the scenario, for a crisis that this incident opens. The names in the history are the
/// scenario's (check_names()).
CourseRules course_rules(const History& history, const Scenario& scenario,
                         const HistoricalIncident& incident);

/// Days count from the opening and are rounded to the nearest; empty: not within what was simulated, or war.
struct CrisisCourse {
    int response = 0;  ///< severity of the highest step that a side took on purpose after the opening
    int highest = 0;   ///< the largest of trigger, response, and where accidents and harm carried it
    std::optional<int> contact_day;  ///< first senior contact held, or call answered over a senior channel
    std::optional<int> acute_day;    ///< the crisis is over
    /// The channels that were frozen in it are open again and, where contacts were called off, a senior one
    /// has been held since. 0: nothing was cut.
    std::optional<int> talks_day;
    /// It is over, what was cut or suspended in it is open again, and it was agreed upon: the crisis ended
    /// over a channel, or a contact has been held since.
    std::optional<int> settled_day;
};

/// A step is a move to a higher rung than the side stood on, by what it expresses. The opposing side's rung
/// at the opening counts too: it is its first answer.
CrisisCourse course_of(const Trajectory& trajectory, const Model& model, const CourseRules& rules);

}  // namespace offramp
