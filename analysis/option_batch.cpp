// SPDX-License-Identifier: Apache-2.0
#include "analysis/option_batch.hpp"

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Campaigns of a chunk under one option after another: the option's tables then stay in the cache.
/// `workers`: of each option.
void simulate_chunk(OptionTotals& totals, std::vector<CampaignWorker>& workers,
                    std::span<const std::size_t> live, ChunkRange range) {
    const std::size_t campaigns = range.end - range.begin;
    std::vector<std::vector<CampaignSummary>> summaries(campaigns);
    std::vector<std::optional<FailedCampaign>> failed(campaigns);
    for (const std::size_t option : live) {
        for (std::size_t k = 0; k < campaigns; ++k) {
            if (failed[k]) continue;
            const std::uint64_t campaign = range.begin + k;
            failed[k] =
                failure_of(campaign, [&] { summaries[k].push_back(workers[option].run(campaign, nullptr)); });
        }
    }
    for (std::size_t k = 0; k < campaigns; ++k) {
        std::optional<FailedCampaign> failure = std::move(failed[k]);
        if (!failure) failure = failure_of(range.begin + k, [&] { totals.add(live, summaries[k]); });
        if (failure) totals.add_failure(std::move(*failure));
    }
}

}  // namespace

bool run_option_batch(std::span<const MakeRunner> runners, std::span<const std::size_t> live,
                      const BatchOptions& options, OptionTotals& totals) {
    ensure(runners.size() == totals.options(), "there is a runner for each option");
    const OptionTotals empty(totals.options(), totals.pairs());
    const std::uint64_t done = run_chunks(
        options, [&] { return std::vector<CampaignWorker>(runners.begin(), runners.end()); },
        [&](std::vector<CampaignWorker>& workers, ChunkRange range) {
            OptionTotals part = empty;
            simulate_chunk(part, workers, live, range);
            return part;
        },
        [&](const OptionTotals& part) { totals.merge(part); });
    return done == options.count;
}

}  // namespace offramp
