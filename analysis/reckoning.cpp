// SPDX-License-Identifier: Apache-2.0
#include "analysis/reckoning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "analysis/paired_interval.hpp"
#include "engine/trajectory/payoff_part.hpp"

namespace offramp {
namespace {

using Numbers = std::array<double, kTollNumbers>;

/// Payments that crises and harm bring about.
constexpr auto kCrisisParts = [] {
    using enum PayoffPart;
    return std::to_array({kStakes, kOpenMatters, kCalm, kAffronts, kWar, kAccidents, kStanding, kAudience,
                          kActions, kBreaches});
}();

Numbers numbers_of(const CrisisToll& toll) {
    return {toll.incidents, toll.crises, toll.harms, toll.loss[0], toll.loss[1]};
}

CrisisToll simulated_toll(const CampaignSummary& s) {
    CrisisToll toll{static_cast<double>(s.incidents), static_cast<double>(s.crises),
                    static_cast<double>(s.harms)};
    for (const PayoffPart part : kCrisisParts) {
        for (std::size_t i = 0; i < toll.loss.size(); ++i) toll.loss[i] -= s.parts[at(part)][i];
    }
    return toll;
}

// Seasons reckon with means: what is missed by less than this share is no reason to distrust a run.
constexpr double kTolerated = 0.02;

// The least distance from 0 in an interval that leaves 0 out.
double nearest(const Estimate& difference) {
    return std::min(std::abs(difference.low.value_or(0.0)), std::abs(difference.high.value_or(0.0)));
}

}  // namespace

TollSample toll_sample(const CampaignSummary& summary) {
    TollSample sample;
    const Numbers reckoned = numbers_of(summary.reckoned);
    const Numbers simulated = numbers_of(simulated_toll(summary));
    for (std::size_t k = 0; k < kTollNumbers; ++k) {
        sample.reckoned[k] = to_fixed(reckoned[k]);
        sample.simulated[k] = to_fixed(simulated[k]);
    }
    return sample;
}

void TollTotals::add(const TollSample& sample) {
    for (std::size_t k = 0; k < kTollNumbers; ++k) {
        const Fixed difference = sample.simulated[k] - sample.reckoned[k];
        reckoned_[k].add(sample.reckoned[k]);
        simulated_[k].add(sample.simulated[k]);
        squares_[k].add(difference, difference);
    }
}

void TollTotals::merge(const TollTotals& other) {
    for (std::size_t k = 0; k < kTollNumbers; ++k) {
        reckoned_[k].merge(other.reckoned_[k]);
        simulated_[k].merge(other.simulated_[k]);
        squares_[k].merge(other.squares_[k]);
    }
}

bool TollTotals::any_reckoned() const {
    return reckoned_ != std::array<ExactSum, kTollNumbers>{};
}

PairSums TollTotals::differences(std::size_t number, std::uint64_t campaigns) const {
    const long double sum = simulated_.at(number).value() - reckoned_.at(number).value();
    const auto count = static_cast<long double>(campaigns);
    return {.count = campaigns,
            .numerator = sum,
            .denominator = count,
            .numerator_squared = squares_.at(number).value(),
            .denominator_squared = count,
            .product = sum};
}

std::vector<ReckonedNumber> reckoning_of(const TollTotals& totals, std::uint64_t campaigns,
                                         const Names& names) {
    std::vector<ReckonedNumber> numbers;
    if (campaigns < 2 || !totals.any_reckoned()) return numbers;
    const std::array<std::string, kTollNumbers> called = {
        "incidents", "crises", "harms", "loss_" + names.actors[0], "loss_" + names.actors[1]};
    const auto count = static_cast<double>(campaigns);
    const double wider = bonferroni_95(kTollNumbers) / kNormal975;
    for (std::size_t k = 0; k < kTollNumbers; ++k) {
        ReckonedNumber number{called[k], totals.reckoned(k) / count, totals.simulated(k) / count,
                              ratio(totals.differences(k, campaigns))};
        Estimate& d = number.difference;
        if (d.value && d.low && d.high) {
            d.low = *d.value - wider * (*d.value - *d.low);
            d.high = *d.value + wider * (*d.high - *d.value);
            number.differs = *d.low > 0.0 || *d.high < 0.0;
        }
        numbers.push_back(std::move(number));
    }
    return numbers;
}

std::string reckoning_warnings(const std::string& policy, std::span<const ReckonedNumber> reckoning) {
    std::string lines;
    for (const ReckonedNumber& n : reckoning) {
        if (!n.differs || nearest(n.difference) < kTolerated * std::abs(n.simulated)) continue;
        lines += fmt::format(
            "offramp: policy {}: the season's games reckoned with {} {:.4g}, campaigns brought {:.4g} (by "
            "{:+.3g}, "
            "between {:+.3g} and {:+.3g})\n",
            policy, n.name, n.reckoned, n.simulated, n.difference.value.value_or(0.0),
            n.difference.low.value_or(0.0), n.difference.high.value_or(0.0));
    }
    return lines;
}

void to_json(nlohmann::ordered_json& json, const ReckonedNumber& number) {
    json = {{"name", number.name},
            {"reckoned", number.reckoned},
            {"simulated", number.simulated},
            {"difference", number.difference},
            {"differs", number.differs}};
}

}  // namespace offramp
