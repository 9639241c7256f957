// SPDX-License-Identifier: Apache-2.0
// The scenario format is said once: beside every struct stands its describe(), with the struct's keys, and
// for every key what it means, its range and whether it must be given. Types and defaults come from the
// struct. The reader, the writer, the checks, the JSON Schema and the reference manual are all visitors over
// these functions.
//
// A visitor V is called as v(Field, member) for each key and v.group(Field, body) for keys that only gather
// others in the file; body() then calls v for those.
//
// Here is what a description says about one key, apart from its type.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace offramp {

/// No number of a scenario is larger than this, in hours or per hour where it is a duration or a rate ...
inline constexpr double kMostNumber = 1e9;
/// ... and no payoff than this, at once or per hour: 10,000 times what a typical incident is about. Whatever
/// payoffs a scenario may give, campaigns can be summed (analysis/exact_sum.hpp).
inline constexpr double kMostPayoff = 1e4;

/// The numbers that a key accepts. Durations are meant in hours, rates per hour.
struct Range {
    double low = -kMostNumber;
    double high = kMostNumber;
    bool without_low = false;  ///< the lower end itself is not in the range

    bool contains(double value) const { return (without_low ? value > low : value >= low) && value <= high; }
};

inline constexpr Range kAny{};
inline constexpr Range kUnit{.low = 0, .high = 1};
inline constexpr Range kNonNegative{.low = 0};
inline constexpr Range kSharpness{.low = 0, .high = 1e6};  ///< of logit responses
inline constexpr Range kShape{.low = 0.01, .high = 100};   ///< of a distribution
inline constexpr Range kSpan{.low = 0.01};  ///< a duration that something happens in: 36 seconds and more
inline constexpr Range kPayoffs{.low = -kMostPayoff, .high = kMostPayoff};
inline constexpr Range kCosts{.low = 0, .high = kMostPayoff};

/// "between 0 and 1", "above 0 and at most 1e+09", or "" for any number up to kMostNumber.
std::string to_string(const Range& range);

/// What kind of thing a name refers to.
enum class NameKind {
    kNone,
    kActor,
    kType,
    kIssue,
    kChannel,
    kAction,
    kIncident,
    kGuardrail,
    kContact,
    kTrack,
    kConcession,
    kFeature,

    kOutcome,
};

/// "channel", "feature", ...
std::string_view to_string(NameKind kind);

/// "a" or "an".
std::string_view article(NameKind kind);

/// One key of a map in a scenario file.
struct Field {
    std::string_view key;
    std::string_view meaning;  ///< one line
    Range range{};             ///< of the number, or of each number in a list or map
    bool required = false;
    NameKind names = NameKind::kNone;  ///< for references, weights and maps of named things
    std::string_view unit{};           ///< where the type does not say it
    bool is_sequence = false;          ///< of a list of names: one may stand in it more than once
};

inline constexpr std::string_view kPayoff = "payoff";  ///< unit: 1 is what a typical incident is about

/// Structs that a file lists as a map from name to body say what they are.
template <class T>
concept NamedBody = requires {
    T::kNamed;
};

/// How one value of an enumeration is written in a file.
template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

/// An array of the EnumNames of all values of an enumeration, which stands beside it.
template <class E>
inline constexpr auto kEnumNames = nullptr;

/// Describe functions take a struct as const (writers) or not (the reader).
template <class T, class U>
concept Like = std::same_as<std::remove_const_t<T>, U>;

/// Names of actors, channels and so on: [a-z][a-z0-9_-]*, at most 64 characters, and not `null`.
bool is_name(std::string_view text);

/// Reading and checking each stop at this many problems, by throwing TooManyProblems within themselves.
inline constexpr std::size_t kMaxDiagnostics = 200;
struct TooManyProblems {};
std::string too_many_problems();  ///< the last message then

}  // namespace offramp
