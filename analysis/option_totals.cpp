// SPDX-License-Identifier: Apache-2.0
#include "analysis/option_totals.hpp"

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// The payoffs of a campaign, rounded to 2^-32.
struct PayoffSample {
    std::array<Fixed, 2> value{};
    std::array<Fixed, 2> presence{};
    std::array<std::array<Fixed, 2>, kPayoffParts> parts{};
};

PayoffSample payoff_sample(const CampaignSummary& summary) {
    PayoffSample sample;
    for (std::size_t i = 0; i < 2; ++i) {
        sample.value[i] = to_fixed(summary.value[i]);
        sample.presence[i] = to_fixed(summary.mean_presence[i]);
        for (std::size_t part = 0; part < kPayoffParts; ++part) {
            sample.parts[part][i] = to_fixed(summary.parts[part][i]);
        }
    }
    return sample;
}

void add_difference(PairTotals& totals, const PayoffSample& first, const PayoffSample& second) {
    ++totals.campaigns;
    for (std::size_t i = 0; i < 2; ++i) {
        totals.value[i].add(first.value[i] - second.value[i]);
        for (std::size_t part = 0; part < kPayoffParts; ++part) {
            const Fixed difference = first.parts[part][i] - second.parts[part][i];
            if (difference != 0) totals.parts[part][i].add(difference);
        }
    }
}

void merge_each(std::array<Moments, 2>& mine, const std::array<Moments, 2>& others) {
    for (std::size_t i = 0; i < mine.size(); ++i) mine[i].merge(others[i]);
}

constexpr std::size_t kIdle = static_cast<std::size_t>(-1);

}  // namespace

Estimate Moments::mean(std::uint64_t count) const {
    PairSums sums;
    sums.count = count;
    sums.numerator = sum.value();
    sums.numerator_squared = squares.value();
    // Terms are whole units: what is no more than a few of them is 0, what varies by no more is the same in
    // all.
    const auto n = static_cast<long double>(count);
    const long double negligible = 4 * n * static_cast<long double>(kFixedUnit * kFixedUnit);
    if (sums.numerator_squared <= negligible) sums.numerator = sums.numerator_squared = 0;
    const long double alike = count == 0 ? 0 : sums.numerator * sums.numerator / n;
    if (sums.numerator_squared - alike <= negligible) sums.numerator_squared = alike;
    sums.denominator = sums.denominator_squared = static_cast<long double>(count);
    sums.product = sums.numerator;
    return ratio(sums);
}

OptionTotals::OptionTotals(std::size_t options, std::vector<OptionPair> pairs)
    : levels_(options), pairs_(std::move(pairs)), differences_(pairs_.size()) {}

void OptionTotals::add(std::span<const std::size_t> live, std::span<const CampaignSummary> summaries) {
    ensure(live.size() == summaries.size(), "there is a summary for each live option");
    std::vector<PayoffSample> samples;
    samples.reserve(live.size());
    for (const CampaignSummary& summary : summaries) samples.push_back(payoff_sample(summary));
    std::vector<std::size_t> place(levels_.size(), kIdle);
    for (std::size_t k = 0; k < live.size(); ++k) {
        place.at(live[k]) = k;
        LevelTotals& level = levels_[live[k]];
        ++level.campaigns;
        level.wars += summaries[k].war ? 1U : 0U;
        for (std::size_t i = 0; i < 2; ++i) {
            level.value[i].add(samples[k].value[i]);
            level.presence[i].add(samples[k].presence[i]);
        }
    }
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
        const std::size_t first = place[pairs_[p].first];
        const std::size_t second = place[pairs_[p].second];
        if (first != kIdle && second != kIdle)
            add_difference(differences_[p], samples[first], samples[second]);
    }
}

void OptionTotals::merge(const OptionTotals& other) {
    ensure(levels_.size() == other.levels_.size() && pairs_ == other.pairs_,
           "merged totals are about the same options");
    for (std::size_t k = 0; k < levels_.size(); ++k) {
        levels_[k].campaigns += other.levels_[k].campaigns;
        levels_[k].wars += other.levels_[k].wars;
        merge_each(levels_[k].value, other.levels_[k].value);
        merge_each(levels_[k].presence, other.levels_[k].presence);
    }
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
        differences_[p].campaigns += other.differences_[p].campaigns;
        merge_each(differences_[p].value, other.differences_[p].value);
        for (std::size_t part = 0; part < kPayoffParts; ++part)
            merge_each(differences_[p].parts[part], other.differences_[p].parts[part]);
    }
    failures_.merge(other.failures_);
}

}  // namespace offramp
