// SPDX-License-Identifier: Apache-2.0
// Maximum likelihood from observed choices: estimates, how far they can be trusted, and what the choices do
// not tell.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/estimation/choice_problem.hpp"
#include "analysis/interval.hpp"

namespace offramp {

/// By how much the highest log-likelihood that leaves a parameter at a value lies below the highest of all.
struct ProfilePoint {
    double value = 0.0;
    double fall = 0.0;
};

/// How far the log-likelihood falls at the ends of an interval of 95 %: half the quantile of chi-squared with
/// one degree of freedom.
inline constexpr double kProfileFall = 1.9207294103470494;

struct ParameterEstimate {
    std::string name;
    std::string title;
    std::string unit;
    double low = 0.0;  ///< of the range that is searched
    double high = 0.0;
    /// With an interval of 95 % by profile likelihood (Venzon, Moolgavkar 1988). An end is empty where the
    /// profile does not fall far enough within the range: the choices do not bound the parameter there.
    Estimate fitted;
    /// The interval that is normal on the scale of the search, from the observed information; empty at an end
    /// of the range and where the likelihood does not curve.
    std::optional<double> normal_low;
    std::optional<double> normal_high;
    bool at_low = false;  ///< the estimate is an end of the range
    bool at_high = false;
    std::vector<ProfilePoint> profile;  ///< by value
};

enum class FindingKind : std::uint8_t {
    kFlatDirection,    ///< a combination of parameters that changes no probability
    kWeakDirection,    ///< one of which more than half of what was not known is left
    kScale,            ///< rationality and payoffs are only known as a product
    kNotBounded,       ///< on neither side
    kNotBoundedBelow,  ///< within the range
    kNotBoundedAbove,
    kAtLowEnd,
    kAtHighEnd,
    kNothingLeft,  ///< as many parameters known as there are free probabilities: the fit cannot be tested
    kUnsolved      ///< the game was not solved to its tolerance at the estimate
};

std::string_view to_string(FindingKind kind);

/// What the choices do not tell, in words.
struct Finding {
    FindingKind kind = FindingKind::kFlatDirection;
    std::vector<std::string> parameters;
    std::string text;
};

struct ChoiceFit {
    bool complete = false;  ///< false: cancelled; then only the best point so far
    bool solved = false;    ///< the game was solved to its tolerance at the estimate
    std::vector<ParameterEstimate> parameters;
    ChoiceProbabilities probabilities;  ///< fitted
    std::uint64_t choices = 0;
    double log_likelihood = 0.0;
    double uniform = 0.0;    ///< log-likelihood if all moves were equally likely
    double saturated = 0.0;  ///< of the frequencies
    double pseudo_r2 = 0.0;  ///< McFadden's (1974), against `uniform`; NaN where that is 0
    /// Likelihood ratio against the frequencies: chi-squared if the model is right and choices are many.
    double deviance = 0.0;
    int freedom = 0;  ///< free probabilities less combinations of parameters that are known
    std::optional<double> deviance_p;
    std::vector<Direction>
        directions;  ///< of parameters in units of their ranges' deviation, best known first
    std::vector<Finding> findings;
    int evaluations = 0;
};

struct ChoiceFitOptions {
    /// Points of a Sobol sequence over the ranges for each parameter; the search sets out from the best of
    /// them, as it does from the start.
    int screen = 8;
    bool profiles = true;  ///< false: no intervals but the normal ones
    std::stop_token cancel = {};
    std::function<void(int evaluations, double log_likelihood)> progress = {};  ///< of the best so far
};

/// Throws InputError where what was chosen is impossible wherever the search looks. What `predict` throws
/// comes out.
ChoiceFit fit_choices(const ChoiceProblem& problem, const ChoiceFitOptions& options = {});

nlohmann::ordered_json to_json(const ChoiceFit& fit, const ChoiceProblem& problem);

}  // namespace offramp
