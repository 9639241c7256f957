// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimation/identification.hpp"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "analysis/text_layout.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// Those that a direction mixes.
std::vector<std::string> parameters_in(const Direction& direction, const std::vector<std::string>& names) {
    std::vector<std::string> mixed;
    for (std::size_t k = 0; k < names.size(); ++k) {
        if (std::abs(direction.loadings(static_cast<Index>(k))) >= kTold) mixed.push_back(names[k]);
    }
    return mixed;
}

void add_directions(const ChoiceFit& fit, std::vector<Finding>& findings) {
    const std::vector<std::string> names = names_of(fit.parameters);
    for (const Direction& direction : fit.directions) {
        if (direction.strength >= kWeakDirection) continue;
        const bool flat = direction.strength < kFlatDirection;
        const std::string mixture = describe(direction, names);
        findings.push_back(
            {flat ? FindingKind::kFlatDirection : FindingKind::kWeakDirection,
             parameters_in(direction, names),
             flat ? fmt::format("not identified: {} changes none of the observed probabilities", mixture)
                  : fmt::format("hardly known ({:.0f} % of the range's deviation is left): {}",
                                100.0 * direction.left(), mixture)});
    }
}

void add_ends(const ParameterEstimate& p, std::vector<Finding>& findings) {
    const std::string name = spoken(p.name);
    const auto add = [&](FindingKind kind, std::string text) {
        findings.push_back({kind, {p.name}, std::move(text)});
    };
    if (p.at_low)
        add(FindingKind::kAtLowEnd,
            fmt::format("{}: the estimate is the lower end of its range, {}", name, number_text(p.low)));
    if (p.at_high)
        add(FindingKind::kAtHighEnd,
            fmt::format("{}: the estimate is the upper end of its range, {}", name, number_text(p.high)));
    if (p.profile.empty()) return;
    const bool below = p.fitted.low.has_value();
    const bool above = p.fitted.high.has_value();
    if (!below && !above) {
        add(FindingKind::kNotBounded,
            fmt::format("{}: not identified: the choices bound it nowhere in its range, {} to {}", name,
                        number_text(p.low), number_text(p.high)));
    } else if (!below && !p.at_low) {
        add(FindingKind::kNotBoundedBelow,
            fmt::format("{}: the choices do not bound it below: {} cannot be ruled out", name,
                        number_text(p.low)));
    } else if (!above && !p.at_high) {
        add(FindingKind::kNotBoundedAbove,
            fmt::format("{}: the choices do not bound it above: {} cannot be ruled out", name,
                        number_text(p.high)));
    }
}

}  // namespace

std::vector<Direction> directions_of(const ChoiceProblem& problem, const LikelihoodSlope& slope) {
    VectorXd scale(slope.score.size());
    for (Index k = 0; k < scale.size(); ++k)
        scale(k) = problem.parameters[static_cast<std::size_t>(k)].coordinate.prior_sd();
    return directions_of(slope.jacobian * scale.asDiagonal());
}

bool has_no_scale(const ChoiceProblem& problem, const std::vector<double>& values) {
    constexpr double kTimes = 1.25;
    constexpr double kSame = 1e-6;
    if (!problem.scale) return false;
    std::vector<double> scaled = values;
    scaled[problem.scale->rationality] *= kTimes;
    for (const std::size_t k : problem.scale->payoffs) scaled[k] /= kTimes;
    if (scaled == values) return false;  // all are 0
    const std::optional<ChoicePrediction> before = problem.predict(values);
    const std::optional<ChoicePrediction> after = problem.predict(scaled);
    if (!before || !after) return false;
    double largest = 0.0;
    for (std::size_t s = 0; s < before->probabilities.size(); ++s) {
        for (std::size_t a = 0; a < before->probabilities[s].size(); ++a) {
            largest = std::max(largest, std::abs(before->probabilities[s][a] - after->probabilities[s][a]));
        }
    }
    return largest < kSame;
}

std::vector<Finding> findings_of(const ChoiceFit& fit, bool no_scale) {
    std::vector<Finding> findings;
    if (!fit.solved)
        findings.push_back({FindingKind::kUnsolved,
                            {},
                            "the game was not solved to its tolerance at the estimate: do not rely on it"});
    if (no_scale)
        findings.push_back(
            {FindingKind::kScale, names_of(fit.parameters),
             "no scale: rationality and payoffs are only known as a product; hold one of them"});
    add_directions(fit, findings);
    for (const ParameterEstimate& parameter : fit.parameters) add_ends(parameter, findings);
    if (fit.freedom <= 0)
        findings.push_back({FindingKind::kNothingLeft,
                            {},
                            "no probability is left to test the model by: it has as many combinations of "
                            "parameters as the choices have free probabilities"});
    return findings;
}

}  // namespace offramp
