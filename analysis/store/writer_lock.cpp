// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace {

/// Whether the open file is still the one of that name: whoever held it before may have removed it.
bool still_there(int descriptor, const char* path) {
    struct stat open {};
    struct stat named {};
    return ::fstat(descriptor, &open) == 0 && ::stat(path, &named) == 0 && open.st_ino == named.st_ino &&
           open.st_dev == named.st_dev;
}

}  // namespace

WriterLock::WriterLock(const std::filesystem::path& file) : path_(file.string() + ".lock") {
    for (;;) {
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0) {
            throw RuntimeFailure(file.string() + ": may not be written (" + path_.string() + ": " +
                                 system_error().message() + ")");
        }
        if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
            const bool is_taken = errno == EWOULDBLOCK;
            const std::string why = system_error().message();
            ::close(descriptor_);
            throw RuntimeFailure(file.string() + (is_taken ? ": another process is writing to it"
                                                           : ": cannot be locked (" + why + ")"));
        }
        if (still_there(descriptor_, path_.c_str())) return;
        ::close(descriptor_);
    }
}

WriterLock::~WriterLock() {
    ::unlink(path_.c_str());
    ::close(descriptor_);
}

}  // namespace offramp
