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
template <class WrittenBase>
struct GlmTraits {
    using Base = WrittenBase;
    Range range;
    std::string_view name;
    std::string_view link;
};
template <AnyGlm G>
inline constexpr GlmTraits<double> kGlm{};
template <>
inline constexpr GlmTraits<PerHour> kGlm<RateGlm>{kNonNegative, "rate", "log"};
template <>
inline constexpr GlmTraits<double> kGlm<ProbabilityGlm>{kUnit, "probability", "logit"};
template <>
inline constexpr GlmTraits<double> kGlm<ScoreGlm>{kAny, "score", "identity"};
template <>
inline constexpr GlmTraits<Hours> kGlm<DurationGlm>{kNonNegative, "random duration", "log"};

/// How a base is written.
template <AnyGlm G>
using GlmBase = typename decltype(kGlm<G>)::Base;

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
