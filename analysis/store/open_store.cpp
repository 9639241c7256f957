// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/open_store.hpp"

#include <utility>

#include "analysis/store/store_schema.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace {

/// A killed writer's journal can only be rolled back with write access; without it, whoever can read the
/// store's last good state does.
Database opened(const std::filesystem::path& file, Database::Access access) {
    if (access != Database::Access::kRead) return {file, access};
    try {
        return {file, Database::Access::kWrite};
    } catch (const RuntimeFailure&) {
        return {file, Database::Access::kRead};
    }
}

void check_pages(const Database& database) {
    Statement check = database.prepare("PRAGMA quick_check(1)");
    const std::string said = check.step() ? check.text(0) : "no answer";
    if (said != "ok") throw RuntimeFailure(database.file().string() + ": " + damage_text(said));
}

bool has_content(const std::filesystem::path& file, Database::Access access) {
    const PathUse use = access == Database::Access::kRead ? PathUse::kInput : PathUse::kOutput;
    const PathKind kind = kind_of(file, use);
    if (kind == PathKind::kDirectory)
        fail_at(file, use, "opened", std::make_error_code(std::errc::is_a_directory));
    if (kind == PathKind::kPipe || kind == PathKind::kOther)
        throw InputError({file.string()}, "is not a regular file, as a store is");
    std::error_code unknown;
    return kind != PathKind::kNothing && std::filesystem::file_size(file, unknown) > 0;
}

/// What a run leaves that was killed while it made the store: its journal takes every page back.
bool is_empty(const Database& database) {
    return database.number("PRAGMA page_count") == 0;
}

}  // namespace

std::string damage_text(const std::string& said) {
    const bool was_read = said.find("get page") == said.npos && said.find("get the page") == said.npos;
    return (was_read ? "is damaged (" : "cannot be read: the disk fails, or there is not enough memory (") +
           said + ")";
}

std::optional<Database> find_store(const std::filesystem::path& file, Database::Access access) {
    if (!has_content(file, access)) return std::nullopt;
    Database database = opened(file, access);
    if (is_empty(database)) return std::nullopt;
    if (access == Database::Access::kWrite && database.is_read_only())
        throw RuntimeFailure(file.string() + ": may not be written");
    if (database.number("PRAGMA application_id") != kStoreApplication) {
        throw InputError({file.string()}, "is a database, but not a store of offramp");
    }
    const std::int64_t version = database.number("PRAGMA user_version");
    if (version != kStoreVersion) {
        throw InputError({file.string()}, "is a store of version " + std::to_string(version) +
                                              ", and this program reads version " +
                                              std::to_string(kStoreVersion));
    }
    check_pages(database);
    require_own_schema(database);
    return database;
}

Database open_store(const std::filesystem::path& file, Database::Access access) {
    std::optional<Database> database = find_store(file, access);
    if (!database) throw InputError({file.string()}, "there is no such store");
    return std::move(*database);
}

}  // namespace offramp
