// SPDX-License-Identifier: Apache-2.0
// How solved crises go: their ends, highest rungs, length and what they are worth by part, in tables.
#pragma once

#include <string>

#include "analysis/crisis_solution.hpp"

namespace offramp::cli {

/// @param against  the same crises in another world: a second row has what differs there; null: none
/// @param parts    also what each is worth by part
std::string crisis_courses(const CrisisStudy& study, const CrisisStudy* against, bool parts);

}  // namespace offramp::cli
