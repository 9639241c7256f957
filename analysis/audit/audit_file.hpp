// SPDX-License-Identifier: Apache-2.0
// An audit as it goes along, so that one that was stopped goes on.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "analysis/audit/audit.hpp"
#include "analysis/output_folders.hpp"

namespace offramp {

/// A line that says what is audited, one for each number that was, and one for each point at which several
/// were moved. Opened and locked at once, its folder
/// made if it is missing.
class AuditFile {
  public:
    /// `plan`: all that the results depend on. Throws InputError where the file is there and has another, and
    /// RuntimeFailure where it cannot be written.
    AuditFile(std::filesystem::path path, const nlohmann::ordered_json& plan);
    ~AuditFile();
    AuditFile(const AuditFile&) = delete;
    AuditFile& operator=(const AuditFile&) = delete;
    AuditFile(AuditFile&&) = delete;
    AuditFile& operator=(AuditFile&&) = delete;

    std::size_t size() const { return numbers_.size(); }  ///< numbers that were found

    /// What was found in the file, and what keeps more in it, each on the disk when it returns. The file
    /// outlives it.
    AuditMemory memory();

  private:
    void take(const nlohmann::ordered_json& line);
    void write(const nlohmann::ordered_json& line);

    std::filesystem::path path_;
    OutputFolders folders_;
    int descriptor_ = -1;
    std::map<std::string, AuditedNumber> numbers_;  // by path
    std::map<std::string, JointPoint> points_;      // by key
};

}  // namespace offramp
