// SPDX-License-Identifier: Apache-2.0
// The tables and views of a store, as docs/sweeps.md describes them.
#pragma once

#include <span>
#include <string>

#include "analysis/store/database.hpp"

namespace offramp {

inline constexpr int kStoreApplication = 0x4F664631;  ///< "OfF1", SQLite's application_id
inline constexpr int kStoreVersion = 2;               ///< of the schema, SQLite's user_version

/// The names that some views have columns for.
struct StoreColumns {
    std::span<const std::string> factors;
    std::span<const std::string> outcomes;
};

/// Makes an empty database a store, within the caller's transaction: tables, views and what tells it from
/// other databases.
void create_schema(Database& database, const StoreColumns& columns);

/// Throws RuntimeFailure where a store does not have exactly the tables and views that create_schema() makes,
/// to the letter. Until then nothing in it may be trusted to be a table. Returns how many there are.
std::size_t require_own_schema(const Database& database);

}  // namespace offramp
