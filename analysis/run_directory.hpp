// SPDX-License-Identifier: Apache-2.0
// The directory in which `offramp run -o DIR` leaves a run: DIR/run.json and, for each policy, DIR/<policy>/
// with scenario.yaml (the whole scenario in canonical form) and trajectories.csv or .jsonl.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/atomic_file.hpp"
#include "analysis/run_record.hpp"
#include "analysis/writer_lock.hpp"

namespace offramp {

class RunDirectory {
  public:
    /// Makes `directory` where it is missing, and holds it against other processes for as long as it lives.
    /// One that holds an earlier run is refused unless `replace` is true; anything else that is not empty is
    /// always refused. What is there stays as it is until begin(); where it does not come to that, a
    /// directory that was made is taken away again. Throws InputError for a refusal, RuntimeFailure where
    /// another process writes to it or the disk fails.
    RunDirectory(std::filesystem::path directory, bool replace);

    /// Empties the directory of an earlier run, and marks the one that `record` describes as not complete.
    /// Throws InputError where a policy's name cannot name a folder.
    void begin(const RunRecord& record);

    const std::filesystem::path& path() const { return directory_; }

    void write_scenario(const std::string& policy, std::string_view canonical_text);
    AtomicFile open_trajectories(const std::string& policy, const std::string& format);

    /// Writes run.json, as the last file.
    void finish(const RunRecord& record);

  private:
    std::filesystem::path directory_;
    bool replace_;
    std::optional<WriterLock> lock_;
};

/// DIR/run.json; throws InputError where there is none or it is not the record of a run.
RunRecord read_run_record(const std::filesystem::path& directory);

std::filesystem::path scenario_path(const std::filesystem::path& directory, const std::string& policy);
std::filesystem::path trajectories_path(const std::filesystem::path& directory, const std::string& policy,
                                        const std::string& format);

}  // namespace offramp
