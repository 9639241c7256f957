// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/database.hpp"

#include <sqlite3.h>

#include <array>
#include <bit>
#include <cmath>
#include <new>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

constexpr int kPatienceMilliseconds = 30'000;  // while someone else reads or writes

[[noreturn]] void fail(sqlite3* database, int code, const std::string& file) {
    const bool in_reading = database != nullptr && sqlite3_extended_errcode(database) == SQLITE_IOERR_NOMEM;
    if ((code & 0xFF) == SQLITE_NOMEM || in_reading) throw std::bad_alloc();
    const std::string said = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    switch (code & 0xFF) {
        case SQLITE_FULL:
            throw RuntimeFailure(file + ": no space is left for it");
        case SQLITE_READONLY:
        case SQLITE_PERM:
            throw RuntimeFailure(file + ": may not be written (" + said + ")");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw RuntimeFailure(file + ": another process holds it locked");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            throw RuntimeFailure(file + ": is damaged, or no store at all (" + said + ")");
        case SQLITE_CANTOPEN:
            throw RuntimeFailure(file + ": cannot be opened (" + said + ")");
        default:
            throw RuntimeFailure(file + ": " + said);
    }
}

}  // namespace

Statement::Statement(sqlite3* database, std::string file, std::string_view sql)
    : file_(std::move(file)), database_(database) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    statement_.reset(statement);
    check(code);
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) fail(database_, code, file_);
}

void Statement::bind_integer(int parameter, std::int64_t value) {
    check(sqlite3_bind_int64(statement_.get(), parameter, value));
}

void Statement::bind(int parameter, std::optional<double> value) {
    check(value && std::isfinite(*value) ? sqlite3_bind_double(statement_.get(), parameter, *value)
                                         : sqlite3_bind_null(statement_.get(), parameter));
}

void Statement::bind(int parameter, std::string_view text) {
    check(sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void Statement::bind(int parameter, Blob blob) {
    check(sqlite3_bind_blob64(statement_.get(), parameter, blob.bytes.data(), blob.bytes.size(),
                              SQLITE_TRANSIENT));
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    check(code);
    return code == SQLITE_ROW;
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::optional<double> Statement::real(int column) const {
    if (is_null(column)) return std::nullopt;
    return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    if (bytes == nullptr && sqlite3_errcode(database_) == SQLITE_NOMEM) throw std::bad_alloc();
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

int Statement::columns() const {
    return sqlite3_column_count(statement_.get());
}

void Statement::append_value(std::string& bytes, int column) const {
    const auto append = [&](auto value) {
        const auto raw = std::bit_cast<std::array<char, sizeof value>>(value);
        bytes.append(raw.begin(), raw.end());
    };
    const int type = sqlite3_column_type(statement_.get(), column);
    bytes += static_cast<char>(type);
    switch (type) {
        case SQLITE_NULL:
            return;
        case SQLITE_INTEGER:
            return append(sqlite3_column_int64(statement_.get(), column));
        case SQLITE_FLOAT:
            return append(sqlite3_column_double(statement_.get(), column));
        default:
            const std::string value = text(column);
            append(std::uint64_t{value.size()});
            bytes += value;
    }
}

Statement& Statement::bind_row(const Statement& row) {
    for (int c = 0; c < row.columns(); ++c)
        check(sqlite3_bind_value(statement_.get(), c + 1, sqlite3_column_value(row.statement_.get(), c)));
    return *this;
}

Database::Database(std::filesystem::path file, Access access) : file_(std::move(file)) {
    int flags =
        SQLITE_OPEN_NOMUTEX | (access == Access::kRead ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    if (access == Access::kCreate) flags |= SQLITE_OPEN_CREATE;
    // An absolute path, because SQLite takes some names for more than a path.
    open(std::filesystem::absolute(file_).string(), flags,
         access == Access::kRead ? PathUse::kInput : PathUse::kOutput);
}

Database::Database() : file_("memory") {
    open(":memory:", SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, PathUse::kOutput);
}

void Database::open(const std::string& name, int flags, PathUse use) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (const int reason = sqlite3_system_errno(handle); code != SQLITE_OK && reason != 0)
        fail_at(file_, use, "opened", {reason, std::generic_category()});
    if (code != SQLITE_OK) fail(handle, code, file_.string());
    sqlite3_busy_timeout(handle, kPatienceMilliseconds);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    execute("PRAGMA cell_size_check = ON");
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

void Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle_.get(), code, file_.string());
}

std::int64_t Database::number(std::string_view sql) const {
    Statement statement = prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

bool Database::is_read_only() const {
    return sqlite3_db_readonly(handle_.get(), "main") == 1;
}

}  // namespace offramp
