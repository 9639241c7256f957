// SPDX-License-Identifier: Apache-2.0
// What can be answered to a question, in plain words.
#pragma once

#include <string>

#include "analysis/play/session.hpp"

namespace offramp {

/// For example "climb: to rung 3 (show of force)". @param answer  a place in `question.answers`
std::string answer_text(const Model& model, const SeatQuestion& question, int answer);

}  // namespace offramp
