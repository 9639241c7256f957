// SPDX-License-Identifier: Apache-2.0
#include "analysis/splitting.hpp"

#include <algorithm>
#include <climits>
#include <memory>
#include <utility>

#include "analysis/chunks.hpp"
#include "engine/base/error.hpp"
#include "engine/base/key.hpp"
#include "engine/sim/simulator.hpp"

namespace offramp {
namespace {

/// Numbers of repetitions with a purpose of their own.
constexpr std::uint64_t kTrial = ~std::uint64_t{0};
constexpr std::uint64_t kPlain = kTrial - 1;

constexpr int kTrialEffort = 200;
constexpr int kPlainCampaigns = 200;
/// Levels closer to each other than this cost more than they bring: the variance of a stage is (1 - p) / p.
constexpr double kLevelProbability = 0.5;

/// Seed of a repetition: its draws are those of no other, and of no plain campaign.
std::uint64_t seed_of(std::uint64_t seed, std::uint64_t replication) {
    return combine_keys(combine_keys(seed, name_key("analysis", "splitting")), replication);
}

SplittingReplication replicate(Simulator& simulator, std::uint64_t seed, int effort,
                               const std::vector<int>& levels) {
    const auto runs = static_cast<std::uint64_t>(effort);
    SplittingReplication result;
    result.probability.assign(static_cast<std::size_t>(levels.back()) + 1, 0.0);
    result.probability[0] = 1.0;
    std::vector<PausedCampaign> entrances;
    int below = 0;
    for (std::size_t stage = 0; stage < levels.size(); ++stage) {
        const int level = levels[stage];
        const double reached = result.probability[static_cast<std::size_t>(below)];
        // Where in the list of entrances the campaigns begin to take turns: all are equally likely to be
        // taken once more than others.
        const std::uint64_t turn = combine_keys(seed, stage);
        std::vector<PausedCampaign> next;
        std::vector<int> counts(result.probability.size(), 0);
        for (std::uint64_t run = 0; run < runs; ++run) {
            const CampaignKey key{seed, stage * runs + run};
            const bool passed =
                stage == 0 ? simulator.run_until_rung(key, level)
                           : simulator.resume_until_rung(
                                 entrances[(turn % entrances.size() + run) % entrances.size()], key, level);
            result.steps += simulator.steps();
            const int highest = std::min(simulator.highest_rung(), level);
            for (int rung = below + 1; rung <= highest; ++rung) ++counts[static_cast<std::size_t>(rung)];
            if (passed && stage + 1 < levels.size()) next.push_back(simulator.pause());
        }
        for (int rung = below + 1; rung <= level; ++rung) {
            const auto k = static_cast<std::size_t>(rung);
            result.probability[k] = reached * counts[k] / effort;
        }
        result.passed.push_back(static_cast<double>(counts[static_cast<std::size_t>(level)]) / effort);
        if (result.passed.back() == 0.0) break;
        entrances = std::move(next);
        below = level;
    }
    return result;
}

/// Levels between which a campaign passes with at most kLevelProbability, as far as a trial can tell.
std::vector<int> choose_levels(Simulator& simulator, const Model& model, std::uint64_t seed) {
    std::vector<int> all;
    for (int rung = 1; rung <= model.war_rung; ++rung) all.push_back(rung);
    const SplittingReplication trial = replicate(simulator, seed_of(seed, kTrial), kTrialEffort, all);
    std::vector<int> levels;
    double last = 1.0;
    for (int rung = 1; rung < model.war_rung; ++rung) {
        const double p = trial.probability[static_cast<std::size_t>(rung)];
        if (p > kLevelProbability * last) continue;
        levels.push_back(rung);
        last = p;
    }
    levels.push_back(model.war_rung);
    return levels;
}

double mean_steps(Simulator& simulator, std::uint64_t seed) {
    std::uint64_t steps = 0;
    for (std::uint64_t campaign = 0; campaign < kPlainCampaigns; ++campaign) {
        simulator.run_until_rung({seed_of(seed, kPlain), campaign}, INT_MAX);
        steps += simulator.steps();
    }
    return static_cast<double>(steps) / kPlainCampaigns;
}

void check(const Model& model, const SplittingOptions& options) {
    ensure(options.effort >= 1 && options.replications >= 2 && options.threads >= 1,
           "splitting needs campaigns, replications and threads");
    int below = 0;
    for (const int level : options.levels) {
        ensure(level > below, "the levels of splitting rise from rung 1 on");
        below = level;
    }
    ensure(options.levels.empty() || below == model.war_rung, "the last level of splitting is war");
}

}  // namespace

SplittingRun split_campaigns(const Model& model, const SplittingOptions& options) {
    check(model, options);
    SplittingRun run;
    run.effort = options.effort;
    const auto tables = needs_tables(model) ? std::make_shared<TableLibrary>(model, options.tables) : nullptr;
    {
        Simulator simulator(model, tables);
        run.levels = options.levels.empty() ? choose_levels(simulator, model, options.seed) : options.levels;
        run.steps_of_campaign = mean_steps(simulator, options.seed);
    }
    BatchOptions batch{.count = static_cast<std::uint64_t>(options.replications),
                       .threads = options.threads,
                       .cancel = options.cancel,
                       .chunk = 1};
    if (options.progress)
        batch.progress = [&](std::uint64_t done) { options.progress(static_cast<int>(done)); };
    const std::uint64_t done = run_chunks(
        batch, [&] { return Simulator(model, tables); },
        [&](Simulator& simulator, ChunkRange one) {
            return replicate(simulator, seed_of(options.seed, one.begin), options.effort, run.levels);
        },
        [&](SplittingReplication& result) { run.replications.push_back(std::move(result)); });
    run.complete = done == batch.count;
    return run;
}

}  // namespace offramp
