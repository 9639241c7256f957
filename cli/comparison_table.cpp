// SPDX-License-Identifier: Apache-2.0
#include "cli/comparison_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/estimate_text.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

std::string mark_of(const Difference& d) {
    if (!d.paired && d.difference.low) return "~";
    const bool clear =
        d.simultaneous_low && d.simultaneous_high && (*d.simultaneous_low > 0 || *d.simultaneous_high < 0);
    return clear ? "*" : "";
}

/// The change relative to the larger of the two levels, from -1 to 1, as a bar to the left or the right.
std::string bar_of(const Difference& d, bool unicode) {
    constexpr int kCells = 6;
    const double larger =
        std::max(std::abs(d.of_policy.value.value_or(0)), std::abs(d.of_baseline.value.value_or(0)));
    if (!d.difference.value || larger == 0) return "";
    const double change = std::clamp(*d.difference.value / larger, -1.0, 1.0);
    const std::string bar = bar_text(std::abs(change), kCells, unicode);
    const std::string axis = unicode ? "│" : "|";
    return change < 0 ? padded_left(bar, kCells) + axis : padded("", kCells) + axis + bar;
}

std::vector<const Difference*> selected(const Comparison& comparison, const std::string& policy,
                                        std::span<const std::string> wanted) {
    std::vector<const Difference*> rows;
    for (const std::string& name : wanted) {
        for (const Difference& d : comparison.differences) {
            if (d.policy == policy && d.outcome.name == name) rows.push_back(&d);
        }
    }
    return rows;
}

constexpr double kRare = 0.1;

bool is_rare(const RareComparison& rare, std::size_t outcome) {
    return std::any_of(rare.policies.begin(), rare.policies.end(), [&](const RarePolicy& policy) {
        return policy.outcomes[outcome].estimate.value.value_or(1.0) < kRare;
    });
}

}  // namespace

std::string comparison_table(const ComparisonRecord& record, std::span<const std::string> wanted,
                             TableStyle style) {
    std::string out;
    const std::string& baseline = record.policies.front().name;
    for (std::size_t p = 1; p < record.policies.size(); ++p) {
        const std::string& policy = record.policies[p].name;
        const std::vector<TableColumn> columns = {{"outcome"},
                                                  {baseline, true},
                                                  {policy, true},
                                                  {"difference", true},
                                                  {"95 % interval"},
                                                  {""},
                                                  {"ratio"},
                                                  {"var. red.", true},
                                                  {""}};
        std::vector<TableRow> rows;
        if (record.campaigns_failed > 0) {
            rows.push_back({"campaigns that failed", std::to_string(record.policies.front().campaigns_failed),
                            std::to_string(record.policies[p].campaigns_failed), "",
                            fmt::format("{} of {} under any", record.campaigns_failed,
                                        record.policies[p].campaigns_done),
                            "", "", "", ""});
        }
        for (const Difference* d : selected(record.comparison, policy, wanted)) {
            const std::string unit = d->outcome.unit.empty() ? "" : " (" + d->outcome.unit + ")";
            rows.push_back({d->outcome.name + unit, value_text(d->of_baseline.value, style.unicode),
                            value_text(d->of_policy.value, style.unicode),
                            value_text(d->difference.value, style.unicode), interval_or_note(d->difference),
                            mark_of(*d), d->ratio.value ? with_interval(d->ratio, style.unicode) : "",
                            d->variance_reduction ? number_text(*d->variance_reduction) : "",
                            style.bars ? bar_of(*d, style.unicode) : ""});
        }
        if (p > 1) out += '\n';
        out += text_table(columns, rows, style.colour);
    }
    return out;
}

std::string survival_table(const ComparisonRecord& record, TableStyle style) {
    const std::vector<TableColumn> columns = {{"hours to de-escalate"}, {"a quarter"},    {"half"},
                                              {"three quarters"},       {"crises", true}, {"wars", true},
                                              {"censored", true}};
    std::vector<TableRow> rows;
    for (std::size_t p = 0; p < record.policies.size(); ++p) {
        const SurvivalCurve& curve = record.survival[p];
        TableRow row = {record.policies[p].name};
        for (const Estimate& quartile : curve.quartiles)
            row.push_back(with_interval(quartile, style.unicode));
        for (const std::uint64_t count : {curve.crises, curve.wars, curve.censored})
            row.push_back(std::to_string(count));
        rows.push_back(std::move(row));
    }
    return text_table(columns, rows, style.colour);
}

std::string endings_table(const ComparisonRecord& record, TableStyle style) {
    std::string out;
    for (std::size_t p = 0; p < record.policies.size(); ++p) {
        std::vector<TableRow> rows;
        for (const KindEndings& kind : record.endings[p]) {
            TableRow row = {kind.kind, std::to_string(kind.ended)};
            for (const Estimate& share : kind.shares) row.push_back(with_interval(share, style.unicode));
            rows.push_back(std::move(row));
        }
        if (p > 0) out += '\n';
        out += text_table({{fmt::format("crises under {}", record.policies[p].name)},
                           {"ended", true},
                           {"settled"},
                           {fmt::format("{} backed down", record.actors[0])},
                           {fmt::format("{} backed down", record.actors[1])},
                           {"faded"},
                           {"war"}},
                          rows, style.colour);
    }
    return out;
}

std::string rare_table(const RareComparison& rare, TableStyle style) {
    std::string out;
    const std::vector<RareOutcome>& baseline = rare.policies.front().outcomes;
    for (std::size_t p = 1; p < rare.policies.size(); ++p) {
        const RarePolicy& policy = rare.policies[p];
        const std::vector<TableColumn> columns = {{"rare outcome"}, {rare.policies.front().name},
                                                  {"eff.", true},   {policy.name},
                                                  {"eff.", true},   {"difference"},
                                                  {"ratio"}};
        std::vector<TableRow> rows;
        for (std::size_t k = 0; k < baseline.size(); ++k) {
            if (!is_rare(rare, k) && k + 1 < baseline.size()) continue;
            const RareDifference& d = rare.differences[(p - 1) * baseline.size() + k];
            const RareOutcome& ours = policy.outcomes[k];
            rows.push_back({ours.name, with_interval(baseline[k].estimate, style.unicode),
                            value_text(baseline[k].relative_efficiency, style.unicode),
                            with_interval(ours.estimate, style.unicode),
                            value_text(ours.relative_efficiency, style.unicode),
                            with_interval(d.difference, style.unicode),
                            with_interval(d.ratio, style.unicode)});
        }
        if (p > 1) out += '\n';
        out += text_table(columns, rows, style.colour);
    }
    return out;
}

}  // namespace offramp::cli
