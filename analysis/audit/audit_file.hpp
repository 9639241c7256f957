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

/// A line that says what is audited, and one for each number that was. Opened and locked at once, its folder
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

    /// As it was found in the file; null where it was not.
    const AuditedNumber* find(const std::string& path) const;
    std::size_t size() const { return earlier_.size(); }  ///< numbers that were found

    /// On the disk when it returns.
    void add(const AuditedNumber& number);

  private:
    void write(const nlohmann::ordered_json& line);

    std::filesystem::path path_;
    OutputFolders folders_;
    int descriptor_ = -1;
    std::map<std::string, AuditedNumber> earlier_;
};

}  // namespace offramp
