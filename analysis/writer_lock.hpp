// SPDX-License-Identifier: Apache-2.0
// That one process at a time writes to a place.
#pragma once

#include <filesystem>
#include <string_view>

#include "analysis/output_folders.hpp"

namespace offramp {

/// Opens a file to be written, made if it is missing and not emptied, and locked: the kernel gives the lock
/// up with the process, however that ends, so that a file left behind locks nobody out. Returns its
/// descriptor. Throws RuntimeFailure, which names `place`, where another process holds it, and where it
/// cannot be opened.
int open_locked(const std::filesystem::path& file, const std::filesystem::path& place);

/// Writes all of `text` to a file that is open. Throws RuntimeFailure, which names `path`.
void write_all(int descriptor, std::string_view text, const std::filesystem::path& path);

/// Holds a lock file for as long as it lives, and makes the folders that it needs.
class WriterLock {
  public:
    /// `place`: what is written to, for messages. Throws as open_locked() does.
    WriterLock(const std::filesystem::path& place, std::filesystem::path lock_file);
    ~WriterLock();
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;
    WriterLock(WriterLock&&) = delete;
    WriterLock& operator=(WriterLock&&) = delete;

  private:
    OutputFolders folders_;
    std::filesystem::path path_;
    int descriptor_ = -1;
};

/// FILE.lock, for a file.
std::filesystem::path lock_beside(const std::filesystem::path& file);

}  // namespace offramp
