// SPDX-License-Identifier: Apache-2.0
#include "analysis/option_study.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/acceptance_game.hpp"
#include "analysis/experiment.hpp"
#include "analysis/paired_interval.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

constexpr std::size_t kNoPair = static_cast<std::size_t>(-1);

/// Looks at the intervals that a study can take.
std::size_t most_stages(const StudyOptions& study) {
    std::size_t stages = 1;
    for (std::uint64_t done = study.first_pass; done < study.campaigns; done *= 2) ++stages;
    return stages;
}

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

/// Adds the campaigns to `totals`; runners[k] is the maker of option k, and the options `live` (ascending)
/// are simulated. False when cancelled, with what was done until then added.
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

}  // namespace

OptionStudy::OptionStudy(const Scenario& scenario, std::vector<GuardrailOption> options,
                         std::vector<OptionPair> pairs, std::size_t comparisons, const StudyOptions& study)
    : options_(std::move(options)),
      study_(study),
      totals_(options_.size(), std::move(pairs)),
      pair_at_(options_.size() * options_.size(), kNoPair) {
    ensure(study_.first_pass >= 2, "an interval takes two campaigns");
    study_.first_pass = std::min(study_.first_pass, study_.campaigns);
    critical_value_ = bonferroni_95(std::max<std::size_t>(1, comparisons) * most_stages(study_));
    for (const GuardrailOption& option : options_) models_.push_back(option_model(scenario, option));
    for (const Model& model : models_) runners_.push_back(simulators_of(model, study_.seed, study_.tables));
    for (std::size_t p = 0; p < totals_.pairs().size(); ++p) {
        const OptionPair& pair = totals_.pairs()[p];
        pair_at_[pair.first * options_.size() + pair.second] = p;
    }
}

bool OptionStudy::simulate(std::uint64_t first, std::uint64_t count, const std::vector<std::size_t>& live) {
    BatchOptions batch{.first = first, .count = count, .threads = study_.threads, .cancel = study_.cancel};
    const std::uint64_t expected = simulated_ + count * live.size();
    if (study_.progress) {
        batch.progress = [&](std::uint64_t done) {
            study_.progress(simulated_ + done * live.size(), expected);
        };
    }
    const bool complete = run_option_batch(runners_, live, batch, totals_);
    simulated_ = expected;
    return complete;
}

bool OptionStudy::run(const std::function<std::vector<std::size_t>()>& hanging) {
    std::vector<std::size_t> live(options_.size());
    std::iota(live.begin(), live.end(), std::size_t{0});
    std::uint64_t done = 0;
    std::uint64_t count = study_.first_pass;
    while (count > 0 && !live.empty()) {
        if (!simulate(done, count, live)) return false;
        done += count;
        count = std::min(done, study_.campaigns - done);
        live = hanging();
    }
    return true;
}

const PairTotals& OptionStudy::pair_of(std::size_t to, std::size_t from, double& sign) const {
    const std::size_t forwards = pair_at_[to * options_.size() + from];
    const std::size_t backwards = pair_at_[from * options_.size() + to];
    ensure(forwards != kNoPair || backwards != kNoPair, "the study compares these options");
    sign = forwards != kNoPair ? 1.0 : -1.0;
    return totals_.pair(forwards != kNoPair ? forwards : backwards);
}

namespace {

Estimate turned(Estimate estimate, double sign) {
    if (sign > 0.0) return estimate;
    std::swap(estimate.low, estimate.high);
    for (std::optional<double>* x : {&estimate.value, &estimate.low, &estimate.high}) {
        if (*x) *x = 0.0 - **x;  // of 0, without a sign
    }
    return estimate;
}

Strength strength_at(const Estimate& estimate, double critical_value) {
    if (estimate.reason == NoInterval::kSame && std::abs(estimate.value.value_or(1.0)) <= kIndifferent)
        return Strength::kIdentical;
    if (!estimate.value || !estimate.low || !estimate.high) return Strength::kOpen;
    const double size = std::abs(*estimate.value);
    const double half = 0.5 * (*estimate.high - *estimate.low);
    if (size <= kIndifferent && half <= kIndifferent) return Strength::kIdentical;
    if (size > half * critical_value / kNormal975) return Strength::kClear;
    return size > half ? Strength::kLikely : Strength::kOpen;
}

}  // namespace

PayoffDifference OptionStudy::difference(int actor, std::size_t to, std::size_t from) const {
    double sign = 1.0;
    const PairTotals& pair = pair_of(to, from, sign);
    const Estimate estimate = turned(pair.value[at(actor)].mean(pair.campaigns), sign);
    return {estimate, strength_at(estimate, critical_value_)};
}

Estimate OptionStudy::part_difference(PayoffPart part, int actor, std::size_t to, std::size_t from) const {
    double sign = 1.0;
    const PairTotals& pair = pair_of(to, from, sign);
    return turned(pair.parts[at(part)][at(actor)].mean(pair.campaigns), sign);
}

SideAnswer OptionStudy::answer(int actor, std::size_t option) const {
    SideAnswer answer;
    if (option == 0) {
        answer.difference.strength = Strength::kIdentical;
        answer.accepts = true;
        return answer;
    }
    answer.difference = difference(actor, option, 0);
    for (std::size_t part = 0; part < kPayoffParts; ++part) {
        answer.parts[part] = part_difference(static_cast<PayoffPart>(part), actor, option, 0);
    }
    answer.accepts = value_of(answer.difference) >= -kIndifferent;
    return answer;
}

}  // namespace offramp
