// SPDX-License-Identifier: Apache-2.0
// The directory in which `offramp run -o DIR` leaves a run: DIR/run.json and, for each policy, DIR/<policy>/
// with scenario.yaml (the whole scenario in canonical form) and trajectories.csv or .jsonl.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "analysis/atomic_file.hpp"
#include "analysis/run_record.hpp"

namespace offramp {

class RunDirectory {
  public:
    /// Makes `directory` ready for the run that `record` describes, and marks it as not complete. A directory
    /// that holds an earlier run is emptied of it where `replace` is true; anything else that is not empty is
    /// refused. Throws InputError for a refusal, RuntimeFailure where the disk fails.
    RunDirectory(std::filesystem::path directory, const RunRecord& record, bool replace);

    void write_scenario(const std::string& policy, std::string_view canonical_text);
    AtomicFile open_trajectories(const std::string& policy, const std::string& format);

    /// Writes run.json, as the last file.
    void finish(const RunRecord& record);

  private:
    std::filesystem::path directory_;
};

/// DIR/run.json; throws InputError where there is none or it is not the record of a run.
RunRecord read_run_record(const std::filesystem::path& directory);

std::filesystem::path scenario_path(const std::filesystem::path& directory, const std::string& policy);
std::filesystem::path trajectories_path(const std::filesystem::path& directory, const std::string& policy,
                                        const std::string& format);

}  // namespace offramp
