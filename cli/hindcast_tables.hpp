// SPDX-License-Identifier: Apache-2.0
// What `offramp hindcast` prints.
#pragma once

#include <string>

#include "analysis/history/hindcast.hpp"
#include "analysis/history/registered.hpp"

namespace offramp::cli {

/// `incidents`: also a row for each.
std::string hindcast_text(const HindcastRecord& record, bool incidents);
std::string forecasts_text(const RegisteredForecasts& made);
std::string scores_text(const RegisteredScores& scores);

}  // namespace offramp::cli
