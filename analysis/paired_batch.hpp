// SPDX-License-Identifier: Apache-2.0
// Runs the same campaigns under several policies, so that what differs between them is the policy.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/batch.hpp"
#include "analysis/endings_by_kind.hpp"
#include "analysis/joint_sums.hpp"
#include "analysis/outcome_totals.hpp"
#include "analysis/survival.hpp"

namespace offramp {

/// What the campaigns come to under each policy and between policies. Merging is exact.
class PairedTotals {
  public:
    /// `policies`: how many; the first is the baseline. All have the same ladder, `war_rung` its top.
    PairedTotals(std::size_t policies, int war_rung);

    /// A campaign under each policy. Throws RuntimeFailure, and adds nothing, for a summary that cannot be
    /// summed.
    void add(std::uint64_t campaign, std::span<const CampaignSummary> summaries);
    /// A campaign that failed under one policy or more; it is left out under all.
    void add_failures(std::vector<std::optional<FailedCampaign>> failures);
    void merge(const PairedTotals& other);

    std::size_t policies() const { return totals_.size(); }
    int war_rung() const { return totals_.front().war_rung(); }
    std::uint64_t campaigns() const { return totals_.front().campaigns(); }
    const OutcomeTotals& totals(std::size_t policy) const { return totals_.at(policy); }
    const DurationTotals& durations(std::size_t policy) const { return durations_.at(policy); }
    const EndingTotals& endings(std::size_t policy) const { return endings_.at(policy); }
    std::uint64_t differing(std::size_t policy) const {
        return differing_.at(policy);
    }  ///< campaigns whose summary is not that of the baseline

    /// Campaigns in which a number is not what it is under the baseline.
    std::uint64_t changed(std::size_t policy, std::size_t number) const {
        return changed_.at(place(policy, number));
    }

    /// By how much a number is another than under the baseline, summed over campaigns without its sign.
    long double change(std::size_t policy, std::size_t number) const {
        return change_.at(place(policy, number)).value();
    }

    /// Over campaigns, of the numbers under a policy (not the baseline), and after them of those under the
    /// baseline. Policies are not summed with each other: that would grow with the square of their number.
    const JointSums& joint(std::size_t policy) const { return joint_.at(policy - 1); }

    friend bool operator==(const PairedTotals&, const PairedTotals&) = default;

  private:
    std::vector<OutcomeTotals> totals_;
    std::vector<DurationTotals> durations_;
    std::vector<EndingTotals> endings_;
    std::vector<std::uint64_t> differing_;
    std::vector<std::uint64_t> changed_;  // by place()
    std::vector<ExactSum> change_;        // by place()
    std::vector<JointSums> joint_;        // of the policies but the baseline

    std::size_t place(std::size_t policy, std::size_t number) const {
        return policy * campaign_numbers(war_rung()) + number;
    }
};

/// Runs campaigns under every policy, one at a time. Used by one thread.
class PairedCampaigns {
  public:
    /// `runners`: of each policy, the baseline first; they must outlive it.
    explicit PairedCampaigns(std::span<const MakeRunner> runners);

    /// Adds the campaign to `totals`, recorded for each policy where `records` is not empty. A runner that
    /// throws makes it a failed campaign, left out under every policy, and the result false.
    bool add(PairedTotals& totals, std::uint64_t campaign, std::span<Trajectory> records = {});

    /// Of the last campaign that did not fail.
    std::span<const CampaignSummary> summaries() const { return summaries_; }

    /// A campaign that did not fail before, once more, and recorded.
    void replay(std::size_t policy, std::uint64_t campaign, Trajectory& record);

  private:
    std::vector<CampaignWorker> workers_;
    std::vector<CampaignSummary> summaries_;
};

/// `runners`: of each policy, the baseline first. Otherwise as run_batch().
BatchResult<PairedTotals> run_paired_batch(std::span<const MakeRunner> runners, int war_rung,
                                           const BatchOptions& options);

}  // namespace offramp
