// SPDX-License-Identifier: Apache-2.0
// A store as any other program with SQLite sees it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>

#include "tests/catch.hpp"

namespace offramp::testing {

/// Executes statements; returns the first column of the last row, as a number.
inline std::int64_t plain_sqlite(const std::string& file, const std::string& sql) {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    std::int64_t number = 0;
    const auto take = [](void* target, int, char** values, char**) {
        *static_cast<std::int64_t*>(target) = values[0] == nullptr ? 0 : std::stoll(values[0]);
        return 0;
    };
    REQUIRE(sqlite3_exec(handle, sql.c_str(), take, &number, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
    return number;
}

}  // namespace offramp::testing
