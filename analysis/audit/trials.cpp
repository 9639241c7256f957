// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

// The actor and type whose prior a path leads to.
struct PriorOf {
    const Actor* actor = nullptr;
    const ResolveType* type = nullptr;
};

std::optional<PriorOf> prior_at(const Scenario& scenario, const std::string& path) {
    for (const Actor& actor : scenario.actors) {
        for (const ResolveType& type : actor.types) {
            if (path == fmt::format("actors.{}.types.{}.prior", actor.name, type.name))
                return PriorOf{&actor, &type};
        }
    }
    return std::nullopt;
}

double four_digits(double number) {
    return std::stod(fmt::format("{:.4g}", number));
}

AuditTrial trial_at(const Scenario& scenario, const std::string& path, ValueKind kind, double number) {
    AuditTrial trial{value_text(kind, number), {}};
    trial.overrides.push_back({path, trial.value, {}, Override::How::kSet});
    if (const std::optional<PriorOf> prior = prior_at(scenario, path)) {
        const double left = 1.0 - prior->type->prior;
        for (const ResolveType& other : prior->actor->types) {
            if (&other == prior->type || left <= 0.0) continue;
            const double share = other.prior * (1.0 - number) / left;
            trial.overrides.push_back(
                {fmt::format("actors.{}.types.{}.prior", prior->actor->name, other.name),
                 value_text(ValueKind::kNumber, share),
                 {},
                 Override::How::kSet});
        }
    }
    return trial;
}

std::vector<double> usual_numbers(const ValueAt& at, double number) {
    switch (at.kind) {
        case ValueKind::kTruth:
            return {1.0 - number};
        case ValueKind::kInteger: {
            const double step = std::max(1.0, std::round(std::abs(number) / 2));
            return {number - step, number + step};
        }
        default:
            break;
    }
    const bool is_share = at.range.low == 0.0 && at.range.high == 1.0;
    if (is_share && number == 0.0) return {0.1};
    if (is_share && number == 1.0) return {0.9};
    if (is_share) return {four_digits(number / (2.0 - number)), four_digits(2.0 * number / (1.0 + number))};
    if (number == 0.0) return {};
    return {four_digits(number / 2), four_digits(number * 2)};
}

std::vector<AuditTrial> trials_at(const Scenario& scenario, const std::string& path, const ValueAt& at,
                                  std::vector<double> numbers) {
    std::vector<AuditTrial> trials;
    std::ranges::sort(numbers);
    for (const double number : numbers) {
        const double within = std::clamp(number, at.range.low, at.range.high);
        if (within == at.number || (at.range.without_low && within <= at.range.low)) continue;
        trials.push_back(trial_at(scenario, path, at.kind, within));
    }
    return trials;
}

}  // namespace

std::string shown(const ValueAt& value) {
    return value.number ? value_text(value.kind, four_digits(*value.number)) : value.text;
}

std::vector<AuditTrial> usual_trials(const Scenario& scenario, const std::string& path) {
    const ValueAt at = value_at(scenario, path);
    const std::optional<PriorOf> prior = prior_at(scenario, path);
    const bool is_only_type = prior && prior->actor->types.size() == 1;
    if (!at.number || is_only_type) return {};
    return trials_at(scenario, path, at, usual_numbers(at, *at.number));
}

std::vector<AuditTrial> trials_between(const Scenario& scenario, const std::string& path, double low,
                                       double high) {
    return trials_at(scenario, path, value_at(scenario, path), {low, high});
}

bool states_range_of(const Factor& factor, const std::string& path) {
    return factor.paths == std::vector{path} && factor.complements.empty() &&
           factor.how == Override::How::kSet && (factor.distribution || !factor.levels.empty());
}

std::vector<AuditTrial> stated_trials(const Scenario& scenario, const std::string& path,
                                      const Factor& factor) {
    const ValueAt at = value_at(scenario, path);
    std::vector<double> numbers;
    const auto add = [&](const FactorValue& value) {
        if (value.number) numbers.push_back(*value.number);
    };
    if (factor.distribution) {
        add(sampled_value(factor, 0.05));
        add(sampled_value(factor, 0.95));
    } else {
        for (std::size_t level = 0; level < factor.levels.size(); ++level) add(level_value(factor, level));
    }
    if (numbers.empty() || !at.number) return {};
    const auto [low, high] = std::ranges::minmax(numbers);
    return trials_between(scenario, path, low, high);
}

AuditTrial trial_of(const Scenario& scenario, const std::string& path, const std::string& value) {
    const ValueKind kind = value_at(scenario, path).kind;
    const Parsed<double> number = parse_value(kind, value);
    if (!number.value) throw InputError({}, fmt::format("'{}' is no value of {}", value, path));
    return trial_at(scenario, path, kind, *number.value);
}

std::vector<AuditTrial> nearer(const Scenario& scenario, const std::string& path, const AuditTrial& trial) {
    const ValueAt at = value_at(scenario, path);
    const Parsed<double> tried = parse_value(at.kind, trial.value);
    if (!at.number || !tried.value || at.kind == ValueKind::kTruth) return {};
    double half = (*at.number + *tried.value) / 2;
    half = at.kind == ValueKind::kInteger ? std::trunc(half) : four_digits(half);
    if (half == *tried.value) return {};
    return trials_at(scenario, path, at, {half});
}

}  // namespace offramp
