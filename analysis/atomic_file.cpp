// SPDX-License-Identifier: Apache-2.0
#include "analysis/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "analysis/writer_lock.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace {

[[noreturn]] void cannot_be(const char* done, const std::filesystem::path& path, std::error_code reason) {
    fail_at(path, PathUse::kOutput, done, reason);
}

/// `path`, where it can name a file.
std::filesystem::path as_file_name(std::filesystem::path path) {
    if (!path.has_filename() || kind_of(path, PathUse::kOutput) == PathKind::kDirectory)
        cannot_be("written", path, std::make_error_code(std::errc::is_a_directory));
    return path;
}

}  // namespace

void sync_directory_of(const std::filesystem::path& file) {
    const std::filesystem::path directory = file.parent_path();
    const int descriptor =
        ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    const std::error_code reason = ::fsync(descriptor) == 0 ? std::error_code() : system_error();
    ::close(descriptor);
    for (const std::errc lost : {std::errc::io_error, std::errc::no_space_on_device})
        if (reason == lost) cannot_be("put in place", file, reason);
}

AtomicFile::AtomicFile(std::filesystem::path path)
    : path_(as_file_name(std::move(path))),
      partial_(path_.string() + ".partial"),
      folders_(path_.parent_path(), path_),
      descriptor_(open_locked(partial_, path_)) {
    // What a killed process left of it. EINVAL: not a regular file, which holds nothing.
    if (::ftruncate(descriptor_, 0) == 0 || errno == EINVAL) return;
    const std::error_code reason = system_error();
    discard();  // no destructor follows a constructor that throws
    cannot_be("written", path_, reason);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      partial_(std::move(other.partial_)),
      folders_(std::move(other.folders_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() {
    if (descriptor_ >= 0) discard();
}

void AtomicFile::discard() {
    ::unlink(partial_.c_str());  // first, while nobody else can have locked it
    ::close(descriptor_);
}

void AtomicFile::write(std::string_view text) {
    write_all(descriptor_, text, path_);
}

void AtomicFile::commit() {
    // EINVAL: not a regular file (a pipe, a device), which has nothing to sync.
    if (::fsync(descriptor_) != 0 && errno != EINVAL) cannot_be("written", path_, system_error());
    // Renamed while it is locked, so that nobody else's is.
    if (::rename(partial_.c_str(), path_.c_str()) != 0) cannot_be("put in place", path_, system_error());
    if (::close(std::exchange(descriptor_, -1)) != 0) cannot_be("written", path_, system_error());
    sync_directory_of(path_);
}

}  // namespace offramp
