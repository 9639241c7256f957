// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/event_table.hpp"

namespace offramp {

std::string_view to_string(EventKind kind) {
    return row_of(kind).name;
}

std::string_view to_string(Detail detail) {
    return kDetails.at(static_cast<std::size_t>(detail)).name;
}

}  // namespace offramp
