#include "analysis/outcome_totals.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"

namespace offramp {
namespace {

std::array<double, kQuantities> quantities_of(const CampaignSummary& s) {
    std::array<double, kQuantities> values{};
    const auto set = [&](Quantity quantity, double value) {
        values[static_cast<std::size_t>(quantity)] = value;
    };
    set(Quantity::kOne, 1.0);
    set(Quantity::kYears, s.observed_hours / kHoursPerYear);
    set(Quantity::kIncidents, s.incidents);
    set(Quantity::kCrises, s.crises);
    set(Quantity::kCrisesEnded, s.crises_ended);
    set(Quantity::kSettled, s.settled);
    set(Quantity::kBackedDown0, s.backed_down[0]);
    set(Quantity::kBackedDown1, s.backed_down[1]);
    set(Quantity::kFaded, s.faded);
    set(Quantity::kRounds, s.rounds);
    set(Quantity::kAccidents, s.accidents);
    set(Quantity::kHarms, s.harms);
    set(Quantity::kCrisisHours, s.crisis_hours);
    set(Quantity::kCalls, s.calls);
    set(Quantity::kCallsAnswered, s.calls_answered);
    set(Quantity::kCrisesWithContact, s.crises_with_contact);
    set(Quantity::kHoursToFirstContact, s.hours_to_first_contact);
    set(Quantity::kMisperceptions, s.misperceptions);
    set(Quantity::kFrozenDays, s.frozen_hours / kHoursPerDay);
    set(Quantity::kFrozenChannelDays, s.frozen_channel_hours / kHoursPerDay);
    set(Quantity::kCooperationKept, s.cooperation_kept);
    set(Quantity::kTension, s.mean_tension);
    set(Quantity::kContactsHeld, s.contacts_held);
    set(Quantity::kPresence0, s.mean_presence[0]);
    set(Quantity::kPresence1, s.mean_presence[1]);
    set(Quantity::kUnpredictability0, s.mean_unpredictability[0]);
    set(Quantity::kUnpredictability1, s.mean_unpredictability[1]);
    set(Quantity::kValue0, s.value[0]);
    set(Quantity::kValue1, s.value[1]);
    return values;
}

/// Place of the unordered pair (a, b) in the lower triangle, row by row.
constexpr std::size_t pair_index(std::size_t a, std::size_t b) {
    return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
}

constexpr std::size_t index_of(Quantity quantity) {
    return static_cast<std::size_t>(quantity);
}

}  // namespace

OutcomeSample outcome_sample(const CampaignSummary& summary) {
    OutcomeSample sample;
    const auto values = quantities_of(summary);
    std::transform(values.begin(), values.end(), sample.fixed.begin(), to_fixed);
    if (!std::isfinite(summary.residual))
        throw RuntimeFailure("a stage game was not solved: its residual is no number");
    sample.highest_rung = summary.highest_rung;
    sample.war = summary.war;
    sample.war_by_accident = summary.war_by_accident;
    sample.residual = summary.residual;
    return sample;
}

void write_numbers(const OutcomeSample& sample, int war_rung, std::span<Fixed> numbers) {
    ensure(numbers.size() == campaign_numbers(war_rung), "there is room for every number of a campaign");
    const auto event = [](bool happened) { return happened ? to_fixed(1.0) : Fixed{0}; };
    std::copy(sample.fixed.begin(), sample.fixed.end(), numbers.begin());
    numbers[kWarEvent] = event(sample.war);
    numbers[kAccidentalWarEvent] = event(sample.war_by_accident);
    for (int rung = 1; rung <= war_rung; ++rung)
        numbers[reached_event(rung)] = event(sample.highest_rung >= rung);
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
    values_[0].add(sample.fixed[index_of(Quantity::kValue0)]);
    values_[1].add(sample.fixed[index_of(Quantity::kValue1)]);
    largest_residual_ = std::max(largest_residual_, sample.residual);
}

void OutcomeTotals::add_failure(FailedCampaign failure) {
    ++failed_;
    failures_.push_back(std::move(failure));
    trim_failures();
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
    largest_residual_ = std::max(largest_residual_, other.largest_residual_);
    failed_ += other.failed_;
    failures_.insert(failures_.end(), other.failures_.begin(), other.failures_.end());
    trim_failures();
}

void OutcomeTotals::trim_failures() {
    // The lowest numbers stay, whatever the order in which the failures came.
    std::sort(failures_.begin(), failures_.end(),
              [](const auto& a, const auto& b) { return a.campaign < b.campaign; });
    if (failures_.size() > kFailuresKept) failures_.resize(kFailuresKept);
}

std::uint64_t OutcomeTotals::reached(int rung) const {
    std::uint64_t count = 0;
    for (std::size_t r = static_cast<std::size_t>(std::max(rung, 0)); r < rungs_.size(); ++r)
        count += rungs_[r];
    return count;
}

std::uint64_t OutcomeTotals::events(std::size_t number) const {
    if (number == kWarEvent) return wars_;
    if (number == kAccidentalWarEvent) return wars_by_accident_;
    return reached(static_cast<int>(number - reached_event(0)));
}

PairSums OutcomeTotals::pair_sums(Quantity numerator, Quantity denominator) const {
    const std::size_t n = index_of(numerator);
    const std::size_t d = index_of(denominator);
    return {.count = campaigns_,
            .numerator = sums_[n].value(),
            .denominator = sums_[d].value(),
            .numerator_squared = products_[pair_index(n, n)].value(),
            .denominator_squared = products_[pair_index(d, d)].value(),
            .product = products_[pair_index(n, d)].value()};
}

Estimate OutcomeTotals::value_tail_mean(int actor) const {
    return values_.at(static_cast<std::size_t>(actor)).lower_tail_mean(kTailShare);
}

}  // namespace offramp
