// SPDX-License-Identifier: Apache-2.0
#include "analysis/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace {

/// Whether the open file is still the one of that name: whoever held it before may have removed it. `reason`
/// is set where that cannot be told.
bool still_there(int descriptor, const char* path, std::error_code& reason) {
    struct stat open {};
    struct stat named {};
    if (::fstat(descriptor, &open) != 0 || (::stat(path, &named) != 0 && errno != ENOENT))
        reason = system_error();
    return !reason && open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

}  // namespace

int open_locked(const std::filesystem::path& file, const std::filesystem::path& place) {
    for (;;) {
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0) fail_at(file, PathUse::kOutput, "created", system_error());
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const std::error_code reason = system_error();
            ::close(descriptor);
            if (reason.value() != EWOULDBLOCK) fail_at(place, PathUse::kOutput, "locked", reason);
            throw RuntimeFailure(place.string() + ": another process is writing to it");
        }
        std::error_code reason;
        if (still_there(descriptor, file.c_str(), reason)) return descriptor;
        ::close(descriptor);
        if (reason) fail_at(place, PathUse::kOutput, "locked", reason);
    }
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail_at(path, PathUse::kOutput, "written", system_error());
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

WriterLock::WriterLock(const std::filesystem::path& place, std::filesystem::path lock_file)
    : folders_(lock_file.parent_path(), place),
      path_(std::move(lock_file)),
      descriptor_(open_locked(path_, place)) {}

WriterLock::~WriterLock() {
    ::unlink(path_.c_str());
    ::close(descriptor_);
}

std::filesystem::path lock_beside(const std::filesystem::path& file) {
    return file.string() + ".lock";
}

}  // namespace offramp
