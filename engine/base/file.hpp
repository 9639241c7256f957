// SPDX-License-Identifier: Apache-2.0
// Looking at paths and reading files. What fails is said in one way: which path, what could not be done, and
// the system's reason.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "engine/base/diagnostic.hpp"

namespace offramp {

/// What a path is for: input that cannot be used is an InputError; output that cannot be made, and input that
/// the machine fails to read (a broken disk, no memory), a RuntimeFailure.
enum class PathUse { kInput, kOutput };

/// Throws "PATH: cannot be DONE: REASON", for example "a.csv: cannot be written: No space left on device".
[[noreturn]] void fail_at(const std::filesystem::path& path, PathUse use, std::string_view done,
                          std::error_code reason);

/// What the system said last (errno).
std::error_code system_error();

enum class PathKind { kNothing, kFile, kDirectory, kPipe, kOther };

/// What is at a path, links followed. Throws where that cannot be told: no permission, a loop of links.
PathKind kind_of(const std::filesystem::path& path, PathUse use);

/// Whether anything is at a path. True also where that cannot be told: who then opens it can say why.
bool is_there(const std::filesystem::path& path);

/// Everything in a directory, in no order. Throws where it cannot be read.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& directory, PathUse use);

/// No input is larger, unless whoever reads it says so.
inline constexpr std::size_t kMostBytes = std::size_t{64} << 20;

/// The bytes of a regular file, or of a pipe up to its end, of at most `most`. A pipe is read once: asked for
/// again, it gives the same bytes. Where the machine fails to read, throws RuntimeFailure; else InputError,
/// located at `from` if the file was named somewhere, at the file otherwise; also for a pipe that nobody
/// writes to.
std::string read_file(const std::filesystem::path& file, std::size_t most = kMostBytes,
                      const Location& from = {});

/// The first `count` bytes of a file: fewer where it is shorter, none where it is no regular file.
std::string first_bytes(const std::filesystem::path& file, std::size_t count, PathUse use);

}  // namespace offramp
