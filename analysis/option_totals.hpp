// SPDX-License-Identifier: Apache-2.0
// What campaigns come to under several options, and how the options differ on the same campaigns.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/exact_sum.hpp"
#include "analysis/interval.hpp"
#include "analysis/outcome_totals.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// Sum and sum of squares of one number over campaigns.
struct Moments {
    ExactSum sum;
    ExactProductSum squares;

    void add(Fixed value) {
        sum.add(value);
        squares.add(value, value);
    }
    void merge(const Moments& other) {
        sum.merge(other.sum);
        squares.merge(other.squares);
    }
    Estimate mean(std::uint64_t count) const;  ///< with its 95 % interval
    friend bool operator==(const Moments&, const Moments&) = default;
};

/// Two options whose payoffs are compared: `first` less `second`, by position.
struct OptionPair {
    std::size_t first = 0;
    std::size_t second = 0;
    friend bool operator==(const OptionPair&, const OptionPair&) = default;
};

/// One option over the campaigns that were simulated under it.
struct LevelTotals {
    std::uint64_t campaigns = 0;
    std::uint64_t wars = 0;
    std::array<Moments, 2> value;
    std::array<Moments, 2> presence;
    friend bool operator==(const LevelTotals&, const LevelTotals&) = default;
};

/// The difference of two options over the campaigns that were simulated under both.
struct PairTotals {
    std::uint64_t campaigns = 0;
    std::array<Moments, 2> value;
    std::array<std::array<Moments, 2>, kPayoffParts> parts;
    friend bool operator==(const PairTotals&, const PairTotals&) = default;
};

/// Any split of the campaigns adds up to the same bits, and any option may sit out any campaign.
class OptionTotals {
  public:
    OptionTotals(std::size_t options, std::vector<OptionPair> pairs);

    /// A campaign under the options `live` (ascending); summaries[k] belongs to live[k]. Throws
    /// RuntimeFailure, and adds nothing, for a summary that cannot be summed.
    void add(std::span<const std::size_t> live, std::span<const CampaignSummary> summaries);
    /// A campaign that is left out under every option.
    void add_failure(FailedCampaign failure) { failures_.merge({1, {std::move(failure)}}); }
    void merge(const OptionTotals& other);

    std::size_t options() const { return levels_.size(); }
    const LevelTotals& level(std::size_t option) const { return levels_.at(option); }
    const std::vector<OptionPair>& pairs() const { return pairs_; }
    const PairTotals& pair(std::size_t position) const { return differences_.at(position); }
    std::uint64_t failed() const { return failures_.count; }
    std::span<const FailedCampaign> first_failures() const { return failures_.first; }

    friend bool operator==(const OptionTotals&, const OptionTotals&) = default;

  private:
    std::vector<LevelTotals> levels_;
    std::vector<OptionPair> pairs_;
    std::vector<PairTotals> differences_;
    Failures failures_;
};

}  // namespace offramp
