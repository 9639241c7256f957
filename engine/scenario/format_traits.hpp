// SPDX-License-Identifier: Apache-2.0
// What a member's type says about how it is written: the part of the format that does not depend on the key.
#pragma once

#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

template <class T>
inline constexpr bool kIsPerActor = false;
template <class T>
inline constexpr bool kIsPerActor<PerActor<T>> = true;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;

template <class T>
concept AnyGlm = std::derived_from<T, Glm>;

template <class T>
concept Enum = std::is_enum_v<T>;

template <class T>
concept HasWhere = requires(T value) {
    { value.where } -> std::convertible_to<Location>;
};

/// How the base of a generalised linear model is written, and on what scale its effects add up.
template <AnyGlm G>
struct GlmTraits;
template <>
struct GlmTraits<RateGlm> {
    using Base = PerHour;
    static constexpr Range range = kNonNegative;
    static constexpr std::string_view name = "rate";
    static constexpr std::string_view link = "log";
};
template <>
struct GlmTraits<ProbabilityGlm> {
    using Base = double;
    static constexpr Range range = kUnit;
    static constexpr std::string_view name = "probability";
    static constexpr std::string_view link = "logit";
};
template <>
struct GlmTraits<ScoreGlm> {
    using Base = double;
    static constexpr Range range = kAny;
    static constexpr std::string_view name = "score";
    static constexpr std::string_view link = "identity";
};
template <>
struct GlmTraits<ScaleGlm> {
    using Base = double;
    static constexpr Range range = kNonNegative;
    static constexpr std::string_view name = "scale";
    static constexpr std::string_view link = "log";
};
template <>
struct GlmTraits<DurationGlm> {
    using Base = Hours;
    static constexpr Range range = kNonNegative;
    static constexpr std::string_view name = "random duration";
    static constexpr std::string_view link = "log";
};

/// The value of a number, duration or rate in the unit of its range.
inline double plain(double value) {
    return value;
}
inline double plain(int value) {
    return value;
}
inline double plain(Hours value) {
    return value.value;
}
inline double plain(PerHour value) {
    return value.value;
}

/// Families that have a shape parameter.
constexpr bool has_shape(DurationFamily family) {
    return family != DurationFamily::kFixed && family != DurationFamily::kExponential;
}

template <Enum E>
std::string_view enum_name(E value) {
    for (const auto& [candidate, name] : kEnumNames<E>) {
        if (candidate == value) return name;
    }
    return "?";
}

}  // namespace offramp
