// SPDX-License-Identifier: Apache-2.0
#include "analysis/endings_by_kind.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "analysis/replicated_interval.hpp"

namespace offramp {
namespace {

using Shares = std::array<double, kCloses - 1>;
using KindCounts = std::array<std::uint64_t, kCloses>;

constexpr std::size_t kFewestWithCrises = 10;

std::uint64_t ended_of(const KindCounts& counts) {
    return std::accumulate(counts.begin(), counts.end() - 1, std::uint64_t{0});
}

/// The share of a close among crises that ended, with the interval for as many as they are worth.
Estimate share_of(std::size_t close, const KindCounts& all, const std::vector<KindCounts>& groups) {
    const auto n = static_cast<double>(ended_of(all));
    const double share = static_cast<double>(all[close]) / n;
    std::vector<double> without;
    for (const KindCounts& group : groups) {
        const auto rest = static_cast<double>(ended_of(all) - ended_of(group));
        if (ended_of(group) > 0 && rest > 0)
            without.push_back(static_cast<double>(all[close] - group[close]) / rest);
    }
    Estimate estimate{share, std::nullopt, std::nullopt, ended_of(all)};
    if (without.size() < kFewestWithCrises) {
        estimate.reason = NoInterval::kTooFew;
        return estimate;
    }
    const double alone = share * (1.0 - share) / n;  // the variance of independent crises
    const double together = jackknife_variance(without);
    const double design_effect = alone > 0.0 ? std::max(1.0, together / alone) : 1.0;
    const double t = student_quantile(static_cast<double>(without.size()) - 1.0, kNormal975) / kNormal975;
    const Estimate interval = wilson_of_share(share, std::max(1.0, n / (design_effect * t * t)));
    estimate.low = interval.low;
    estimate.high = interval.high;
    return estimate;
}

}  // namespace

void EndingTotals::add(std::uint64_t campaign, const CampaignSummary& summary) {
    Counts& group = groups_[campaign % kGroups];
    for (std::size_t k = 0; k < kMostKinds; ++k) {
        for (std::size_t c = 0; c < kCloses; ++c) group[k][c] += summary.endings[k][c];
    }
}

void EndingTotals::merge(const EndingTotals& other) {
    for (std::size_t g = 0; g < kGroups; ++g) {
        for (std::size_t k = 0; k < kMostKinds; ++k) {
            for (std::size_t c = 0; c < kCloses; ++c) groups_[g][k][c] += other.groups_[g][k][c];
        }
    }
}

std::vector<KindEndings> endings_by_kind(const EndingTotals& totals, const Names& names) {
    std::vector<KindEndings> kinds;
    for (std::size_t k = 0; k < names.incidents.size(); ++k) {
        KindCounts all{};
        std::vector<KindCounts> groups;
        for (const EndingTotals::Counts& group : totals.groups()) {
            groups.push_back(group[k]);
            for (std::size_t c = 0; c < kCloses; ++c) all[c] += group[k][c];
        }
        KindEndings kind{names.incidents[k], ended_of(all), all.back(), {}};
        if (kind.ended + kind.running == 0) continue;
        for (std::size_t c = 0; c + 1 < kCloses && kind.ended > 0; ++c)
            kind.shares[c] = share_of(c, all, groups);
        kinds.push_back(std::move(kind));
    }
    return kinds;
}

nlohmann::ordered_json endings_json(const std::vector<KindEndings>& kinds,
                                    const std::array<std::string, 2>& actors) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const KindEndings& kind : kinds) {
        const auto share = [&](Close close) { return kind.shares[static_cast<std::size_t>(close)]; };
        rows.push_back({{"kind", kind.kind},
                        {"ended", kind.ended},
                        {"running", kind.running},
                        {"settled", share(Close::kSettled)},
                        {"backed_down_" + actors[0], share(Close::kFirstBackedDown)},
                        {"backed_down_" + actors[1], share(Close::kSecondBackedDown)},
                        {"faded", share(Close::kFaded)},
                        {"war", share(Close::kWar)}});
    }
    return rows;
}

}  // namespace offramp
