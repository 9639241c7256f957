// SPDX-License-Identifier: Apache-2.0
// An audit in machine-readable form.
#pragma once

#include <nlohmann/json.hpp>

#include "analysis/audit/audit.hpp"

namespace offramp {

/// {path, value, unit, written, marks, varied_by, stated, trials: [{value, differing, problem, changes:
/// [[{estimate, low, high, n, note}, ...], ...]}, ...]}; changes by outcome and contrast.
nlohmann::ordered_json number_json(const AuditedNumber& number);
/// What number_json() gave. Throws nlohmann::json::exception for what it did not give.
AuditedNumber number_in(const nlohmann::ordered_json& json);

/// The whole audit; every number with its bearing and how far it reaches in each contrast.
nlohmann::ordered_json audit_json(const Audit& audit, double negligible);

}  // namespace offramp
