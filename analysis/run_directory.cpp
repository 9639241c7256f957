// SPDX-License-Identifier: Apache-2.0
#include "analysis/run_directory.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

constexpr const char* kRecord = "run.json";

std::string text_of(const RunRecord& record) {
    return to_json(record).dump(2) + '\n';
}

/// Policies become folders, so their names must not lead elsewhere.
void check_folder_name(const std::string& policy) {
    if (policy.empty() || policy.front() == '.' || policy.find('/') != std::string::npos ||
        policy == kRecord) {
        throw InputError({}, "the policy name '" + policy + "' cannot name a folder of the results");
    }
}

void write_file(const fs::path& path, std::string_view text) {
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

void make_directories(const fs::path& directory) {
    std::error_code reason;
    fs::create_directories(directory, reason);
    if (reason) fail_at(directory, PathUse::kOutput, "created", reason);
}

void remove_file(const fs::path& path) {
    std::error_code reason;
    fs::remove(path, reason);
    if (reason) fail_at(path, PathUse::kOutput, "removed", reason);
}

/// Removes what a run of ours left, and nothing else. Its run.json stays to the end, as that of a run that is
/// not complete, so that a kill in between leaves a directory that is still known as ours.
void remove_earlier_run(const fs::path& directory, RunRecord record) {
    record.complete = false;
    write_file(directory / kRecord, text_of(record));
    for (const PolicyRecord& policy : record.policies) {
        check_folder_name(policy.name);
        for (const char* suffix : {"", ".partial"}) {
            remove_file(scenario_path(directory, policy.name) += suffix);
            for (const char* format : {"csv", "jsonl"}) {
                remove_file(trajectories_path(directory, policy.name, format) += suffix);
            }
        }
        std::error_code not_empty;  // someone else's files keep the folder
        fs::remove(directory / policy.name, not_empty);
    }
}

/// The lock is in the directory, so that it is the same whatever the way there.
fs::path lock_file(const fs::path& directory) {
    return lock_beside(directory / kRecord);
}

/// Whether the directory may be used, and what is in it: the record of an earlier run, if there is one.
std::optional<RunRecord> earlier_run(const fs::path& directory, bool replace) {
    const PathKind kind = kind_of(directory, PathUse::kOutput);
    if (kind == PathKind::kNothing) return std::nullopt;
    if (kind != PathKind::kDirectory) {
        throw InputError({directory.string()}, "is not a directory");
    }
    std::vector<fs::path> entries = entries_of(directory, PathUse::kOutput);
    // What a process leaves that ends before it has written its record.
    std::erase(entries, lock_file(directory));
    std::erase(entries, directory / (std::string(kRecord) + ".partial"));
    if (entries.empty()) return std::nullopt;
    if (!is_there(directory / kRecord)) {
        throw InputError({directory.string()}, "is not empty and holds no earlier run, so it is left alone",
                         "name a new directory");
    }
    RunRecord earlier = read_run_record(directory);
    if (!replace) {
        throw InputError({directory.string()}, "holds an earlier run", "--force replaces it");
    }
    return earlier;
}

}  // namespace

RunDirectory::RunDirectory(fs::path directory, bool replace)
    : directory_(std::move(directory)), replace_(replace) {
    const auto lock = [&] { lock_.emplace(directory_, lock_file(directory_)); };
    // Where another process is writing, that is what to say, whatever it has written so far.
    if (is_there(lock_file(directory_))) lock();
    // Before the lock otherwise, which would write into what may not be ours; begin() looks again.
    earlier_run(directory_, replace_);
    if (!lock_) lock();
}

void RunDirectory::begin(const RunRecord& record) {
    ensure(!record.complete, "a run that begins is not complete");
    for (const PolicyRecord& policy : record.policies) check_folder_name(policy.name);
    if (const std::optional<RunRecord> earlier = earlier_run(directory_, replace_))
        remove_earlier_run(directory_, *earlier);
    // First, so that whatever a killed run leaves is known as a run that is not complete.
    write_file(directory_ / kRecord, text_of(record));
    for (const PolicyRecord& policy : record.policies) make_directories(directory_ / policy.name);
}

void RunDirectory::write_scenario(const std::string& policy, std::string_view canonical_text) {
    write_file(scenario_path(directory_, policy), canonical_text);
}

AtomicFile RunDirectory::open_trajectories(const std::string& policy, const std::string& format) {
    return AtomicFile(trajectories_path(directory_, policy, format));
}

void RunDirectory::finish(const RunRecord& record) {
    write_file(directory_ / kRecord, text_of(record));
}

RunRecord read_run_record(const fs::path& directory) {
    const fs::path path = directory / kRecord;
    if (!is_there(path)) {
        throw InputError({directory.string()}, "holds no run: there is no run.json in it");
    }
    return parse_run_record(read_file(path), path.string());
}

fs::path scenario_path(const fs::path& directory, const std::string& policy) {
    return directory / policy / "scenario.yaml";
}

fs::path trajectories_path(const fs::path& directory, const std::string& policy, const std::string& format) {
    return directory / policy / ("trajectories." + format);
}

}  // namespace offramp
