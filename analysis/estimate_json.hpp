// SPDX-License-Identifier: Apache-2.0
// Numbers that may be unknown, and estimates, in machine-readable output.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "analysis/interval.hpp"

/// What there is none of is null.
template <class T>
struct nlohmann::adl_serializer<std::optional<T>> {
    static void to_json(auto& json, const std::optional<T>& value) {
        if (value) {
            json = *value;
        } else {
            json = nullptr;
        }
    }
};

namespace offramp {

/// note_of() an estimate; null where there is none.
inline nlohmann::ordered_json note_or_null(const Estimate& estimate) {
    const std::string note = note_of(estimate);
    return note.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(note);
}

}  // namespace offramp
