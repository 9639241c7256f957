// SPDX-License-Identifier: Apache-2.0
// A report: one JSON document with a part for each section of the page, gathered from a store, from records
// that the program printed, and from campaigns that are simulated again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>

#include "analysis/experiment.hpp"
#include "analysis/store/store_reader.hpp"

namespace offramp {

struct ReportOptions {
    std::uint64_t campaigns = 2000;  ///< compared under the policies of a store; 0: none are simulated
    std::uint64_t sampled =
        500;  ///< of them for charts over time, and to pick the campaigns of the explorer from
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done)> progress = {};  ///< campaigns of each policy, both parts together
    TableStore tables = {};
};

/// A document without any section: which version made it.
nlohmann::ordered_json empty_report();

/// Adds "over_time" and "explorer": the first `options.sampled` campaigns of each policy, the baseline first.
/// False, and nothing added, where cancelled or where every campaign fails.
bool add_campaigns(nlohmann::ordered_json& report, const Experiment& experiment, const std::string& baseline,
                   std::uint64_t seed, const ReportOptions& options);

/// Adds "sweep" and "sensitivity" (of a record of its own, only the effects), and of the scenario as it
/// stands, without any factor of the sweep, under each policy of the store: "comparison" (or "run" where
/// there is one policy) unless the document has one, and what add_campaigns() adds. Throws InputError where
/// the store is of another version, whose campaigns may differ. False where cancelled.
bool add_store(nlohmann::ordered_json& report, const StoreReader& store, const ReportOptions& options);

/// Adds a record that the program printed as JSON, under the name of its kind. Throws InputError, which names
/// `file`, where it is none that a report can show, or the second of its kind.
void add_record(nlohmann::ordered_json& report, nlohmann::ordered_json record, const std::string& file);

/// Reads a record from a file and adds it. Throws as add_record(), also where the file is no JSON.
void add_record_file(nlohmann::ordered_json& report, const std::filesystem::path& file);

}  // namespace offramp
