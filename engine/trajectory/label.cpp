// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/label.hpp"

#include "engine/base/error.hpp"
#include "engine/trajectory/event_table.hpp"

namespace offramp {

std::string_view label_of(const Event& event, const Names& names) {
    const auto axis = row_of(event.kind).label.names;
    if (axis == nullptr || event.label < 0) return {};
    const auto position = static_cast<std::size_t>(event.label);
    ensure(position < (names.*axis).size(), "the label of an event is a position on its axis");
    return (names.*axis)[position];
}

}  // namespace offramp
