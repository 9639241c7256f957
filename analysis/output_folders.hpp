// SPDX-License-Identifier: Apache-2.0
// The folders that an output needs.
#pragma once

#include <filesystem>
#include <vector>

namespace offramp {

/// Makes those that are missing, and takes those away again that are still empty when it goes: what was
/// refused or given up leaves nothing.
class OutputFolders {
  public:
    /// `folder`: empty: the current one. `output`: what it is for, for messages. Throws RuntimeFailure where
    /// the folder cannot be made.
    OutputFolders(const std::filesystem::path& folder, const std::filesystem::path& output);
    ~OutputFolders();
    OutputFolders(OutputFolders&& other) noexcept = default;
    OutputFolders(const OutputFolders&) = delete;
    OutputFolders& operator=(const OutputFolders&) = delete;
    OutputFolders& operator=(OutputFolders&&) = delete;

  private:
    std::vector<std::filesystem::path> made_;  // from the outermost inwards
};

}  // namespace offramp
