// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/posterior/record_posterior.hpp"
#include "engine/scenario/value_text.hpp"

namespace offramp {
namespace {

/// At each draw, under each policy: enough for a difference between policies to stand out from its noise.
constexpr int kCampaignsOfDraw = 1000;

std::string factor_text(const CalibrationParameter& parameter, const std::vector<std::string>& values) {
    const Factor& factor = parameter.factor;
    std::string text = fmt::format("  {}:\n    title: {}\n    paths: [{}]\n", factor.name,
                                   in_quotes(factor.title), fmt::join(factor.paths, ", "));
    if (!factor.complements.empty())
        text += fmt::format("    complements: [{}]\n", fmt::join(factor.complements, ", "));
    if (factor.how == Override::How::kScale) text += "    scale: true\n";
    return text + fmt::format("    values: [{}]\n", fmt::join(values, ", "));
}

}  // namespace

std::string draws_text(const CalibrationPlan& calibration, const RecordPosterior& drawn,
                       const std::string& name, const std::string& scenario, const std::string& policy) {
    const Posterior& posterior = drawn.posterior;
    const std::vector<std::size_t> chosen = equally_likely(posterior, posterior.draws.size());
    std::string text = fmt::format(
        "# What the moments of {} leave open: {} draws, worth {:.0f} independent ones, written by\n"
        "# `offramp calibrate`. All are equally likely; one that weighs more stands there more than once.\n"
        "name: {}\ntitle: {}\nscenario: {}\n",
        calibration.name, chosen.size(), posterior.effective, name,
        in_quotes("What the record leaves open: " + calibration.title), in_quotes(scenario));
    if (!policy.empty()) text += fmt::format("policies: [{}]\n", in_quotes(policy));
    text +=
        fmt::format("seed: {}\ncampaigns: {}\ndesign: list\nfactors:\n", calibration.seed, kCampaignsOfDraw);
    for (std::size_t k = 0; k < calibration.parameters.size(); ++k) {
        const CalibrationParameter& parameter = calibration.parameters[k];
        std::vector<std::string> values;
        for (const std::size_t place : chosen)
            values.push_back(
                value_text(parameter.factor.kind, parameter.value(posterior.draws[place].at[k])));
        text += factor_text(parameter, values);
    }
    return text;
}

}  // namespace offramp
