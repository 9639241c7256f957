// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "analysis/audit/sources.hpp"
#include "analysis/comparison.hpp"
#include "analysis/exact_sum.hpp"
#include "analysis/experiment.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/number_paths.hpp"

namespace offramp {
namespace {

constexpr int kNearerTrials = 3;

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

class Auditor {
  public:
    Auditor(std::span<const ValidatedScenario> policies, const AuditOptions& options)
        : Auditor(policies, options, compile(policies.front())) {}

    /// The campaigns with every number as it is. False where it was cancelled.
    bool run_base(Audit& audit) {
        const Worlds worlds(policies_, {}, options_.seed, options_.tables);
        struct Base {
            std::vector<std::vector<Fixed>> numbers;
            Failures failures;
            void merge(const Base& other) {
                numbers.insert(numbers.end(), other.numbers.begin(), other.numbers.end());
                failures.merge(other.failures);
            }
        };
        const auto result = reduce_batch(
            batch(), Base{}, [&] { return AuditWorker(worlds.runners()); },
            [&](AuditWorker& worker, std::uint64_t campaign, Base& base) {
                std::optional<FailedCampaign> failure = worker.run(campaign);
                if (failure) {
                    base.failures.merge({1, {std::move(*failure)}});
                } else {
                    base.numbers.push_back(numbers_.of(worker.summaries));
                }
            });
        if (result.totals.failures.count > 0) {
            throw RuntimeFailure(fmt::format("{} of {} campaigns fail with every number as it is: {}",
                                             result.totals.failures.count, options_.campaigns,
                                             result.totals.failures.first.front().message));
        }
        if (!result.complete) return false;
        base_ = result.totals.numbers;
        AuditTotals totals = empty();
        for (const std::vector<Fixed>& numbers : base_) totals.add(numbers);
        for (std::size_t k = 0; k < definitions_.size(); ++k) {
            AuditedOutcome outcome{definitions_[k].name, definitions_[k].meaning, definitions_[k].unit,
                                   changes_in(totals, k), spread_of(totals.sums[k * numbers_.contrasts()])};
            for (std::size_t p = 0; p < policies_.size(); ++p)
                keep_within(definitions_[k].range, outcome.levels[p]);
            audit.outcomes.push_back(std::move(outcome));
        }
        return true;
    }

    /// Empty where it was cancelled.
    std::optional<TrialResult> try_value(const AuditTrial& trial) {
        TrialResult result{.value = trial.value, .changes = {}, .differing = 0, .problem = {}};
        std::optional<Worlds> worlds;
        try {
            // Crises that a trial changes are solved for it alone: keeping them would fill the store.
            const TableStore reading{options_.tables.load, {}};
            worlds.emplace(policies_, trial.overrides, options_.seed, reading);
        } catch (const InputError& error) {
            result.problem = error.diagnostics().front().message;
            return result;
        }
        const auto run = reduce_batch(
            batch(), empty(), [&] { return AuditWorker(worlds->runners()); },
            [&](AuditWorker& worker, std::uint64_t campaign, AuditTotals& totals) {
                std::optional<FailedCampaign> failure = worker.run(campaign);
                if (failure) {
                    totals.failures.merge({1, {std::move(*failure)}});
                    return;
                }
                std::vector<Fixed> changes = numbers_.of(worker.summaries);
                const std::vector<Fixed>& before = base_[campaign];
                for (std::size_t k = 0; k < changes.size(); ++k)
                    changes[k] = fixed_difference(static_cast<Int128>(changes[k]) - before[k]);
                totals.add(changes);
            });
        if (!run.complete) return std::nullopt;
        const AuditTotals& totals = run.totals;
        if (totals.failures.count > 0) {
            result.problem = fmt::format("{} campaigns fail: {}", totals.failures.count,
                                         totals.failures.first.front().message);
            return result;
        }
        result.differing = totals.differing;
        for (std::size_t k = 0; k < definitions_.size(); ++k) result.changes.push_back(changes_in(totals, k));
        return result;
    }

    /// The same, and where the value does not do, nearer to what the scenario has. What is wrong with the
    /// first one is said where none does.
    std::optional<TrialResult> try_near(const Scenario& scenario, const std::string& path,
                                        const AuditTrial& trial) {
        std::optional<TrialResult> result = try_value(trial);
        std::vector<AuditTrial> next = {trial};
        for (int k = 0; result && !result->problem.empty() && k < kNearerTrials; ++k) {
            next = nearer(scenario, path, next.front());
            if (next.empty()) break;
            std::optional<TrialResult> again = try_value(next.front());
            if (!again || again->problem.empty()) result = std::move(again);
        }
        return result;
    }

  private:
    Auditor(std::span<const ValidatedScenario> policies, const AuditOptions& options, const Model& model)
        : policies_(policies),
          options_(options),
          definitions_(headline_definitions(model)),
          numbers_(definitions_, model.war_rung, policies.size()) {
        ensure(policies.size() == 1 || policies.size() == 2, "one policy is audited, or two");
    }

    static void keep_within(const Bounds& range, Estimate& level) {
        if (level.low) level.low = std::max(*level.low, range.low);
        if (level.high) level.high = std::min(*level.high, range.high);
    }

    BatchOptions batch() const {
        return {.count = options_.campaigns,
                .threads = options_.threads,
                .cancel = options_.cancel,
                .chunk = std::max<std::uint64_t>(1, std::min(kChunk, options_.campaigns / 8))};
    }

    AuditTotals empty() const { return {0, 0, std::vector<AmountSums>(numbers_.size()), {}}; }

    Changes changes_in(const AuditTotals& totals, std::size_t outcome) const {
        const Bounds& range = definitions_[outcome].range;
        Changes changes;
        for (std::size_t c = 0; c < numbers_.contrasts(); ++c) {
            const double width = (c == 2 ? 2.0 : 1.0) * (range.high - range.low);
            changes.push_back(
                mean_change(totals.sums[outcome * numbers_.contrasts() + c], totals.campaigns, width));
        }
        return changes;
    }

    double spread_of(const AmountSums& sums) const {
        const auto n = static_cast<long double>(options_.campaigns);
        const long double mean = sums.sum.value() / n;
        return static_cast<double>(std::sqrt(std::max(0.0L, sums.squares.value() / n - mean * mean)));
    }

    std::span<const ValidatedScenario> policies_;
    const AuditOptions& options_;
    std::vector<OutcomeDefinition> definitions_;
    CampaignNumbers numbers_;
    std::vector<std::vector<Fixed>> base_;  // by campaign
};

bool moves(const Factor& factor, const std::string& path) {
    return std::ranges::find(factor.paths, path) != factor.paths.end() ||
           std::ranges::find(factor.complements, path) != factor.complements.end();
}

struct PlannedNumber {
    AuditedNumber number;
    std::vector<AuditTrial> trials;
};

/// Numbers that all policies have and say alike: what they say differently is what is compared.
std::vector<std::string> common_numbers(std::span<const ValidatedScenario> policies) {
    const Scenario& first = policies.front().scenario();
    std::vector<std::string> common = number_paths(first);
    for (const ValidatedScenario& policy : policies.subspan(1)) {
        const std::vector<std::string> paths = number_paths(policy.scenario());
        const std::set<std::string> known(paths.begin(), paths.end());
        std::erase_if(common, [&](const std::string& path) {
            return !known.contains(path) ||
                   value_at(policy.scenario(), path).text != value_at(first, path).text;
        });
    }
    return common;
}

bool is_at_or_below(const std::string& path, const std::string& above) {
    return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '.');
}

/// Those of `paths` that are wanted.
std::vector<std::string> selected(std::vector<std::string> paths, std::span<const std::string> only) {
    if (only.empty()) return paths;
    std::vector<Diagnostic> problems;
    for (const std::string& wanted : only) {
        if (std::ranges::none_of(paths,
                                 [&](const std::string& path) { return is_at_or_below(path, wanted); }))
            problems.push_back({{},
                                fmt::format("no number that both policies share is at '{}'", wanted),
                                name_hint(wanted, paths)});
    }
    if (!problems.empty()) throw InputError(std::move(problems));
    std::erase_if(paths, [&](const std::string& path) {
        return std::ranges::none_of(only,
                                    [&](const std::string& wanted) { return is_at_or_below(path, wanted); });
    });
    return paths;
}

std::vector<PlannedNumber> plan(std::span<const ValidatedScenario> policies,
                                std::span<const KnownFactors> known, Sources sources,
                                std::span<const std::string> only) {
    const Scenario& scenario = policies.front().scenario();
    std::vector<PlannedNumber> plan;
    for (const std::string& path : selected(common_numbers(policies), only)) {
        const ValueAt value = value_at(scenario, path);
        PlannedNumber planned;
        planned.number.path = path;
        planned.number.value = shown(value);
        planned.number.unit = value.unit;
        planned.number.written = sources.has(path);
        planned.number.marks = sources.of(path);
        for (const KnownFactors& one : known) {
            for (const Factor& factor : one.factors) {
                if (!moves(factor, path)) continue;
                planned.number.varied_by.push_back(one.name);
                if (!planned.trials.empty() || !states_range_of(factor, path)) continue;
                planned.trials = stated_trials(scenario, path, factor);
                if (!planned.trials.empty()) planned.number.range = one.name;
            }
        }
        if (planned.trials.empty()) planned.trials = usual_trials(scenario, path);
        if (!planned.trials.empty()) plan.push_back(std::move(planned));
    }
    return plan;
}

}  // namespace

std::string_view to_string(Bearing bearing) {
    constexpr std::string_view kNames[] = {"strong", "nothing", "undecided", "untried"};
    return name_in(kNames, bearing);
}

Audit audit(std::span<const ValidatedScenario> policies, std::span<const KnownFactors> known,
            const std::filesystem::path& scenario_file, const AuditOptions& options,
            const EarlierNumber& earlier, const TakeNumber& take) {
    Auditor auditor(policies, options);
    const Scenario& scenario = policies.front().scenario();
    std::vector<PlannedNumber> planned = plan(policies, known, Sources(scenario_file), options.only);
    Audit result{.scenario = scenario.name,
                 .title = scenario.title,
                 .hashes = {},
                 .contrasts = {},
                 .contrast_titles = {},
                 .actor_titles = {},
                 .rungs = {},
                 .seed = options.seed,
                 .campaigns = options.campaigns,
                 .outcomes = {},
                 .numbers = {}};
    for (const ValidatedScenario& policy : policies) {
        result.hashes.push_back(policy.hash());
        const PolicyInfo& info = policy.scenario().policy;
        result.contrasts.push_back(info.name);
        result.contrast_titles.push_back(info.title.empty() ? info.name : info.title);
    }
    if (policies.size() == 2) {
        result.contrasts.push_back(fmt::format("{} - {}", result.contrasts[1], result.contrasts[0]));
        const std::vector<std::string>& titles = result.contrast_titles;
        result.contrast_titles.push_back(fmt::format("{} minus {}", titles[1], titles[0]));
    }
    for (const Actor& actor : scenario.actors)
        result.actor_titles.push_back(actor.title.empty() ? actor.name : actor.title);
    for (const Rung& rung : scenario.ladder) result.rungs.push_back(rung.name);
    std::uint64_t total = 0;
    for (const PlannedNumber& one : planned) total += one.trials.size();
    if (!auditor.run_base(result)) return result;
    std::uint64_t done = 0;
    for (PlannedNumber& one : planned) {
        const AuditedNumber* before = earlier ? earlier(one.number.path) : nullptr;
        if (before != nullptr) {
            one.number.trials = before->trials;
        } else {
            for (const AuditTrial& trial : one.trials) {
                std::optional<TrialResult> tried = auditor.try_near(scenario, one.number.path, trial);
                if (!tried) return result;
                one.number.trials.push_back(std::move(*tried));
            }
            if (take) take(one.number);
        }
        result.numbers.push_back(std::move(one.number));
        done += one.trials.size();
        if (options.progress) options.progress(done, total);
    }
    result.complete = true;
    return result;
}

bool clearly_moves(const Audit& audit, const AuditedNumber& number, std::size_t contrast, double negligible) {
    for (const TrialResult& trial : number.trials) {
        for (std::size_t k = 0; k < trial.changes.size(); ++k) {
            const double bound = negligible * audit.outcomes[k].spread;
            const Estimate& change = trial.changes[k].at(contrast);
            if (bound <= 0.0 || !change.low || !change.high) continue;
            if (*change.low > bound || *change.high < -bound) return true;
        }
    }
    return false;
}

Bearing bearing_of(const Audit& audit, const AuditedNumber& number, double negligible) {
    for (std::size_t c = 0; c < audit.contrasts.size(); ++c) {
        if (clearly_moves(audit, number, c, negligible)) return Bearing::kStrong;
    }
    bool tried = false;
    for (const TrialResult& trial : number.trials) {
        for (std::size_t k = 0; k < trial.changes.size(); ++k) {
            const double bound = negligible * audit.outcomes[k].spread;
            if (bound <= 0.0) continue;
            tried = true;
            for (std::size_t p = 0; p < audit.hashes.size(); ++p) {
                const Estimate& change = trial.changes[k][p];
                const bool within = change.low && change.high ? *change.low >= -bound && *change.high <= bound
                                                              : change.reason == NoInterval::kSame;
                if (!within) return Bearing::kUndecided;
            }
        }
    }
    return tried ? Bearing::kNothing : Bearing::kUntried;
}

double reach_of(const Audit& audit, const TrialResult& trial, std::size_t contrast) {
    double reach = 0.0;
    for (std::size_t k = 0; k < trial.changes.size(); ++k) {
        const Estimate& change = trial.changes[k].at(contrast);
        if (audit.outcomes[k].spread > 0.0 && change.value)
            reach = std::max(reach, std::abs(*change.value) / audit.outcomes[k].spread);
    }
    return reach;
}

double reach_of(const Audit& audit, const AuditedNumber& number, std::size_t contrast) {
    double reach = 0.0;
    for (const TrialResult& trial : number.trials) reach = std::max(reach, reach_of(audit, trial, contrast));
    return reach;
}

bool is_bare(const AuditedNumber& number) {
    return number.varied_by.empty() && !is_sourced(number.marks);
}

}  // namespace offramp
