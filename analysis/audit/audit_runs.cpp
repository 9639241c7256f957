// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/audit_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/comparison.hpp"
#include "analysis/exact_sum.hpp"
#include "analysis/experiment.hpp"
#include "engine/base/error.hpp"
#include "engine/model/compile.hpp"

namespace offramp {
namespace {

/// Of amounts that a campaign brings, of either sign.
struct AmountSums {
    ExactSum sum;
    ExactSum size;  // without the sign
    ExactProductSum squares;

    void add(Fixed amount) {
        sum.add(amount);
        size.add(amount < 0 ? -amount : amount);
        squares.add(amount, amount);
    }
    void merge(const AmountSums& other) {
        sum.merge(other.sum);
        size.merge(other.size);
        squares.merge(other.squares);
    }
};

/// a - b, and so on, of numbers each of which can be held.
Fixed fixed_difference(Int128 difference) {
    const auto held = static_cast<Fixed>(difference);
    if (held != difference) throw RuntimeFailure("a change between campaigns is too large to be summed");
    return held;
}

/// Outcomes that are means over campaigns of one number each.
class CampaignNumbers {
  public:
    CampaignNumbers(const std::vector<OutcomeDefinition>& outcomes, int war_rung, std::size_t policies)
        : war_rung_(war_rung), policies_(policies) {
        for (const OutcomeDefinition& outcome : outcomes) {
            ensure(outcome.denominator == kEveryCampaign, "an audited outcome is a mean over campaigns");
            places_.push_back(outcome.numerator);
        }
    }

    std::size_t contrasts() const { return policies_ == 1 ? 1 : 3; }
    std::size_t size() const { return places_.size() * contrasts(); }

    /// Of each outcome: the number under each policy, and of two the difference.
    std::vector<Fixed> of(std::span<const CampaignSummary> summaries) const {
        std::vector<Fixed> result(size());
        std::vector<Fixed> all(campaign_numbers(war_rung_));
        for (std::size_t p = 0; p < policies_; ++p) {
            write_numbers(outcome_sample(summaries[p]), war_rung_, all);
            for (std::size_t k = 0; k < places_.size(); ++k) result[k * contrasts() + p] = all[places_[k]];
        }
        for (std::size_t k = 0; policies_ == 2 && k < places_.size(); ++k) {
            const Fixed* at = &result[k * contrasts()];
            result[k * contrasts() + 2] = fixed_difference(static_cast<Int128>(at[1]) - at[0]);
        }
        return result;
    }

  private:
    std::vector<std::size_t> places_;
    int war_rung_;
    std::size_t policies_;
};

struct AuditTotals {
    std::uint64_t campaigns = 0;
    std::uint64_t differing = 0;
    std::vector<AmountSums> sums;
    Failures failures;

    void add(std::span<const Fixed> amounts) {
        ++campaigns;
        for (std::size_t k = 0; k < sums.size(); ++k) sums[k].add(amounts[k]);
        differing += std::ranges::any_of(amounts, [](Fixed amount) { return amount != 0; }) ? 1U : 0U;
    }
    void merge(const AuditTotals& other) {
        campaigns += other.campaigns;
        differing += other.differing;
        for (std::size_t k = 0; k < sums.size(); ++k) sums[k].merge(other.sums[k]);
        failures.merge(other.failures);
    }
};

/// The mean, widened by what may not have been seen of changes that few campaigns show. `width`: the most
/// that a campaign's may be.
Estimate mean_change(const AmountSums& sums, std::uint64_t campaigns, double width) {
    Estimate estimate;
    estimate.sample_size = campaigns;
    if (campaigns == 0) return estimate;
    const auto n = static_cast<long double>(campaigns);
    const long double mean = sums.sum.value() / n;
    estimate.value = static_cast<double>(mean);
    if (campaigns < 2) return without_interval(estimate, NoInterval::kTooFew);
    const long double squares = std::max(0.0L, sums.squares.value() - n * mean * mean);
    const double error = static_cast<double>(std::sqrt(squares / (n * (n - 1))));
    const auto count = static_cast<double>(campaigns);
    const RareEvent change = rare_event({sums.size.value(), sums.squares.value()}, count, n, width);
    const double unseen = unseen_squared(change, count, kNormal975);
    estimate = student_interval(*estimate.value, error, count, unseen, unseen, kNormal975);
    estimate.sample_size = campaigns;
    if (estimate.low) return estimate;
    return without_interval(estimate, sums.size.value() == 0 ? NoInterval::kSame : NoInterval::kSeldomSeen);
}

/// The scenario under every policy with the same overrides.
class Worlds {
  public:
    Worlds(std::span<const ValidatedScenario> policies, std::span<const Override> overrides,
           std::uint64_t seed, const TableStore& tables) {
        models_.reserve(policies.size());  // runners refer to them
        for (const ValidatedScenario& policy : policies)
            models_.push_back(compile(with_overrides(policy, overrides)));
        for (const Model& model : models_) runners_.push_back(simulators_of(model, seed, tables));
    }

    std::span<const MakeRunner> runners() const { return runners_; }

  private:
    std::vector<Model> models_;
    std::vector<MakeRunner> runners_;
};

/// The campaigns of one thread under every policy.
struct AuditWorker {
    explicit AuditWorker(std::span<const MakeRunner> runners)
        : workers(runners.begin(), runners.end()), summaries(runners.size()) {}

    std::vector<CampaignWorker> workers;
    std::vector<CampaignSummary> summaries;

    std::optional<FailedCampaign> run(std::uint64_t campaign) {
        return failure_of(campaign, [&] {
            for (std::size_t p = 0; p < workers.size(); ++p) {
                summaries[p] = workers[p].run(campaign, nullptr);
                outcome_sample(summaries[p]);
            }
        });
    }
};

std::vector<OutcomeDefinition> headline_definitions(const Model& model) {
    const std::vector<std::string> headline = headline_outcomes(model.names, model.war_rung);
    std::vector<OutcomeDefinition> definitions = outcome_definitions(model.names, model.war_rung);
    std::erase_if(definitions, [&](const OutcomeDefinition& outcome) {
        return std::ranges::find(headline, outcome.name) == headline.end();
    });
    return definitions;
}

void keep_within(const Bounds& range, Estimate& level) {
    if (level.low) level.low = std::max(*level.low, range.low);
    if (level.high) level.high = std::min(*level.high, range.high);
}

Changes changes_in(const AuditTotals& totals, const OutcomeDefinition& definition, std::size_t outcome,
                   std::size_t contrasts) {
    Changes changes;
    for (std::size_t c = 0; c < contrasts; ++c) {
        const double width = (c == 2 ? 2.0 : 1.0) * (definition.range.high - definition.range.low);
        changes.push_back(mean_change(totals.sums[outcome * contrasts + c], totals.campaigns, width));
    }
    return changes;
}

double spread_of(const AmountSums& sums, std::uint64_t campaigns) {
    const auto n = static_cast<long double>(campaigns);
    const long double mean = sums.sum.value() / n;
    return static_cast<double>(std::sqrt(std::max(0.0L, sums.squares.value() / n - mean * mean)));
}

std::string failures_text(const Failures& failures) {
    return fmt::format("{} campaigns fail: {}", failures.count, failures.first.front().message);
}

/// Sums by block of campaigns.
struct BlockTotals {
    std::vector<std::vector<ExactSum>> blocks;
    Failures failures;

    void merge(const BlockTotals& other) {
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            for (std::size_t k = 0; k < blocks[b].size(); ++k) blocks[b][k].merge(other.blocks[b][k]);
        }
        failures.merge(other.failures);
    }
};

}  // namespace

AuditRuns::AuditRuns(std::span<const ValidatedScenario> policies, const AuditOptions& options)
    : AuditRuns(policies, options, compile(policies.front())) {}

AuditRuns::AuditRuns(std::span<const ValidatedScenario> policies, const AuditOptions& options,
                     const Model& model)
    : policies_(policies),
      options_(options),
      definitions_(headline_definitions(model)),
      war_rung_(model.war_rung) {
    ensure(policies.size() == 1 || policies.size() == 2, "one policy is audited, or two");
}

BatchOptions AuditRuns::batch(std::uint64_t first) const {
    return {.first = first,
            .count = options_.campaigns,
            .threads = options_.threads,
            .cancel = options_.cancel,
            .chunk = std::max<std::uint64_t>(1, std::min(kChunk, options_.campaigns / 8))};
}

std::optional<std::vector<AuditedOutcome>> AuditRuns::base() {
    const CampaignNumbers numbers(definitions_, war_rung_, policies_.size());
    const Worlds worlds(policies_, {}, options_.seed, options_.tables);
    struct Base {
        std::vector<std::vector<Fixed>> numbers;
        Failures failures;
        void merge(const Base& other) {
            numbers.insert(numbers.end(), other.numbers.begin(), other.numbers.end());
            failures.merge(other.failures);
        }
    };
    const auto run = reduce_batch(
        batch(), Base{}, [&] { return AuditWorker(worlds.runners()); },
        [&](AuditWorker& worker, std::uint64_t campaign, Base& base) {
            std::optional<FailedCampaign> failure = worker.run(campaign);
            if (failure) {
                base.failures.merge({1, {std::move(*failure)}});
            } else {
                base.numbers.push_back(numbers.of(worker.summaries));
            }
        });
    if (run.totals.failures.count > 0) {
        throw RuntimeFailure(fmt::format("with every number as it is, of {} campaigns {}", options_.campaigns,
                                         failures_text(run.totals.failures)));
    }
    if (!run.complete) return std::nullopt;
    base_ = run.totals.numbers;
    AuditTotals totals{0, 0, std::vector<AmountSums>(numbers.size()), {}};
    for (const std::vector<Fixed>& campaign : base_) totals.add(campaign);
    std::vector<AuditedOutcome> outcomes;
    for (std::size_t k = 0; k < definitions_.size(); ++k) {
        const OutcomeDefinition& definition = definitions_[k];
        AuditedOutcome outcome{definition.name, definition.meaning, definition.unit,
                               changes_in(totals, definition, k, contrasts()),
                               spread_of(totals.sums[k * contrasts()], options_.campaigns)};
        for (std::size_t p = 0; p < policies_.size(); ++p) keep_within(definition.range, outcome.levels[p]);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

std::optional<TrialResult> AuditRuns::changes(const AuditTrial& trial) const {
    TrialResult result{.value = trial.value, .changes = {}, .differing = 0, .problem = {}};
    const CampaignNumbers numbers(definitions_, war_rung_, policies_.size());
    std::optional<Worlds> worlds;
    try {
        // Crises that a trial changes are solved for it alone: keeping them would fill the store.
        worlds.emplace(policies_, trial.overrides, options_.seed, TableStore{options_.tables.load, {}});
    } catch (const InputError& error) {
        result.problem = error.diagnostics().front().message;
        return result;
    }
    const auto run = reduce_batch(
        batch(), AuditTotals{0, 0, std::vector<AmountSums>(numbers.size()), {}},
        [&] { return AuditWorker(worlds->runners()); },
        [&](AuditWorker& worker, std::uint64_t campaign, AuditTotals& totals) {
            std::optional<FailedCampaign> failure = worker.run(campaign);
            if (failure) {
                totals.failures.merge({1, {std::move(*failure)}});
                return;
            }
            std::vector<Fixed> changes = numbers.of(worker.summaries);
            const std::vector<Fixed>& before = base_[campaign];
            for (std::size_t k = 0; k < changes.size(); ++k)
                changes[k] = fixed_difference(static_cast<Int128>(changes[k]) - before[k]);
            totals.add(changes);
        });
    if (!run.complete) return std::nullopt;
    if (run.totals.failures.count > 0) {
        result.problem = failures_text(run.totals.failures);
        return result;
    }
    result.differing = run.totals.differing;
    for (std::size_t k = 0; k < definitions_.size(); ++k)
        result.changes.push_back(changes_in(run.totals, definitions_[k], k, contrasts()));
    return result;
}

std::optional<JointPoint> AuditRuns::means(std::span<const Override> overrides, std::uint64_t first) const {
    const CampaignNumbers numbers(definitions_, war_rung_, policies_.size());
    const Worlds worlds(policies_, overrides, options_.seed, TableStore{options_.tables.load, {}});
    const std::uint64_t blocks = std::clamp<std::uint64_t>(options_.campaigns / 10, 2, 10);
    const auto run = reduce_batch(
        batch(first), BlockTotals{{blocks, std::vector<ExactSum>(numbers.size())}, {}},
        [&] { return AuditWorker(worlds.runners()); },
        [&](AuditWorker& worker, std::uint64_t campaign, BlockTotals& totals) {
            std::optional<FailedCampaign> failure = worker.run(campaign);
            if (failure) {
                totals.failures.merge({1, {std::move(*failure)}});
                return;
            }
            const std::vector<Fixed> values = numbers.of(worker.summaries);
            std::vector<ExactSum>& block = totals.blocks[(campaign - first) % blocks];
            for (std::size_t k = 0; k < values.size(); ++k) block[k].add(values[k]);
        });
    if (!run.complete) return std::nullopt;
    JointPoint point;
    if (run.totals.failures.count > 0) {
        point.problem = failures_text(run.totals.failures);
        return point;
    }
    for (std::size_t k = 0; k < definitions_.size(); ++k) {
        point.means.emplace_back();
        for (std::size_t c = 0; c < contrasts(); ++c) {
            std::vector<double>& means = point.means.back().emplace_back();
            for (std::uint64_t b = 0; b < blocks; ++b) {
                // Blocks differ by one campaign at most.
                const std::uint64_t size = (options_.campaigns - b + blocks - 1) / blocks;
                means.push_back(static_cast<double>(run.totals.blocks[b][k * contrasts() + c].value() /
                                                    static_cast<long double>(size)));
            }
        }
    }
    return point;
}

bool AuditRuns::allow(std::span<const Override> overrides) const {
    try {
        for (const ValidatedScenario& policy : policies_) with_overrides(policy, overrides);
        return true;
    } catch (const InputError&) {
        return false;
    }
}

}  // namespace offramp
