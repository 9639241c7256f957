// SPDX-License-Identifier: Apache-2.0
// What a file is, so that a command that is given another kind can say so in a sentence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace offramp {

enum class FileKind : std::uint8_t {
    kUnknown,
    kScenario,
    kPolicy,
    kSweep,
    kCalibration,
    kHistory,
    kTable,
    kStore,
    kGame,
    kRecord,
    kRun,
};

/// By how the file begins, by its keys, or by the extension .csv; a directory counts as a run. kUnknown also
/// where the file cannot be read or is broken: who opens it says why.
FileKind file_kind(const std::filesystem::path& file);

/// "a sweep".
std::string_view to_string(FileKind kind);

/// Throws InputError, "is a sweep, and offramp run takes a scenario", with what takes it as the hint, where a
/// file is known to be of another kind than those that `command` takes, the usual one first.
void expect_kind(const std::filesystem::path& file, const std::vector<FileKind>& taken,
                 std::string_view command);

}  // namespace offramp
