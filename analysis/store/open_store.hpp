// Opening a store file, and what must hold before anything is read from it or written to it.
#pragma once

#include <filesystem>
#include <string>

#include "analysis/store/database.hpp"

namespace offramp {

/// Opens a store that is there. Throws InputError where there is no such file or it is no store of this
/// version, RuntimeFailure where it is damaged (every page is looked at), locked, or may not be written.
/// A run that was killed may have left a journal, which is rolled back here.
Database open_store(const std::filesystem::path& file, Database::Access access);

/// Whether there is a file with anything in it, once the journal of a run that was killed is rolled back.
/// Throws RuntimeFailure as open_store does.
bool store_exists(const std::filesystem::path& file);

}  // namespace offramp
