// SPDX-License-Identifier: Apache-2.0
#include "analysis/file_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "analysis/calibration/calibration.hpp"
#include "analysis/history/history.hpp"
#include "analysis/sweep/sweep.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/scenario/config_node.hpp"

namespace offramp {
namespace {

struct KindWords {
    std::string_view words;
    std::string_view taken_by;  ///< {}: the file
};

const KindWords& words_of(FileKind kind) {
    static constexpr KindWords kWords[] = {
        {"a file of another kind", ""},
        {"a scenario", "offramp run {} --seed 1 simulates it"},
        {"a policy", "offramp run SCENARIO --policy {} --seed 1 simulates a scenario under it"},
        {"a sweep", "offramp sweep {} -o STORE runs it"},
        {"a calibration", "offramp calibrate {} fits it"},
        {"a history", "offramp hindcast {} SCENARIO --seed 1 reads it"},
        {"a table", "offramp arrivals {} fits how its events arrive"},
        {"a store of a sweep", "offramp sensitivity, robust, export and report read it"},
        {"a game", "offramp solve {} solves it"},
        {"a result that --json printed", "offramp report {} -o PAGE shows it"},
        {"a directory", "offramp show {} --campaign 0 tells of a run that was left in one"},
    };
    static_assert(std::size(kWords) == static_cast<std::size_t>(FileKind::kRun) + 1);
    return kWords[static_cast<std::size_t>(kind)];
}

/// Of a file that is no YAML; else kUnknown.
FileKind kind_by_beginning(const std::filesystem::path& file) {
    const std::string beginning = first_bytes(file, 16, PathUse::kInput);
    if (beginning.starts_with("SQLite format 3")) return FileKind::kStore;
    if (beginning.starts_with("NFG ") || beginning.starts_with("EFG ")) return FileKind::kGame;
    return file.extension() == ".csv" ? FileKind::kTable : FileKind::kUnknown;
}

}  // namespace

FileKind file_kind(const std::filesystem::path& file) try {
    const PathKind path = kind_of(file, PathUse::kInput);
    if (path == PathKind::kDirectory) return FileKind::kRun;
    if (path != PathKind::kFile && path != PathKind::kPipe) return FileKind::kUnknown;
    if (const FileKind kind = kind_by_beginning(file); kind != FileKind::kUnknown) return kind;
    const ConfigNode root = read_config(file);
    const auto has = [&](std::string_view key) { return root.find(key) != nullptr; };
    if (has("ladder") || has("time")) return FileKind::kScenario;
    if (is_sweep_file(file)) return FileKind::kSweep;
    if (is_calibration_file(file)) return FileKind::kCalibration;
    if (is_history_file(file)) return FileKind::kHistory;
    if (has("for")) return FileKind::kPolicy;
    if (has("include")) return FileKind::kUnknown;  // what it is stands elsewhere
    if (has("policy")) return FileKind::kPolicy;
    return has("offramp") ? FileKind::kRecord : FileKind::kUnknown;
} catch (const InputError&) {
    return FileKind::kUnknown;
}

std::string_view to_string(FileKind kind) {
    return words_of(kind).words;
}

void expect_kind(const std::filesystem::path& file, const std::vector<FileKind>& taken,
                 std::string_view command) {
    const FileKind kind = file_kind(file);
    if (kind == FileKind::kUnknown || std::find(taken.begin(), taken.end(), kind) != taken.end()) return;
    throw InputError(
        {file.string()},
        fmt::format("is {}, and {} takes {}", to_string(kind), command, to_string(taken.front())),
        fmt::format(fmt::runtime(words_of(kind).taken_by), file.string()));
}

}  // namespace offramp
