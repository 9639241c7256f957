// SPDX-License-Identifier: Apache-2.0
// Tables of a store in columns, with the rows and names of export_store().
#pragma once

#include <string_view>

#include "analysis/columns.hpp"
#include "analysis/store/store_reader.hpp"

namespace offramp {

/// The tables that are there in columns: of kExports.
inline constexpr std::string_view kColumnTables[] = {"outcomes", "points", "differences"};

/// One of kColumnTables. Factors that are names, or have levels that are, are categories, others numbers in
/// the factor's unit, NaN where the scenario keeps its own.
Columns store_columns(const StoreReader& store, std::string_view what);

}  // namespace offramp
