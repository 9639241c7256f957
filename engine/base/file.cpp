// SPDX-License-Identifier: Apache-2.0
#include "engine/base/file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/base/error.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

/// `reason` is set where what is at the path cannot be told.
PathKind look_at(const fs::path& path, std::error_code& reason) {
    switch (fs::status(path, reason).type()) {
        case fs::file_type::none:
            return PathKind::kNothing;
        case fs::file_type::not_found:
            reason.clear();
            return PathKind::kNothing;
        case fs::file_type::regular:
            return PathKind::kFile;
        case fs::file_type::directory:
            return PathKind::kDirectory;
        case fs::file_type::fifo:
            return PathKind::kPipe;
        default:
            return PathKind::kOther;
    }
}

class Descriptor {
  public:
    explicit Descriptor(const fs::path& file)
        // Without waiting for the other end of a pipe.
        : number_(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    int number() const { return number_; }

  private:
    int number_;
};

constexpr std::chrono::milliseconds kPatience{2000};  // with a pipe that has no writer yet

/// Waits until there is something to read or the writers of a pipe are gone.
void wait_for_bytes(int descriptor) {
    constexpr int kWithoutLimit = -1;
    pollfd waiting{descriptor, POLLIN, 0};
    ::poll(&waiting, 1, kWithoutLimit);
}

/// What a file or pipe holds from here on, up to a little more than `most` bytes. `reason` is set where it
/// cannot be read.
std::string bytes_of(int descriptor, std::size_t most, bool is_pipe, std::error_code& reason) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point deadline = Clock::now() + kPatience;
    std::string bytes;
    std::vector<char> part(1 << 16);
    while (bytes.size() <= most) {
        const ssize_t size = ::read(descriptor, part.data(), part.size());
        if (size > 0) {
            bytes.append(part.data(), static_cast<std::size_t>(size));
        } else if (size < 0 && errno == EAGAIN) {  // whoever writes takes their time
            wait_for_bytes(descriptor);
        } else if (size < 0 && errno == EINTR) {
            continue;
        } else if (size < 0) {
            reason = system_error();
            break;
        } else if (is_pipe && bytes.empty() && Clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        } else {
            break;
        }
    }
    return bytes;
}

std::string bytes_of(const fs::path& file, std::size_t most, std::error_code& reason) {
    const Descriptor descriptor(file);
    if (descriptor.number() < 0) {
        reason = system_error();
        return "";
    }
    return bytes_of(descriptor.number(), most, false, reason);
}

/// A pipe can be read only once, by whoever comes first: what it held is kept for the life of the program, as
/// the pipe is what the whole program was given.
std::string bytes_of_pipe(const fs::path& file, std::size_t most, std::error_code& reason) {
    static std::mutex mutex;
    static std::map<std::pair<dev_t, ino_t>, std::string> read_already;
    const std::lock_guard lock(mutex);
    const Descriptor descriptor(file);
    struct stat status {};
    if (descriptor.number() < 0 || ::fstat(descriptor.number(), &status) != 0) {
        reason = system_error();
        return "";
    }
    const auto key = std::pair(status.st_dev, status.st_ino);
    if (const auto known = read_already.find(key); known != read_already.end()) return known->second;
    std::string bytes = bytes_of(descriptor.number(), most, true, reason);
    if (!reason && bytes.size() <= most) read_already.emplace(key, bytes);
    return bytes;
}

/// Whether it is the machine that fails, whatever is read.
bool is_of_machine(std::error_code reason) {
    for (const std::errc failure : {std::errc::io_error, std::errc::not_enough_memory,
                                    std::errc::too_many_files_open, std::errc::too_many_files_open_in_system})
        if (reason == failure) return true;
    return false;
}

std::string failure_text(std::string_view done, const std::string& reason) {
    return fmt::format("cannot be {}: {}", done, reason);
}

}  // namespace

std::error_code system_error() {
    return {errno, std::generic_category()};
}

void fail_at(const fs::path& path, PathUse use, std::string_view done, std::error_code reason) {
    const Diagnostic problem{{path.string(), 0, 0}, failure_text(done, reason.message()), ""};
    if (use == PathUse::kInput && !is_of_machine(reason)) throw InputError(problem);
    throw RuntimeFailure(to_string(problem));
}

PathKind kind_of(const fs::path& path, PathUse use) {
    std::error_code reason;
    const PathKind kind = look_at(path, reason);
    if (reason) fail_at(path, use, "looked at", reason);
    return kind;
}

bool is_there(const fs::path& path) {
    std::error_code reason;
    return look_at(path, reason) != PathKind::kNothing || reason;
}

std::vector<fs::path> entries_of(const fs::path& directory, PathUse use) {
    // Not std::filesystem::directory_iterator, which ends the program where memory is out.
    struct Close {
        void operator()(DIR* open) const { ::closedir(open); }
    };
    const std::unique_ptr<DIR, Close> open(::opendir(directory.c_str()));
    if (!open) fail_at(directory, use, "read", system_error());
    std::vector<fs::path> entries;
    for (;;) {
        errno = 0;
        const dirent* entry =
            ::readdir(open.get());  // NOLINT(concurrency-mt-unsafe): nobody else reads this one
        if (entry == nullptr && errno != 0) fail_at(directory, use, "read", system_error());
        if (entry == nullptr) return entries;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") entries.push_back(directory / name);
    }
}

std::string read_file(const fs::path& file, std::size_t most, const Location& from) {
    const auto refuse_file = [&](const std::string& problem) {
        if (file.empty()) throw InputError(from, "the name of a file is empty");
        if (from.file.empty()) throw InputError({file.string()}, problem);
        throw InputError(from, fmt::format("'{}' {}", file.string(), problem));
    };
    std::error_code reason;
    const auto check_read = [&] {
        if (is_of_machine(reason)) fail_at(file, PathUse::kInput, "read", reason);
        if (reason) refuse_file(failure_text("read", reason.message()));
    };
    const PathKind kind = look_at(file, reason);
    check_read();
    if (kind == PathKind::kNothing) refuse_file(failure_text("read", "there is no such file"));
    if (kind == PathKind::kDirectory) refuse_file("is a directory, not a file");
    if (kind == PathKind::kOther) refuse_file("is neither a regular file nor a pipe");
    const bool is_pipe = kind == PathKind::kPipe;
    std::string bytes = is_pipe ? bytes_of_pipe(file, most, reason) : bytes_of(file, most, reason);
    check_read();
    if (is_pipe && bytes.empty()) refuse_file("is a pipe that nothing was written to");
    if (bytes.size() > most) refuse_file(fmt::format("is larger than {} MiB", most >> 20));
    return bytes;
}

std::string first_bytes(const fs::path& file, std::size_t count, PathUse use) {
    if (kind_of(file, use) != PathKind::kFile) return "";
    std::error_code reason;
    std::string bytes = bytes_of(file, count, reason);
    if (reason) fail_at(file, use, "read", reason);
    return bytes.substr(0, count);
}

}  // namespace offramp
