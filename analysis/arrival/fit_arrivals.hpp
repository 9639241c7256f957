// SPDX-License-Identifier: Apache-2.0
// Which model of arrivals fits a series best, and with what parameters.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/arrival/arrival_model.hpp"
#include "analysis/arrival/residual_test.hpp"
#include "analysis/interval.hpp"

namespace offramp {

/// A fit by maximum likelihood. Intervals are Wald's on a scale without ends (logarithm, or log odds of the
/// branching), from the observed information; empty where the data do not curve the likelihood: at an end of
/// the range, and of the memory where there is no branching.
struct ArrivalFit {
    ArrivalModel model = ArrivalModel::kPoisson;
    ArrivalParameters parameters;
    Estimate background;  ///< a day
    Estimate branching;   ///< empty without self-excitation, as is `memory`
    Estimate memory;      ///< days
    Estimate size;        ///< empty for Poisson models
    Estimate mean_rate;   ///< a day
    int free_parameters = 0;
    double log_likelihood = 0.0;
    double aic = 0.0;  ///< Akaike's information criterion: 2 free - 2 log-likelihood
    bool converged = false;
    int evaluations = 0;
    ResidualTest residuals;
};

ArrivalFit fit_arrivals(const CountSeries& series, ArrivalModel model);
ArrivalFit fit_arrivals(const EventTimes& events, ArrivalModel model);  ///< without has_size()

/// All that is said of a series.
struct ArrivalStudy {
    Arrivals arrivals;
    std::optional<CountShape> shape;  ///< of counts
    std::vector<ArrivalFit> fits;     ///< of the models that the series allows, the simplest first

    const ArrivalFit& best() const;  ///< by AIC
};

/// Throws InputError where the series is too short or holds nothing at all. `source`: its file, for messages.
ArrivalStudy study_arrivals(Arrivals arrivals, const std::string& source);

nlohmann::ordered_json to_json(const ArrivalStudy& study);

}  // namespace offramp
