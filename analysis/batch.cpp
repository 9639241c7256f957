// SPDX-License-Identifier: Apache-2.0
#include "analysis/batch.hpp"

#include <utility>

namespace offramp {

CampaignSummary CampaignWorker::run(std::uint64_t campaign, Trajectory* record) {
    try {
        if (!run_) run_ = (*make_)();
        return run_(campaign, record);
    } catch (...) {
        run_ = nullptr;  // its state may be broken
        throw;
    }
}

namespace {

/// The outcomes of campaigns and the text of those that are recorded, which is written when merged.
struct OutcomesAndText {
    const TrajectoryOutput* output;
    OutcomeTotals totals;
    std::string text = {};

    void merge(const OutcomesAndText& later) {
        if (!later.text.empty()) output->write(later.text);
        totals.merge(later.totals);
    }
};

struct RecordingWorker {
    CampaignWorker campaigns;
    Trajectory record;
};

}  // namespace

BatchResult<OutcomeTotals> run_batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options,
                                     const TrajectoryOutput& trajectories) {
    const auto add = [&](RecordingWorker& worker, std::uint64_t campaign, OutcomesAndText& part) {
        const bool recorded = campaign - options.first < trajectories.count;
        OutcomeSample sample;
        auto failure = failure_of(campaign, [&] {
            sample = outcome_sample(worker.campaigns.run(campaign, recorded ? &worker.record : nullptr));
        });
        if (failure) {
            part.totals.add_failure(std::move(*failure));
            return;
        }
        part.totals.add(sample);
        if (recorded) trajectories.format(part.text, worker.record);
    };
    auto result = reduce_batch(
        options, OutcomesAndText{&trajectories, OutcomeTotals(war_rung)},
        [&] {
            return RecordingWorker{CampaignWorker(make_runner), {}};
        },
        add);
    return {std::move(result.totals.totals), result.done, result.complete};
}

}  // namespace offramp
