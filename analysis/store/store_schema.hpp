// SPDX-License-Identifier: Apache-2.0
// The tables and views of a store, as docs/sweeps.md describes them.
#pragma once

#include <string>

#include "analysis/sweep/sweep.hpp"

namespace offramp {

inline constexpr int kStoreApplication = 0x4F664631;  ///< "OfF1", SQLite's application_id
inline constexpr int kStoreVersion = 2;               ///< of the schema, SQLite's user_version

/// What makes an empty database a store.
const char* store_tables();

/// The views, some of which have a column for each factor or outcome of the sweep.
std::string store_views(const Sweep& sweep);

}  // namespace offramp
