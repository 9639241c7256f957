// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "analysis/audit/audit_runs.hpp"
#include "analysis/audit/sources.hpp"
#include "analysis/audit/together.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/number_paths.hpp"

namespace offramp {
namespace {

constexpr int kNearerTrials = 3;

/// What a value does, and where it does not do, what one nearer to what the scenario has does. What is wrong
/// with the first one is said where none does. Empty where it was cancelled.
std::optional<TrialResult> try_near(const AuditRuns& runs, const Scenario& scenario, const std::string& path,
                                    const AuditTrial& trial) {
    std::optional<TrialResult> result = runs.changes(trial);
    std::vector<AuditTrial> next = {trial};
    for (int k = 0; result && !result->problem.empty() && k < kNearerTrials; ++k) {
        next = nearer(scenario, path, next.front());
        if (next.empty()) break;
        std::optional<TrialResult> again = runs.changes(next.front());
        if (!again || again->problem.empty()) result = std::move(again);
    }
    return result;
}

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
                                const AuditOptions& options) {
    const Scenario& scenario = policies.front().scenario();
    std::vector<PlannedNumber> plan;
    for (const std::string& path : selected(common_numbers(policies), options.only)) {
        const ValueAt value = value_at(scenario, path);
        PlannedNumber planned;
        planned.number.path = path;
        planned.number.value = shown(value);
        planned.number.unit = value.unit;
        planned.number.written = sources.has(path);
        planned.number.marks = sources.of(path);
        const auto range = std::ranges::find(options.ranges, path, &StatedRange::path);
        if (range != options.ranges.end()) {
            planned.trials = trials_between(scenario, path, range->low, range->high);
            planned.number.range = kOwnRange;
        }
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

/// An audit of which nothing is known yet.
Audit head_of(std::span<const ValidatedScenario> policies, const AuditOptions& options) {
    const Scenario& scenario = policies.front().scenario();
    Audit audit;
    audit.scenario = scenario.name;
    audit.title = scenario.title;
    audit.seed = options.seed;
    audit.campaigns = options.campaigns;
    for (const ValidatedScenario& policy : policies) {
        audit.hashes.push_back(policy.hash());
        const PolicyInfo& info = policy.scenario().policy;
        audit.contrasts.push_back(info.name);
        audit.contrast_titles.push_back(info.title.empty() ? info.name : info.title);
    }
    if (policies.size() == 2) {
        audit.contrasts.push_back(fmt::format("{} - {}", audit.contrasts[1], audit.contrasts[0]));
        audit.contrast_titles.push_back(
            fmt::format("{} minus {}", audit.contrast_titles[1], audit.contrast_titles[0]));
    }
    for (const Actor& actor : scenario.actors)
        audit.actor_titles.push_back(actor.title.empty() ? actor.name : actor.title);
    for (const Rung& rung : scenario.ladder) audit.rungs.push_back(rung.name);
    return audit;
}

}  // namespace

std::string_view to_string(Bearing bearing) {
    constexpr std::string_view kNames[] = {"strong", "nothing", "undecided", "untried"};
    return name_in(kNames, bearing);
}

Audit audit(std::span<const ValidatedScenario> policies, std::span<const KnownFactors> known,
            const std::filesystem::path& scenario_file, const AuditOptions& options,
            const AuditMemory& memory) {
    AuditRuns runs(policies, options);
    const Scenario& scenario = policies.front().scenario();
    std::vector<PlannedNumber> planned = plan(policies, known, Sources(scenario_file), options);
    Audit result = head_of(policies, options);
    std::optional<std::vector<AuditedOutcome>> base = runs.base();
    if (!base) return result;
    result.outcomes = std::move(*base);
    std::uint64_t total = 0;
    for (const PlannedNumber& one : planned) total += one.trials.size();
    std::uint64_t done = 0;
    for (PlannedNumber& one : planned) {
        const AuditedNumber* before = memory.number ? memory.number(one.number.path) : nullptr;
        if (before != nullptr) {
            one.number.trials = before->trials;
        } else {
            for (const AuditTrial& trial : one.trials) {
                std::optional<TrialResult> tried = try_near(runs, scenario, one.number.path, trial);
                if (!tried) return result;
                one.number.trials.push_back(std::move(*tried));
            }
            if (memory.keep_number) memory.keep_number(one.number);
        }
        result.numbers.push_back(std::move(one.number));
        done += one.trials.size();
        if (options.progress) options.progress(done, total);
    }
    if (options.together > 0) result.together = move_together(runs, scenario, result, options, memory);
    result.complete = options.together == 0 || result.together.has_value();
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

double farthest(const Audit& audit, std::span<const Changes> changes) {
    double far = 0.0;
    for (std::size_t k = 0; k < changes.size(); ++k) {
        if (audit.outcomes[k].spread <= 0.0) continue;
        for (std::size_t p = 0; p < audit.hashes.size(); ++p) {
            const Estimate& change = changes[k][p];
            if (!change.low || !change.high) continue;
            far = std::max(
                far, std::max(std::abs(*change.low), std::abs(*change.high)) / audit.outcomes[k].spread);
        }
    }
    return far;
}

bool clearly_moves(const Audit& audit, const JointNumber& number, std::size_t contrast, double negligible) {
    for (std::size_t k = 0; k < number.effects.size(); ++k) {
        const double bound = negligible * audit.outcomes[k].spread;
        const Estimate& mean = number.effects[k].at(contrast).mean;
        if (bound > 0.0 && mean.low && mean.high && (*mean.low > bound || *mean.high < -bound)) return true;
    }
    return false;
}

bool is_bare(const AuditedNumber& number) {
    return number.varied_by.empty() && !is_sourced(number.marks);
}

}  // namespace offramp
