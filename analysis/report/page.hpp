// SPDX-License-Identifier: Apache-2.0
// The report as a file: the bundled page with its data put in.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "analysis/atomic_file.hpp"

namespace offramp {

/// Whether this build holds the page.
bool has_report_page();

/// Opens the file of a report, before anything is computed. Throws RuntimeFailure where this build has no
/// page, with what is missing, or the file cannot be made, and InputError where it exists and is no report:
/// what else stands there is not overwritten.
AtomicFile open_report(const std::filesystem::path& file);

/// JSON as it may stand inside a script element: no text in it can end the element or the script, and bytes
/// that are not UTF-8 are replaced.
std::string script_safe_json(const nlohmann::ordered_json& data);

/// The page with the data put in. Throws RuntimeFailure where this build has no page.
std::string report_page(const nlohmann::ordered_json& data);

/// Writes the page; the file appears only when it is whole.
void write_report(AtomicFile& file, const nlohmann::ordered_json& data);

}  // namespace offramp
