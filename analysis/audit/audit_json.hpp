// SPDX-License-Identifier: Apache-2.0
// An audit in machine-readable form.
#pragma once

#include <nlohmann/json.hpp>

#include "analysis/audit/audit.hpp"

namespace offramp {

/// {path, value, unit, written, marks, varied_by, range, trials: [{value, differing, problem, changes:
/// [[{estimate, low, high, n, note}, ...], ...]}, ...]}; changes by outcome and contrast.
nlohmann::ordered_json number_json(const AuditedNumber& number);
/// What number_json() gave. Throws nlohmann::json::exception for what it did not give.
AuditedNumber number_in(const nlohmann::ordered_json& json);

/// {differing, problem, changes: by outcome and contrast, means: by outcome, contrast and block}; and back.
nlohmann::ordered_json point_json(const JointPoint& point);
JointPoint point_in(const nlohmann::ordered_json& json);

/// The whole audit: {scenario: {name, title}, hashes, seed, campaigns, complete, negligible, contrasts,
/// contrast_titles, actor_titles, rungs, outcomes: [{name, meaning, unit, spread, bound, levels}], numbers}.
/// `bound`: up to which a change counts as nothing. Every number has its `bearing`, and by contrast whether
/// it clearly `moves` an outcome and how far it reaches; `bare` where nothing stands behind it. What
/// numbers do together is in `together`: {wanted (0 where that was not asked), groups: [{paths, bearing,
/// combinations, differing, most, refused, problem, is_parted}], trajectories, numbers: [{path, low, high,
/// moves: by contrast, effects: [[{mean_absolute, mean, deviation, noise_floor} by contrast] by outcome]}],
/// apart}.
nlohmann::ordered_json audit_json(const Audit& audit, double negligible);

}  // namespace offramp
