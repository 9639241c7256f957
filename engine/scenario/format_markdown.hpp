// SPDX-License-Identifier: Apache-2.0
// The scenario format for people: every key in a table.
#pragma once

#include <string>

namespace offramp {

/// Markdown: a section for every map of the format, a row for every key with its meaning, how it is written,
/// its range and its default; then the features that models may name. docs/scenario-format.md holds this
/// text.
std::string scenario_format_markdown();

}  // namespace offramp
