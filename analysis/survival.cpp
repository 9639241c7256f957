// SPDX-License-Identifier: Apache-2.0
#include "analysis/survival.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>

#include "analysis/estimate_json.hpp"
#include "analysis/replicated_interval.hpp"

namespace offramp {
namespace {

using Group = DurationTotals::Group;
using Curve = std::array<double, kDurationSteps>;

constexpr std::size_t kFewestGroups = 10;

/// 97.5 % quantile of Student's t for 9 or more degrees of freedom, within 0.001 (Cornish-Fisher).
double student_975(double freedom) {
    const double z = kNormal975;
    const double z3 = z * z * z;
    const double z5 = z3 * z * z;
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom);
}

template <class Combine>
void combine(Group& a, const Group& b, Combine f) {
    a.campaigns = f(a.campaigns, b.campaigns);
    for (std::size_t k = 0; k < kDurationSteps; ++k) {
        a.resolved[k] = f(a.resolved[k], b.resolved[k]);
        a.war[k] = f(a.war[k], b.war[k]);
        a.running[k] = f(a.running[k], b.running[k]);
    }
}

std::uint64_t sum(const DurationTotals::Counts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Crises that leave within a step, for whatever reason, are at risk throughout it.
Curve unresolved_share(const Group& group) {
    Curve curve{};
    double at_risk = static_cast<double>(sum(group.resolved) + sum(group.war) + sum(group.running));
    double running = 1.0;   // neither de-escalated nor at war
    double resolved = 0.0;  // de-escalated so far
    for (std::size_t k = 0; k < kDurationSteps; ++k) {
        if (at_risk > 0.0) {
            const auto ended = static_cast<double>(group.resolved[k]);
            const auto wars = static_cast<double>(group.war[k]);
            resolved += running * ended / at_risk;
            running *= 1.0 - (ended + wars) / at_risk;
            at_risk -= ended + wars + static_cast<double>(group.running[k]);
        }
        curve[k] = 1.0 - resolved;
    }
    return curve;
}

/// Half-widths of the 95 % intervals, empty where there are too few groups.
std::optional<Curve> jackknife(const Group& all, const std::vector<Group>& groups) {
    std::vector<Curve> without;
    for (const Group& group : groups) {
        if (group.campaigns == 0) continue;
        Group rest = all;
        combine(rest, group, std::minus<>());
        without.push_back(unresolved_share(rest));
    }
    if (without.size() < kFewestGroups) return std::nullopt;
    const auto n = static_cast<double>(without.size());
    Curve half{};
    for (std::size_t k = 0; k < kDurationSteps; ++k) {
        std::vector<double> values;
        for (const Curve& curve : without) values.push_back(curve[k]);
        half[k] = student_975(n - 1) * std::sqrt(jackknife_variance(values));
    }
    return half;
}

/// Hours at which `level` first comes down to `share`. The last step is open and has no end.
template <class Level>
std::optional<double> hours_down_to(const std::vector<SurvivalPoint>& points, double share, Level level) {
    for (const SurvivalPoint& point : points) {
        const std::optional<double> value = level(point.unresolved);
        if (value && *value <= share + 1e-12) return point.hours;
    }
    return std::nullopt;
}

}  // namespace

void DurationTotals::add(std::uint64_t campaign, const CampaignSummary& summary) {
    Group& group = groups_[campaign % kGroups];
    ++group.campaigns;
    for (std::size_t k = 0; k < kDurationSteps; ++k) group.resolved[k] += summary.durations.resolved[k];
    if (summary.durations.unresolved < 0) return;
    const auto step = static_cast<std::size_t>(summary.durations.unresolved);
    ++(summary.war ? group.war : group.running)[step];
}

void DurationTotals::merge(const DurationTotals& other) {
    for (std::size_t g = 0; g < kGroups; ++g) combine(groups_[g], other.groups_[g], std::plus<>());
}

SurvivalCurve survival_curve(const DurationTotals& totals) {
    Group all;
    for (const Group& group : totals.groups()) combine(all, group, std::plus<>());
    SurvivalCurve result;
    result.wars = sum(all.war);
    result.censored = sum(all.running);
    result.crises = sum(all.resolved) + result.wars + result.censored;
    if (result.crises == 0) return result;
    const Curve curve = unresolved_share(all);
    const std::optional<Curve> half = jackknife(all, totals.groups());
    std::size_t last = 0;
    for (std::size_t k = 0; k + 1 < kDurationSteps; ++k) {
        if (all.resolved[k] + all.war[k] + all.running[k] > 0) last = k;
    }
    for (std::size_t k = 0; k <= last; ++k) {
        Estimate unresolved{curve[k], std::nullopt, std::nullopt, result.crises};
        if (half) {
            unresolved.low = std::max(0.0, curve[k] - (*half)[k]);
            unresolved.high = std::min(1.0, curve[k] + (*half)[k]);
        }
        result.points.push_back({kDurationStepHours * static_cast<double>(k + 1), unresolved});
    }
    for (std::size_t q = 0; q < result.quartiles.size(); ++q) {
        const double share = 0.75 - 0.25 * static_cast<double>(q);
        result.quartiles[q] = {hours_down_to(result.points, share, [](const Estimate& e) { return e.value; }),
                               hours_down_to(result.points, share, [](const Estimate& e) { return e.low; }),
                               hours_down_to(result.points, share, [](const Estimate& e) { return e.high; }),
                               result.crises};
    }
    return result;
}

static void to_json(nlohmann::ordered_json& json, const SurvivalPoint& point) {
    json = {{"hours", point.hours}};
    json.update(nlohmann::ordered_json(point.unresolved));
}

nlohmann::ordered_json to_json(const SurvivalCurve& curve) {
    return {{"crises", curve.crises},
            {"wars", curve.wars},
            {"censored", curve.censored},
            {"quartile_hours", curve.quartiles[0]},
            {"median_hours", curve.quartiles[1]},
            {"third_quartile_hours", curve.quartiles[2]},
            {"curve", curve.points}};
}

}  // namespace offramp
