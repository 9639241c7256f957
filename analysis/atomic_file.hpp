// SPDX-License-Identifier: Apache-2.0
// A file that appears under its name only when it is whole.
#pragma once

#include <filesystem>
#include <string_view>

#include "analysis/output_folders.hpp"

namespace offramp {

/// Writes to PATH.partial, which is opened and locked at once, its folder made if it is missing; commit()
/// makes it durable and renames it to PATH. Destroyed before that, it leaves nothing behind. Every failure
/// (no space, no permission, another process that writes it) throws RuntimeFailure with the path.
class AtomicFile {
  public:
    explicit AtomicFile(std::filesystem::path path);
    ~AtomicFile();
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    AtomicFile& operator=(AtomicFile&&) = delete;

    const std::filesystem::path& path() const { return path_; }

    void write(std::string_view text);
    void commit();

  private:
    void discard();

    std::filesystem::path path_;
    std::filesystem::path partial_;
    OutputFolders folders_;
    int descriptor_ = -1;
};

/// Makes it durable that a file was put in its place by renaming. Throws RuntimeFailure with its path where
/// the disk fails; that a file system cannot do it, or the directory cannot be read, is no failure.
void sync_directory_of(const std::filesystem::path& file);

}  // namespace offramp
