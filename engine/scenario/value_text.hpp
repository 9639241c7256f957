// SPDX-License-Identifier: Apache-2.0
// How a value of each type that fits on one line is written in the canonical text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/scenario/format_traits.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

/// A double-quoted YAML scalar.
std::string in_quotes(std::string_view text);

/// A name or key, in quotes where a reader of YAML 1.1 would take it for a truth value or for nothing.
std::string name_text(std::string_view name);

/// `key: value` appended to the inside of a flow map.
void append_pair(std::string& items, std::string_view key, const std::string& value);

inline std::string value_text(double value) {
    return format_number(value);
}
inline std::string value_text(int value) {
    return std::to_string(value);
}
inline std::string value_text(bool value) {
    return value ? "true" : "false";
}
inline std::string value_text(Hours value) {
    return format_duration(value);
}
inline std::string value_text(PerHour value) {
    return format_rate(value);
}
inline std::string value_text(Date value) {
    return format_date(value);
}
inline std::string value_text(const std::string& value) {
    return in_quotes(value);
}
inline std::string value_text(const Reference& value) {
    return is_name(value.name) ? name_text(value.name) : in_quotes(value.name);
}
std::string value_text(const std::vector<Weight>& weights);
std::string value_text(const std::vector<DatedValue>& settings);

template <Enum E>
std::string value_text(E value) {
    return std::string(enum_name(value));
}

template <class T>
requires(requires(T item) { value_text(item); }) std::string value_text(const std::vector<T>& list) {
    std::string items;
    for (const T& item : list) items += (items.empty() ? "" : ", ") + value_text(item);
    return "[" + items + "]";
}

template <AnyGlm G>
std::string value_text(const G& glm) {
    std::string base = value_text(GlmBase<G>{glm.base});
    std::string items;
    bool is_plain = glm.effects.empty();
    if constexpr (std::same_as<G, DurationGlm>) {
        is_plain = is_plain && glm.family == DurationFamily::kExponential;
        append_pair(items, "family", value_text(glm.family));
    }
    if (is_plain) return base;
    append_pair(items, "base", base);
    if constexpr (std::same_as<G, DurationGlm>) {
        if (has_shape(glm.family)) append_pair(items, "shape", value_text(glm.shape));
    }
    std::string effects;
    for (const Effect& effect : glm.effects)
        append_pair(effects, effect.feature, value_text(effect.coefficient));
    if (!effects.empty()) append_pair(items, "effects", "{" + effects + "}");
    return "{" + items + "}";
}

}  // namespace offramp
