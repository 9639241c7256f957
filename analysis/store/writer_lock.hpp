// SPDX-License-Identifier: Apache-2.0
// That one process at a time writes to a store.
#pragma once

#include <filesystem>

namespace offramp {

/// Holds FILE.lock for as long as it lives. The kernel gives it up with the process, however that ends, so
/// that a lock file left behind locks nobody out. Throws RuntimeFailure where another process holds it, or
/// the folder cannot be written.
class WriterLock {
  public:
    explicit WriterLock(const std::filesystem::path& file);
    ~WriterLock();
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;
    WriterLock(WriterLock&&) = delete;
    WriterLock& operator=(WriterLock&&) = delete;

  private:
    std::filesystem::path path_;
    int descriptor_ = -1;
};

}  // namespace offramp
