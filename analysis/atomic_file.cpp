#include "analysis/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* verb, int error) {
    throw RuntimeFailure(path.string() + ": cannot " + verb + ": " + std::generic_category().message(error));
}

/// Makes the renaming itself durable. Some file systems cannot sync a directory; that is no failure.
void sync_directory(const std::filesystem::path& directory) {
    const int descriptor =
        ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path)
    : path_(std::move(path)),
      partial_(path_.string() + ".partial"),
      descriptor_(::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) fail(partial_, "be created", errno);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      partial_(std::move(other.partial_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(partial_.c_str());
}

void AtomicFile::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(path_, "be written", errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void AtomicFile::commit() {
    // EINVAL: not a regular file (a pipe, a device), which has nothing to sync.
    if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(path_, "be written", errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) {
        const int error = errno;
        ::unlink(partial_.c_str());
        fail(path_, "be written", error);
    }
    if (::rename(partial_.c_str(), path_.c_str()) != 0) {
        const int error = errno;
        ::unlink(partial_.c_str());
        fail(path_, "be put in place", error);
    }
    sync_directory(path_.parent_path());
}

}  // namespace offramp
