// SPDX-License-Identifier: Apache-2.0
// The name that an event's label stands for.
#pragma once

#include <string_view>

#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

/// The element of the list of `names` that belongs to the event's kind; "" where the event has no label.
std::string_view label_of(const Event& event, const Names& names);

}  // namespace offramp
