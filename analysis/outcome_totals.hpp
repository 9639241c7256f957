// SPDX-License-Identifier: Apache-2.0
// What a batch of campaigns adds up to. Merging is exact: any split of the campaigns gives the same totals.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/exact_sum.hpp"
#include "analysis/interval.hpp"
#include "analysis/outcome_table.hpp"
#include "analysis/reckoning.hpp"
#include "analysis/tail_histogram.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// A campaign ready to be added: checked and rounded to 2^-32.
struct OutcomeSample {
    std::array<Fixed, kQuantities> fixed{};
    std::int32_t highest_rung = 0;
    bool war = false;
    bool war_by_accident = false;
    double residual = 0.0;
    std::array<double, 2> war_cost{};
    TollSample toll;

    friend bool operator==(const OutcomeSample&, const OutcomeSample&) = default;
};

/// Throws RuntimeFailure for a summary with a value that cannot be summed, or of a campaign in which a game
/// was not solved to its tolerance.
OutcomeSample outcome_sample(const CampaignSummary& summary);

/// Writes the numbers of a campaign, each to its place; `numbers` has room for campaign_numbers(war_rung).
void write_numbers(const OutcomeSample& sample, int war_rung, std::span<Fixed> numbers);

/// A campaign that could not be simulated.
struct FailedCampaign {
    std::uint64_t campaign = 0;
    std::string message;
    static void fields(auto& archive, auto& self) { archive(self.campaign, self.message); }
    friend bool operator==(const FailedCampaign&, const FailedCampaign&) = default;
};

/// How many campaigns failed, and those of the lowest numbers, in whatever order they came.
struct Failures {
    static constexpr std::size_t kKept = 5;
    std::uint64_t count = 0;
    std::vector<FailedCampaign> first;  ///< by number

    void merge(const Failures& other);

    static void fields(auto& archive, auto& self) { archive(self.count, self.first); }
    friend bool operator==(const Failures&, const Failures&) = default;
};

class OutcomeTotals {
  public:
    static constexpr double kTailShare = 0.05;

    /// `war_rung`: the ladder's top.
    explicit OutcomeTotals(int war_rung);

    void add(const OutcomeSample& sample);
    void add_failure(FailedCampaign failure) { failures_.merge({1, {std::move(failure)}}); }
    /// A campaign that did not fail, but did so under another policy that is compared.
    void leave_out() { ++left_out_; }
    void merge(const OutcomeTotals& other);  ///< of the same ladder

    int war_rung() const { return static_cast<int>(rungs_.size()) - 1; }
    std::uint64_t campaigns() const { return campaigns_; }  ///< without the failed ones and those left out
    std::uint64_t reached(int rung) const;          ///< campaigns whose highest rung is at least `rung`
    std::uint64_t events(std::size_t place) const;  ///< the sum of a number that is 0 or 1
    double largest_residual() const { return largest_residual_; }
    std::uint64_t failed() const { return failures_.count; }
    /// Whether campaigns are missing, so that those that are summed are no fair sample.
    bool censored() const { return failed() + left_out_ > 0; }
    std::span<const FailedCampaign> first_failures() const { return failures_.first; }

    /// War as an event that lowers the payoff of an actor.
    RareEvent war_of(std::size_t actor) const { return {static_cast<double>(wars_), war_cost_.at(actor)}; }

    PairSums pair_sums(std::size_t numerator, std::size_t denominator) const;  ///< places below kQuantities
    const TollTotals& toll() const { return toll_; }                           ///< reckoned beside simulated
    Estimate value_tail_mean(std::size_t actor) const;                         ///< of the worst 5 %

    /// Everything that it holds, in order, for totals_codec.hpp.
    static void fields(auto& archive, auto& self) {
        archive(self.campaigns_, self.wars_, self.wars_by_accident_, self.rungs_, self.sums_, self.products_,
                self.values_, self.toll_, self.largest_residual_, self.war_cost_, self.failures_,
                self.left_out_);
    }

    friend bool operator==(const OutcomeTotals&, const OutcomeTotals&) = default;

  private:
    std::uint64_t campaigns_ = 0;
    std::uint64_t wars_ = 0;
    std::uint64_t wars_by_accident_ = 0;
    std::vector<std::uint64_t> rungs_;  // campaigns by highest rung
    std::array<ExactSum, kQuantities> sums_{};
    std::array<ExactProductSum, kQuantities*(kQuantities + 1) / 2> products_{};  // of each unordered pair
    std::array<TailHistogram, 2> values_;
    TollTotals toll_;
    double largest_residual_ = 0.0;
    std::array<double, 2> war_cost_{};  // the most in any campaign
    Failures failures_;
    std::uint64_t left_out_ = 0;
};

}  // namespace offramp
