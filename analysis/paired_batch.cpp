// SPDX-License-Identifier: Apache-2.0
#include "analysis/paired_batch.hpp"

#include "engine/base/error.hpp"

namespace offramp {

PairedTotals::PairedTotals(std::size_t policies, int war_rung)
    : totals_(policies, OutcomeTotals(war_rung)),
      durations_(policies),
      endings_(policies),
      differing_(policies),
      changed_(policies * campaign_numbers(war_rung)),
      change_(changed_.size()),
      joint_(policies == 0 ? 0 : policies - 1, JointSums(2 * campaign_numbers(war_rung))) {
    ensure(policies >= 1, "there is a baseline");
}

void PairedTotals::add(std::uint64_t campaign, std::span<const CampaignSummary> summaries) {
    ensure(summaries.size() == policies(), "there is a summary for each policy");
    std::vector<OutcomeSample> samples;
    samples.reserve(summaries.size());
    for (const CampaignSummary& summary : summaries) samples.push_back(outcome_sample(summary));
    const std::size_t each = campaign_numbers(war_rung());
    std::vector<Fixed> numbers(2 * each);
    const auto own = std::span(numbers).first(each);
    const auto baseline = std::span(numbers).last(each);
    write_numbers(samples.front(), war_rung(), baseline);
    for (std::size_t p = 0; p < samples.size(); ++p) {
        write_numbers(samples[p], war_rung(), own);
        if (p > 0) joint_[p - 1].add(numbers);
        totals_[p].add(samples[p]);
        durations_[p].add(campaign, summaries[p]);
        endings_[p].add(campaign, summaries[p]);
        const bool same = samples[p] == samples.front() &&
                          summaries[p].durations == summaries.front().durations &&
                          summaries[p].endings == summaries.front().endings;
        differing_[p] += same ? 0U : 1U;
        for (std::size_t k = 0; k < each; ++k) {
            const Fixed change = own[k] - baseline[k];
            changed_[place(p, k)] += change != 0 ? 1U : 0U;
            change_[place(p, k)].add(change < 0 ? -change : change);
        }
    }
}

void PairedTotals::add_failures(std::vector<std::optional<FailedCampaign>> failures) {
    ensure(failures.size() == policies(), "there is a failure, or none, for each policy");
    for (std::size_t p = 0; p < failures.size(); ++p) {
        std::optional<FailedCampaign>& failure = failures[p];
        if (failure) {
            totals_[p].add_failure(std::move(*failure));
        } else {
            totals_[p].leave_out();
        }
    }
}

void PairedTotals::merge(const PairedTotals& other) {
    ensure(policies() == other.policies(), "merged totals have the same policies");
    for (std::size_t p = 0; p < joint_.size(); ++p) joint_[p].merge(other.joint_[p]);
    for (std::size_t k = 0; k < changed_.size(); ++k) {
        changed_[k] += other.changed_[k];
        change_[k].merge(other.change_[k]);
    }
    for (std::size_t p = 0; p < policies(); ++p) {
        totals_[p].merge(other.totals_[p]);
        durations_[p].merge(other.durations_[p]);
        endings_[p].merge(other.endings_[p]);
        differing_[p] += other.differing_[p];
    }
}

PairedCampaigns::PairedCampaigns(std::span<const MakeRunner> runners)
    : workers_(runners.begin(), runners.end()), summaries_(runners.size()) {}

bool PairedCampaigns::add(PairedTotals& totals, std::uint64_t campaign, std::span<Trajectory> records) {
    std::vector<std::optional<FailedCampaign>> failures(workers_.size());
    bool failed = false;
    for (std::size_t p = 0; p < workers_.size(); ++p) {
        failures[p] = failure_of(campaign, [&] {
            summaries_[p] = workers_[p].run(campaign, records.empty() ? nullptr : &records[p]);
            outcome_sample(summaries_[p]);  // throws here, where the policy is known
        });
        failed = failed || failures[p];
    }
    if (failed) {
        totals.add_failures(std::move(failures));
        return false;
    }
    totals.add(campaign, summaries_);
    return true;
}

void PairedCampaigns::replay(std::size_t policy, std::uint64_t campaign, Trajectory& record) {
    workers_.at(policy).run(campaign, &record);
}

BatchResult<PairedTotals> run_paired_batch(std::span<const MakeRunner> runners, int war_rung,
                                           const BatchOptions& options) {
    return reduce_batch(
        options, PairedTotals(runners.size(), war_rung), [&] { return PairedCampaigns(runners); },
        [](PairedCampaigns& campaigns, std::uint64_t campaign, PairedTotals& part) {
            campaigns.add(part, campaign);
        });
}

}  // namespace offramp
