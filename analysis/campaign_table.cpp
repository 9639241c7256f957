// SPDX-License-Identifier: Apache-2.0
#include "analysis/campaign_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <type_traits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/trajectory/payoff_part.hpp"

namespace offramp {
namespace {

/// Writes what a campaign came to into a row of its column.
using WriteCell = std::function<void(const CampaignSummary&, ColumnValues&, std::size_t row)>;

struct ColumnMaker {
    std::string name;
    std::function<ColumnValues(std::size_t rows)> make;
    WriteCell write;
};

template <class T, class Get>
ColumnMaker column_of(std::string name, Get get) {
    return {std::move(name), [](std::size_t rows) { return std::vector<T>(rows); },
            [get](const CampaignSummary& summary, ColumnValues& values, std::size_t row) {
                std::get<std::vector<T>>(values)[row] = static_cast<T>(get(summary));
            }};
}

template <class Member>
void add_columns(std::vector<ColumnMaker>& makers, std::string_view name, Member member, const Names& names) {
    if constexpr (!std::is_same_v<Member, std::monostate>) {
        using Value = std::remove_cvref_t<decltype(std::declval<CampaignSummary>().*member)>;
        if constexpr (requires(Value v) { v[0]; }) {
            using Number = typename Value::value_type;
            for (std::size_t i = 0; i < names.actors.size(); ++i) {
                makers.push_back(
                    column_of<Number>(fmt::format(fmt::runtime(name), names.actors[i]),
                                      [member, i](const CampaignSummary& s) { return (s.*member)[i]; }));
            }
        } else {
            using Number = std::conditional_t<std::is_same_v<Value, bool>, Truth, Value>;
            makers.push_back(column_of<Number>(std::string(name),
                                               [member](const CampaignSummary& s) { return s.*member; }));
        }
    }
}

std::vector<ColumnMaker> makers_for(const Names& names) {
    std::vector<ColumnMaker> makers;
    for (const CampaignColumnRow& row : kCampaignColumns)
        std::visit([&](auto member) { add_columns(makers, row.name, member, names); }, row.number);
    for (const PayoffPartRow& row : kPayoffPartTable) {
        for (std::size_t i = 0; i < names.actors.size(); ++i) {
            makers.push_back(column_of<double>(
                "payoff_" + std::string(row.name) + '_' + names.actors[i],
                [part = row.part, i](const CampaignSummary& s) { return s.parts[at(part)][i]; }));
        }
    }
    return makers;
}

std::vector<ColumnMaker> wanted_makers(const Names& names, const std::vector<std::string>& wanted) {
    std::vector<ColumnMaker> all = makers_for(names);
    if (wanted.empty()) return all;
    const std::vector<std::string> known = campaign_column_names(names);
    std::vector<ColumnMaker> makers;
    for (const std::string& name : wanted)
        makers.push_back(all[place_among(known, name, "unknown column '" + name + "'")]);
    return makers;
}

/// Takes away the rows that no campaign has written.
template <class T>
void keep_rows(std::vector<T>& values, const std::vector<Truth>& written) {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (written[row] == Truth::kTrue) values[kept++] = values[row];
    }
    values.resize(kept);
}

void keep_rows(Categories& values, const std::vector<Truth>& written) {
    keep_rows(values.codes, written);
}

/// The columns of policy and campaign, for all campaigns of all policies.
Columns numbered_rows(const std::vector<std::string>& policies, std::uint64_t campaigns) {
    Categories policy{{}, policies};
    std::vector<std::uint64_t> campaign;
    for (std::size_t p = 0; p < policies.size(); ++p) {
        for (std::uint64_t k = 0; k < campaigns; ++k) {
            policy.codes.push_back(static_cast<std::int32_t>(p));
            campaign.push_back(k);
        }
    }
    return {{"policy", std::move(policy)}, {"campaign", std::move(campaign)}};
}

}  // namespace

std::vector<std::string> campaign_column_names(const Names& names) {
    std::vector<std::string> known;
    for (ColumnMaker& maker : makers_for(names)) known.push_back(std::move(maker.name));
    return known;
}

CampaignTable campaign_table(const Experiment& experiment, const RunOptions& options,
                             const std::vector<std::string>& wanted) {
    const Names& names = experiment.cases.front().model.names;
    for (const PolicyCase& policy : experiment.cases) {
        if (policy.model.names.actors != names.actors)
            throw InputError({}, "the policies have different actors, and so different columns",
                             "take one at a time");
    }
    const std::vector<ColumnMaker> makers = wanted_makers(names, wanted);
    const std::size_t rows = experiment.cases.size() * options.campaigns;
    Columns numbers;
    for (const ColumnMaker& maker : makers) numbers.push_back({maker.name, maker.make(rows)});
    std::vector<Truth> written(rows, Truth::kFalse);
    CampaignTable table;
    table.complete = true;
    for (std::size_t p = 0; p < experiment.cases.size(); ++p) {
        const Model& model = experiment.cases[p].model;
        table.policies.push_back(model.policy_name);
        const MakeRunner make_runner = simulators_of(model, options.seed, options.tables);
        // Every campaign has a row of its own, so that threads write side by side.
        const auto write = [&](CampaignWorker& worker, std::uint64_t campaign) {
            const std::size_t row = p * options.campaigns + campaign;
            return failure_of(campaign, [&] {
                const CampaignSummary summary = worker.run(campaign, nullptr);
                outcome_sample(summary);  // throws where run_experiment() counts a failure
                for (std::size_t c = 0; c < makers.size(); ++c)
                    makers[c].write(summary, numbers[c].values, row);
                written[row] = Truth::kTrue;
            });
        };
        using Failed = std::vector<FailedCampaign>;
        Failed& failures = table.failures.emplace_back();
        const std::uint64_t done = run_chunks(
            {.count = options.campaigns,
             .threads = options.threads,
             .cancel = options.cancel,
             .progress = counting_from(p * options.campaigns, options.progress)},
            [&] { return CampaignWorker(make_runner); },
            [&](CampaignWorker& worker, ChunkRange range) {
                Failed failed;
                for (std::uint64_t campaign = range.begin; campaign < range.end; ++campaign) {
                    if (options.cancel.stop_requested()) break;
                    if (auto failure = write(worker, campaign)) failed.push_back(std::move(*failure));
                }
                return failed;
            },
            [&](Failed& failed) { std::ranges::move(failed, std::back_inserter(failures)); });
        table.complete = table.complete && done == options.campaigns && !options.cancel.stop_requested();
    }
    table.columns = numbered_rows(table.policies, options.campaigns);
    std::ranges::move(numbers, std::back_inserter(table.columns));
    if (std::ranges::find(written, Truth::kFalse) != written.end()) {
        for (Column& column : table.columns)
            std::visit([&](auto& values) { keep_rows(values, written); }, column.values);
    }
    return table;
}

}  // namespace offramp
