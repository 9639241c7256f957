// SPDX-License-Identifier: Apache-2.0
// Models of how incidents arrive, and how likely they make what was seen.
//
// The four are one: incidents come by themselves, and each sets off others for a while after it (Hawkes
// 1971); the counts of a period scatter round what is expected as a Poisson or a negative binomial variable.
#pragma once

#include <string_view>
#include <vector>

#include "analysis/arrival/arrivals.hpp"

namespace offramp {

enum class ArrivalModel {
    kPoisson,
    kNegativeBinomial,
    kHawkes,                  ///< Poisson given the past
    kNegativeBinomialHawkes,  ///< negative binomial given the past; counts only
};

std::string_view to_string(ArrivalModel model);  ///< "poisson", "negative_binomial", ...

constexpr bool is_self_exciting(ArrivalModel model) {
    return model == ArrivalModel::kHawkes || model == ArrivalModel::kNegativeBinomialHawkes;
}
constexpr bool has_size(ArrivalModel model) {
    return model == ArrivalModel::kNegativeBinomial || model == ArrivalModel::kNegativeBinomialHawkes;
}

struct ArrivalParameters {
    double background = 0.0;  ///< arrivals a day by themselves, > 0
    double branching = 0.0;   ///< how many others one sets off in the mean, [0, 1)
    double memory = 1.0;      ///< mean delay of those, days, > 0: the engine's excitation_decay
    /// k of the negative binomial: variance = mean + mean^2 / k, > 0; not used without has_size().
    double size = 0.0;

    double mean_rate() const { return background / (1.0 - branching); }  ///< a day, in stationarity
};

/// Expected counts of the periods given those before: background * width + branching * E, where E, the
/// exponentially weighted mean of the counts so far, is at first the mean of the series. A Hawkes process
/// seen in periods (Ferland, Latour, Oraichi 2006: INGARCH; Kirchner 2016).
std::vector<double> expected_counts(const CountSeries& series, const ArrivalParameters& parameters);

double log_likelihood(const CountSeries& series, ArrivalModel model, const ArrivalParameters& parameters);

/// Of event times, from an empty past, by the recursion of Ogata (1981). Models without has_size().
double log_likelihood(const EventTimes& events, const ArrivalParameters& parameters);

/// Expected numbers of events between one event and the next, the first counted from the start: with the
/// right model independent and exponential with mean 1 (time rescaling: Ogata 1988; Brown et al. 2002).
std::vector<double> rescaled_gaps(const EventTimes& events, const ArrivalParameters& parameters);

/// The probability of at most `count` where `expected` are expected; 0 for negative counts.
double count_distribution(int count, double expected, ArrivalModel model, double size);

}  // namespace offramp
