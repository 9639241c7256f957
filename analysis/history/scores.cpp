// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/scores.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {

double ranked_probability_score(CategoryForecast forecast, std::size_t observed) {
    ensure(observed < forecast.size(), "what happened is one of the forecast's categories");
    double score = 0.0;
    double below = 0.0;
    for (std::size_t k = 0; k + 1 < forecast.size(); ++k) {
        below += forecast[k];
        const double error = below - (observed <= k ? 1.0 : 0.0);
        score += error * error;
    }
    return score;
}

double log_score(CategoryForecast forecast, std::size_t observed) {
    ensure(observed < forecast.size(), "what happened is one of the forecast's categories");
    return -elementary::log(forecast[observed]);
}

std::vector<double> smoothed(CategoryForecast forecast, double size) {
    std::vector<double> result(forecast.begin(), forecast.end());
    const double total = size + 0.5 * static_cast<double>(forecast.size());
    for (double& p : result) p = (size * p + 0.5) / total;
    return result;
}

std::vector<double> cut_at(CategoryForecast forecast, std::size_t last) {
    if (last + 1 >= forecast.size()) return {forecast.begin(), forecast.end()};
    std::vector<double> result(forecast.begin(), forecast.begin() + static_cast<std::ptrdiff_t>(last) + 1);
    for (std::size_t k = last + 1; k < forecast.size(); ++k) result[last] += forecast[k];
    return result;
}

std::size_t forecast_quantile(CategoryForecast forecast, double p) {
    constexpr double kRounding = 1e-12;  // sums of probabilities miss their value by a few ulps
    double below = 0.0;
    for (std::size_t k = 0; k + 1 < forecast.size(); ++k) {
        below += forecast[k];
        if (below >= p - kRounding) return k;
    }
    return forecast.size() - 1;
}

CentralInterval central_interval(CategoryForecast forecast, double share) {
    CentralInterval interval{forecast_quantile(forecast, 0.5 * (1.0 - share)),
                             forecast_quantile(forecast, 0.5 * (1.0 + share)), 0.0};
    for (std::size_t k = interval.low; k <= interval.high; ++k) interval.probability += forecast[k];
    interval.probability = std::min(interval.probability, 1.0);
    return interval;
}

ForecastRank rank_of(CategoryForecast forecast, std::size_t observed) {
    ensure(observed < forecast.size(), "what happened is one of the forecast's categories");
    double below = 0.0;
    for (std::size_t k = 0; k < observed; ++k) below += forecast[k];
    return {std::min(below, 1.0), std::min(below + forecast[observed], 1.0)};
}

std::vector<double> rank_histogram(std::span<const ForecastRank> ranks, std::size_t bins) {
    std::vector<double> shares(bins, 0.0);
    const auto scale = static_cast<double>(bins);
    const auto each = 1.0 / static_cast<double>(std::max<std::size_t>(ranks.size(), 1));
    for (const ForecastRank& rank : ranks) {
        const double width = rank.high - rank.low;
        for (std::size_t k = 0; k < bins; ++k) {
            const double from = static_cast<double>(k) / scale;
            const double to = static_cast<double>(k + 1) / scale;
            if (width > 0.0) {
                const double shared = std::min(rank.high, to) - std::max(rank.low, from);
                shares[k] += each * std::max(shared, 0.0) / width;
            } else if ((rank.low >= from && rank.low < to) || (k + 1 == bins && rank.low >= to)) {
                shares[k] += each;  // the forecast held it impossible
            }
        }
    }
    return shares;
}

std::vector<double> distribution_of_days(std::span<const ObservedDay> days, std::size_t last) {
    std::vector<double> result(last + 1, 0.0);
    double surviving = 1.0;
    for (std::size_t day = 0; day < last; ++day) {
        double at_risk = 0.0;
        double happened = 0.0;
        for (const ObservedDay& one : days) {
            if (one.day >= day) at_risk += one.weight;
            if (one.day == day && one.happened) happened += one.weight;
        }
        if (happened == 0.0) continue;
        result[day] = surviving * happened / at_risk;
        surviving -= result[day];
    }
    result[last] = std::max(surviving, 0.0);
    return result;
}

}  // namespace offramp
