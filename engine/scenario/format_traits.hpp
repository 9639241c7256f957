// What a member's type says about how it is written: the part of the format that does not depend on the key.
#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/scenario/field.hpp"
#include "engine/scenario/scenario.hpp"

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

/// Structs that a file lists as a map from name to body; the value says what they are.
template <class T>
inline constexpr NameKind kNamedAs = NameKind::kNone;
template <>
inline constexpr NameKind kNamedAs<Actor> = NameKind::kActor;
template <>
inline constexpr NameKind kNamedAs<ResolveType> = NameKind::kType;
template <>
inline constexpr NameKind kNamedAs<Issue> = NameKind::kIssue;
template <>
inline constexpr NameKind kNamedAs<Channel> = NameKind::kChannel;
template <>
inline constexpr NameKind kNamedAs<Action> = NameKind::kAction;
template <>
inline constexpr NameKind kNamedAs<Incident> = NameKind::kIncident;
template <>
inline constexpr NameKind kNamedAs<Guardrail> = NameKind::kGuardrail;
template <>
inline constexpr NameKind kNamedAs<Concession> = NameKind::kConcession;
template <>
inline constexpr NameKind kNamedAs<Contact> = NameKind::kContact;
template <>
inline constexpr NameKind kNamedAs<Track> = NameKind::kTrack;

template <class T>
concept NamedBody = kNamedAs<T>
!= NameKind::kNone;

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

template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

/// How each value of an enumeration is written in a file.
template <Enum E>
constexpr auto enum_names() {
    if constexpr (std::same_as<E, DurationFamily>) {
        return std::array{EnumName<E>{E::kFixed, "fixed"}, EnumName<E>{E::kExponential, "exponential"},
                          EnumName<E>{E::kLognormal, "lognormal"}, EnumName<E>{E::kWeibull, "weibull"},
                          EnumName<E>{E::kGamma, "gamma"}};
    } else if constexpr (std::same_as<E, PostureChoice>) {
        return std::array{EnumName<E>{E::kFixed, "fixed"},
                          EnumName<E>{E::kQuantalResponse, "quantal_response"}};
    } else if constexpr (std::same_as<E, DecisionRule>) {
        return std::array{
            EnumName<E>{E::kLookahead, "lookahead"}, EnumName<E>{E::kEquilibrium, "equilibrium"},
            EnumName<E>{E::kLevelK, "level_k"},      EnumName<E>{E::kDoctrine, "doctrine"},
            EnumName<E>{E::kMixed, "mixed"},         EnumName<E>{E::kScripted, "scripted"}};
    } else if constexpr (std::same_as<E, Doctrine>) {
        return std::array{EnumName<E>{E::kMirror, "mirror"}, EnumName<E>{E::kGenerous, "generous"},
                          EnumName<E>{E::kGrit, "grit"},     EnumName<E>{E::kHawk, "hawk"},
                          EnumName<E>{E::kDove, "dove"},     EnumName<E>{E::kBrinkman, "brinkman"}};
    } else if constexpr (std::same_as<E, ChannelState>) {
        return std::array{EnumName<E>{E::kOpen, "open"}, EnumName<E>{E::kFrozen, "frozen"},
                          EnumName<E>{E::kCut, "cut"}};
    } else if constexpr (std::same_as<E, Role>) {
        return std::array{EnumName<E>{E::kProvoker, "provoker"}, EnumName<E>{E::kVictim, "victim"}};
    } else if constexpr (std::same_as<E, Moves>) {
        return std::array{EnumName<E>{E::kSimultaneous, "simultaneous"},
                          EnumName<E>{E::kAlternating, "alternating"}};
    } else if constexpr (std::same_as<E, PresenceAccidents>) {
        return std::array{EnumName<E>{E::kSimulated, "simulated"}, EnumName<E>{E::kExpected, "expected"}};
    } else {
        static_assert(std::same_as<E, Adoption>);
        return std::array{EnumName<E>{E::kInForce, "in_force"}, EnumName<E>{E::kSeasonal, "seasonal"},
                          EnumName<E>{E::kNegotiated, "negotiated"}};
    }
}

template <Enum E>
std::string_view enum_name(E value) {
    for (const auto& [candidate, name] : enum_names<E>()) {
        if (candidate == value) return name;
    }
    return "?";
}

}  // namespace offramp
