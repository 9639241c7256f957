// SPDX-License-Identifier: Apache-2.0
#include "engine/base/file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

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
        default:
            return PathKind::kOther;
    }
}

struct CloseStream {
    void operator()(std::FILE* stream) const { std::fclose(stream); }
};

/// What a file holds, up to a little more than `most` bytes. `reason` is set where it cannot be read.
std::string bytes_of(const fs::path& file, std::size_t most, std::error_code& reason) {
    const std::unique_ptr<std::FILE, CloseStream> stream(std::fopen(file.c_str(), "rbe"));
    std::string bytes;
    if (stream) {
        std::array<char, 1 << 16> part{};
        std::size_t size = 0;
        while (bytes.size() <= most && (size = std::fread(part.data(), 1, part.size(), stream.get())) > 0)
            bytes.append(part.data(), size);
    }
    if (!stream || std::ferror(stream.get()) != 0) reason = system_error();
    return bytes;
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
    if (use == PathUse::kInput) throw InputError(problem);
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
    std::vector<fs::path> entries;
    std::error_code reason;
    for (fs::directory_iterator next(directory, reason); !reason && next != fs::directory_iterator();
         next.increment(reason)) {
        entries.push_back(next->path());
    }
    if (reason) fail_at(directory, use, "read", reason);
    return entries;
}

std::string read_file(const fs::path& file, std::size_t most, const Location& from) {
    const auto refuse_file = [&](const std::string& problem) {
        if (from.file.empty()) throw InputError({file.string()}, problem);
        throw InputError(from, fmt::format("'{}' {}", file.string(), problem));
    };
    std::error_code reason;
    const PathKind kind = look_at(file, reason);
    if (reason) refuse_file(failure_text("read", reason.message()));
    if (kind == PathKind::kNothing) refuse_file(failure_text("read", "there is no such file"));
    if (kind == PathKind::kDirectory) refuse_file("is a directory, not a file");
    if (kind == PathKind::kOther) refuse_file("is not a regular file");
    std::string bytes = bytes_of(file, most, reason);
    if (reason) refuse_file(failure_text("read", reason.message()));
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
