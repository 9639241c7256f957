// SPDX-License-Identifier: Apache-2.0
// The bundled page of the report, as the build left it.
#pragma once

#include <string_view>

namespace offramp {

/// HTML with one mark where the data belong; empty in a build without npm.
std::string_view report_page_text();

}  // namespace offramp
