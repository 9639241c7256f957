// SPDX-License-Identifier: Apache-2.0
#include "analysis/tail_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace offramp {
namespace {
constexpr int kBinShift = 32 - 6;  // from units of 2^-32 to bins of 2^-6
}

void TailHistogram::add(Fixed value) {
    Bin& bin = bins_[value >> kBinShift];  // an arithmetic shift rounds down, below zero too
    ++bin.count;
    bin.sum.add(value);
    ++count_;
}

void TailHistogram::merge(const TailHistogram& other) {
    for (const auto& [key, bin] : other.bins_) {
        Bin& mine = bins_[key];
        mine.count += bin.count;
        mine.sum.merge(bin.sum);
    }
    count_ += other.count_;
}

Estimate TailHistogram::lower_tail_mean(double share, const RareEvent& loss) const {
    Estimate estimate;
    estimate.sample_size = count_;
    const long double wanted = static_cast<long double>(share) * static_cast<long double>(count_);
    if (wanted < 1.0L) return estimate;
    long double taken = 0;
    long double sum = 0;
    long double squares = 0;
    long double quantile = 0;
    for (const auto& [key, bin] : bins_) {
        const long double mean = bin.sum.value() / static_cast<long double>(bin.count);
        const long double count = std::min(wanted - taken, static_cast<long double>(bin.count));
        taken += count;
        sum += count * mean;
        squares += count * mean * mean;
        quantile = mean;
        if (taken >= wanted) break;
    }
    const long double tail_mean = sum / wanted;
    estimate.value = static_cast<double>(tail_mean);
    if (wanted < 2.0L) return without_interval(estimate, NoInterval::kTooFew);
    const long double tail_variance = std::max(0.0L, squares / wanted - tail_mean * tail_mean);
    const long double distance = quantile - tail_mean;
    const long double variance =
        (tail_variance + (1 - static_cast<long double>(share)) * distance * distance) / (wanted - 1);
    const double lower =
        unseen_squared({loss.seen, loss.size / share}, static_cast<double>(count_), kNormal975);
    Estimate interval = student_interval(*estimate.value, static_cast<double>(std::sqrt(variance)),
                                         static_cast<double>(wanted), 0.0, lower, kNormal975);
    if (variance <= 0 && lower <= 0.0) return without_interval(estimate, NoInterval::kSame);
    interval.sample_size = count_;
    return interval;
}

}  // namespace offramp
