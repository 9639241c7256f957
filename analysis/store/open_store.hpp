// SPDX-License-Identifier: Apache-2.0
// Opening a store file, and what must hold before anything is read from it or written to it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "analysis/store/database.hpp"

namespace offramp {

/// Opens a store, empty where there is no such file, or nothing in it: a run that was killed may have left a
/// journal, which is rolled back here, and one that was killed while it made the store leaves nothing. Throws
/// InputError where it is no store of this version, RuntimeFailure where it is damaged (every page is looked
/// at, tables and views are exactly our own), locked, or may not be written.
std::optional<Database> find_store(const std::filesystem::path& file, Database::Access access);

/// The same for a store that must be there: throws InputError where there is none.
Database open_store(const std::filesystem::path& file, Database::Access access);

/// What SQLite's check of a database has found, in words. It also says where it could not get a page, which
/// is no damage.
std::string damage_text(const std::string& said);

}  // namespace offramp
