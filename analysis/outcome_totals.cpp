// SPDX-License-Identifier: Apache-2.0
#include "analysis/outcome_totals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/crisis/quantal_response.hpp"

namespace offramp {
namespace {

constexpr std::size_t kValues = place_of(&CampaignSummary::value);
constexpr std::size_t kWar = place_of(&CampaignSummary::war);
constexpr std::size_t kWarByAccident = place_of(&CampaignSummary::war_by_accident);
constexpr std::size_t kRungs = place_of(&CampaignSummary::highest_rung);

double value_in(const CampaignNumber& number, const CampaignSummary& summary, std::size_t copy) {
    return std::visit(
        [&]<class Member>(Member member) -> double {
            if constexpr (std::is_same_v<Member, std::monostate>) {
                return 1.0;
            } else if constexpr (requires { (summary.*member)[copy]; }) {
                return (summary.*member)[copy];
            } else {
                return summary.*member;
            }
        },
        number);
}

/// Place of the unordered pair (a, b) in the lower triangle, row by row.
constexpr std::size_t pair_index(std::size_t a, std::size_t b) {
    return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
}

void raise(std::array<double, 2>& most, const std::array<double, 2>& others) {
    for (std::size_t i = 0; i < most.size(); ++i) most[i] = std::max(most[i], others[i]);
}

}  // namespace

OutcomeSample outcome_sample(const CampaignSummary& summary) {
    OutcomeSample sample;
    auto next = sample.fixed.begin();
    for (const auto& [number, unit] : kSummedNumbers) {
        for (std::size_t copy = 0; copy < copies(number); ++copy)
            *next++ = to_fixed(value_in(number, summary, copy) / unit);
    }
    if (!(summary.residual <= kPlayTolerance)) {
        throw RuntimeFailure(fmt::format(
            "a game was not solved: strategies lie {:.2g} from the responses to them", summary.residual));
    }
    sample.highest_rung = summary.highest_rung;
    sample.war = summary.war;
    sample.war_by_accident = summary.war_by_accident;
    sample.residual = summary.residual;
    sample.war_cost = summary.war_cost;
    sample.toll = toll_sample(summary);
    return sample;
}

void write_numbers(const OutcomeSample& sample, int war_rung, std::span<Fixed> numbers) {
    ensure(numbers.size() == campaign_numbers(war_rung), "there is room for every number of a campaign");
    const auto event = [](bool happened) { return happened ? to_fixed(1.0) : Fixed{0}; };
    std::copy(sample.fixed.begin(), sample.fixed.end(), numbers.begin());
    numbers[kWar] = event(sample.war);
    numbers[kWarByAccident] = event(sample.war_by_accident);
    for (int rung = 1; rung <= war_rung; ++rung)
        numbers[kRungs + static_cast<std::size_t>(rung) - 1] = event(sample.highest_rung >= rung);
}

void Failures::merge(const Failures& other) {
    count += other.count;
    first.insert(first.end(), other.first.begin(), other.first.end());
    std::ranges::sort(first, {}, &FailedCampaign::campaign);
    if (first.size() > kKept) first.resize(kKept);
}

OutcomeTotals::OutcomeTotals(int war_rung) : rungs_(static_cast<std::size_t>(war_rung) + 1) {
    ensure(war_rung >= 1, "a ladder leads from peace to war");
}

void OutcomeTotals::add(const OutcomeSample& sample) {
    ensure(sample.highest_rung >= 0 && sample.highest_rung <= war_rung(),
           "the highest rung is on the ladder");
    ++campaigns_;
    wars_ += sample.war ? 1U : 0U;
    wars_by_accident_ += sample.war_by_accident ? 1U : 0U;
    ++rungs_[static_cast<std::size_t>(sample.highest_rung)];
    std::size_t pair = 0;
    for (std::size_t a = 0; a < kQuantities; ++a) {
        sums_[a].add(sample.fixed[a]);
        for (std::size_t b = 0; b <= a; ++b, ++pair) products_[pair].add(sample.fixed[a], sample.fixed[b]);
    }
    for (std::size_t actor = 0; actor < values_.size(); ++actor)
        values_[actor].add(sample.fixed[kValues + actor]);
    toll_.add(sample.toll);
    largest_residual_ = std::max(largest_residual_, sample.residual);
    raise(war_cost_, sample.war_cost);
}

void OutcomeTotals::merge(const OutcomeTotals& other) {
    ensure(rungs_.size() == other.rungs_.size(), "merged totals have the same ladder");
    campaigns_ += other.campaigns_;
    wars_ += other.wars_;
    wars_by_accident_ += other.wars_by_accident_;
    for (std::size_t rung = 0; rung < rungs_.size(); ++rung) rungs_[rung] += other.rungs_[rung];
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i].merge(other.sums_[i]);
    for (std::size_t i = 0; i < products_.size(); ++i) products_[i].merge(other.products_[i]);
    for (std::size_t actor = 0; actor < values_.size(); ++actor) values_[actor].merge(other.values_[actor]);
    toll_.merge(other.toll_);
    largest_residual_ = std::max(largest_residual_, other.largest_residual_);
    raise(war_cost_, other.war_cost_);
    failures_.merge(other.failures_);
    left_out_ += other.left_out_;
}

std::uint64_t OutcomeTotals::reached(int rung) const {
    std::uint64_t count = 0;
    for (std::size_t r = static_cast<std::size_t>(std::max(rung, 0)); r < rungs_.size(); ++r)
        count += rungs_[r];
    return count;
}

std::uint64_t OutcomeTotals::events(std::size_t place) const {
    if (place < kQuantities) return static_cast<std::uint64_t>(sums_[place].value());
    if (place == kWar) return wars_;
    if (place == kWarByAccident) return wars_by_accident_;
    return reached(static_cast<int>(place - kRungs) + 1);
}

PairSums OutcomeTotals::pair_sums(std::size_t numerator, std::size_t denominator) const {
    return {.count = campaigns_,
            .numerator = sums_.at(numerator).value(),
            .denominator = sums_.at(denominator).value(),
            .numerator_squared = products_.at(pair_index(numerator, numerator)).value(),
            .denominator_squared = products_.at(pair_index(denominator, denominator)).value(),
            .product = products_.at(pair_index(numerator, denominator)).value()};
}

Estimate OutcomeTotals::value_tail_mean(std::size_t actor) const {
    return values_.at(actor).lower_tail_mean(kTailShare, war_of(actor));
}

}  // namespace offramp
