// SPDX-License-Identifier: Apache-2.0
// What an audit of a scenario says, as the charts of a report want it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace offramp {

/// What the page reads of a record of `offramp audit`, as a shape (json_input.hpp).
nlohmann::ordered_json audit_record_shape();

/// The record with every estimate as [estimate, low, high], of which the last two may be null:
///
///   {scenario, seed, campaigns, complete, negligible, contrast_titles, actor_titles, rungs, outcomes:
///   [{name,
///    meaning, unit, spread, bound, levels: [by contrast]}], numbers: [{path, value, unit, written, marks,
///    varied_by, range, bearing, bare, moves: [by contrast], reach: [by contrast], trials: [{value, problem,
///    differing, changes: [[by contrast] by outcome], there: [by outcome]}]}],
///    together: as in the record}
///
/// `there`: where the last contrast, of two policies their difference, comes to at the value. Its half-widths
/// are those of the level and of the change together, which holds however the two depend on each other. Only
/// of numbers that clearly move that contrast. Throws InputError, which names `file`, where a list by outcome
/// or contrast is not as long as there are outcomes or contrasts.
nlohmann::ordered_json audit_data_json(const nlohmann::ordered_json& record, const std::string& file);

}  // namespace offramp
