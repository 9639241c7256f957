// SPDX-License-Identifier: Apache-2.0
// Scores of forecasts, and how well forecasts are calibrated. A forecast is a distribution over ordered
// categories 0, 1, ..., n-1: rungs of a ladder, or whole days of which the last stands for "so late or later,
// or never".
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace offramp {

/// Probabilities of the categories; they sum to 1.
using CategoryForecast = std::span<const double>;

/// Sum over the category borders of the squared error of the cumulative forecast (Epstein 1969, unscaled):
/// 0 for certainty about what happened, at most n - 1. Over days it is the continuous ranked probability
/// score of the distribution, in days, with the threshold weight that counts nothing from the last category
/// on (Gneiting, Raftery 2007, eq. 20; Gneiting, Ranjan 2011): where every forecaster is cut at the same day,
/// it stays proper, which scores that end at the observation's own censoring do not (Rindt et al. 2022).
double ranked_probability_score(CategoryForecast forecast, std::size_t observed);

/// Minus the natural logarithm of the probability of what happened (Good 1952); infinite where that is 0.
double log_score(CategoryForecast forecast, std::size_t observed);

/// The probabilities of a sample of `size` drawn from it, with half an observation added to each category
/// (Krichevsky, Trofimov 1981): nothing seen in a finite sample is impossible.
std::vector<double> smoothed(CategoryForecast forecast, double size);

/// The categories from `last` on as one.
std::vector<double> cut_at(CategoryForecast forecast, std::size_t last);

/// The least category up to which the forecast has at least the share `p` in (0, 1).
std::size_t forecast_quantile(CategoryForecast forecast, double p);

/// From the quantile (1 - share) / 2 to that of (1 + share) / 2. Categories are coarse: what lies between has
/// `probability`, at least `share`.
struct CentralInterval {
    std::size_t low = 0;
    std::size_t high = 0;
    double probability = 0.0;
};
CentralInterval central_interval(CategoryForecast forecast, double share);

/// Where the observation lies in the forecast: between the probability of less and of at most that much.
struct ForecastRank {
    double low = 0.0;
    double high = 0.0;
};
ForecastRank rank_of(CategoryForecast forecast, std::size_t observed);

/// The probability integral transform's histogram for discrete data, without randomising (Czado, Gneiting,
/// Held 2009): each observation spreads over [low, high]. Shares of `bins` equal bins; each is near 1 / bins
/// where the forecasts are calibrated.
std::vector<double> rank_histogram(std::span<const ForecastRank> ranks, std::size_t bins);

/// A day on which something happened, or up to which it had not.
struct ObservedDay {
    std::size_t day = 0;
    bool happened = true;
    double weight = 1.0;
};

/// The distribution of the day by Kaplan and Meier (1958) over the categories 0, ..., last; what is not seen
/// to happen before `last` is put there.
std::vector<double> distribution_of_days(std::span<const ObservedDay> days, std::size_t last);

}  // namespace offramp
