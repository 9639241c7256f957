// SPDX-License-Identifier: Apache-2.0
// What the members of a scenario are made of: names, weights, values for each actor, random values that
// depend on the features of the state.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"

namespace offramp {

/// The crisis game is played by two sides.
inline constexpr int kActors = 2;

/// One value for each actor, in the order in which the scenario lists the actors. In a file: one value for
/// both, or a map from actor to value.
template <class T>
struct PerActor {
    std::array<T, kActors> value{};
    T& operator[](int actor) { return value[static_cast<std::size_t>(actor)]; }
    const T& operator[](int actor) const { return value[static_cast<std::size_t>(actor)]; }
};

/// The name of something defined elsewhere in the scenario, and where it was written.
struct Reference {
    std::string name;
    Location where;
};

/// A number given to something defined elsewhere in the scenario.
struct Weight {
    std::string name;
    double value = 0.0;
    Location where;
};

/// What holds at a path of the scenario (engine/scenario/override.hpp) from a date on.
struct DatedValue {
    std::string path;
    std::string value;  ///< as in a scenario file
    Location where;     ///< of the value
};

/// A coefficient on a named feature (see engine/scenario/features.hpp).
struct Effect {
    std::string feature;
    double coefficient = 0.0;
    Location where;
};

/// A generalised linear model over state features: link(value) = link(base) + sum of coefficient * feature.
struct Glm {
    double base = 0.0;
    std::vector<Effect> effects;
    Location where;
};
struct RateGlm : Glm {};         ///< log link; base per hour
struct ProbabilityGlm : Glm {};  ///< logit link; base in [0, 1]
struct ScoreGlm : Glm {};        ///< identity link

/// The probability model that always says yes.
inline ProbabilityGlm certain() {
    return {{1.0, {}, {}}};
}

enum class DurationFamily { kFixed, kExponential, kLognormal, kWeibull, kGamma };

template <>
inline constexpr auto kEnumNames<DurationFamily> = std::array{
    EnumName{DurationFamily::kFixed, "fixed"}, EnumName{DurationFamily::kExponential, "exponential"},
    EnumName{DurationFamily::kLognormal, "lognormal"}, EnumName{DurationFamily::kWeibull, "weibull"},
    EnumName{DurationFamily::kGamma, "gamma"}};

/// A random length of time whose scale is log-linear in the features.
struct DurationGlm
    : Glm {  // base: the scale in hours (fixed: the value, exponential and gamma: mean, others: median)
    DurationFamily family = DurationFamily::kExponential;
    double shape = 1.0;  ///< lognormal: sigma of the log; weibull, gamma: shape; otherwise unused
};

/// A mean-reverting quantity in [0, 1] with Gaussian noise.
struct MeanReverting {
    double initial = 0.0;
    double mean = 0.0;
    Hours relaxation{30 * kHoursPerDay};  ///< time constant of the return to the mean
    double volatility = 0.0;              ///< standard deviation gathered over one year without reversion
};

void describe(auto& v, Like<MeanReverting> auto& x) {
    v(Field{.key = "initial", .meaning = "value at the start", .range = kUnit}, x.initial);
    v(Field{.key = "mean", .meaning = "value to which it returns", .range = kUnit}, x.mean);
    v(Field{.key = "relaxation", .meaning = "time constant of the return to the mean", .range = kSpan},
      x.relaxation);
    v(Field{.key = "volatility",
            .meaning = "standard deviation gathered over one year if it did not return to the mean",
            .range = kNonNegative},
      x.volatility);
}

}  // namespace offramp
