// SPDX-License-Identifier: Apache-2.0
#include "cli/robust_table.hpp"

#include <fmt/format.h>

#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/estimate_text.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

std::string names_text(const StoreInfo& info, std::span<const std::size_t> policies) {
    std::string text;
    for (const std::size_t p : policies) text += (text.empty() ? "" : ", ") + info.policies[p].name;
    return text;
}

/// Policies that a criterion chooses; that they tie is said.
std::string chosen_text(const StoreInfo& info, std::span<const std::size_t> policies) {
    if (policies.size() == 1) return info.policies[policies.front()].name;
    if (policies.size() == info.policies.size()) return "all tie";
    return names_text(info, policies) + " tie";
}

std::string title_of(const StoreInfo& info, const OutcomeRobustness& robustness, TableStyle style) {
    const StoredOutcome& outcome = info.outcomes[robustness.outcome];
    return inked(outcome.name, Ink::kBold, style.colour) +
           fmt::format("{}, {} is better; {} futures{}\n",
                       outcome.unit.empty() ? "" : " (" + outcome.unit + ")",
                       robustness.better == Better::kHigher ? "higher" : "lower", robustness.futures,
                       robustness.left_out == 0 ? "" : fmt::format(", {} left out", robustness.left_out));
}

}  // namespace

std::string robust_table(const Futures& futures, const OutcomeRobustness& robustness, TableStyle style) {
    const StoreInfo& info = futures.info();
    std::vector<TableRow> rows;
    for (std::size_t p = 0; p < robustness.policies.size(); ++p) {
        const PolicyStanding& standing = robustness.policies[p];
        TableRow row = {info.policies[p].name};
        for (const Estimate* e :
             {&standing.mean, &standing.worst, &standing.mean_regret, &standing.largest_regret})
            row.push_back(with_interval(*e, style.unicode));
        row.push_back(std::to_string(standing.best_in));
        row.push_back(std::to_string(standing.tied_best_in));
        row.push_back(std::to_string(standing.clearly_best_in));
        rows.push_back(std::move(row));
    }
    return title_of(info, robustness, style) +
           text_table({{"policy"},
                       {"mean"},
                       {"worst"},
                       {"mean regret"},
                       {"largest regret"},
                       {"best in", true},
                       {"tied", true},
                       {"clearly", true}},
                      rows, style.colour) +
           fmt::format("best mean: {}{}; best worst case: {}; least largest regret: {}\n",
                       chosen_text(info, robustness.best_mean),
                       robustness.overall.level_with.empty()
                           ? ""
                           : " (level with " + names_text(info, robustness.overall.level_with) + ")",
                       chosen_text(info, robustness.maximin), chosen_text(info, robustness.minimax_regret));
}

std::string where_table(const Futures& futures, const OutcomeRobustness& robustness, TableStyle style) {
    constexpr int kBarCells = 10;
    const StoreInfo& info = futures.info();
    const Choice& overall = robustness.overall;
    const std::string title =
        inked("Which policy where: " + info.outcomes[robustness.outcome].name, Ink::kBold, style.colour);
    if (overall.ties == overall.futures)
        return title + fmt::format(": none is clearly the best in any of {} futures\n\n", overall.futures);
    const std::size_t best = overall.best.front();
    if (overall.clear_wins[best] == overall.futures)
        return title + fmt::format(": {} is clearly the best in each of {} futures\n\n",
                                   info.policies[best].name, overall.futures);
    std::vector<TableColumn> columns = {
        {"factor"}, {"value"}, {"futures", true}, {"best on average"}, {"level with it"}};
    for (const StoredPolicy& policy : info.policies) columns.push_back({policy.name, true});
    columns.push_back({"ties", true});
    columns.push_back({""});
    std::vector<TableRow> rows;
    std::size_t last = info.factors.size();
    for (const FactorChoice& item : robustness.where) {
        const Choice& choice = item.choice;
        TableRow row = {item.factor == last ? "" : futures.axes()[item.factor].name,
                        group_text(futures.axes()[item.factor], item.low, item.high),
                        std::to_string(choice.futures), chosen_text(info, choice.best),
                        names_text(info, choice.level_with)};
        for (const std::size_t wins : choice.clear_wins) row.push_back(std::to_string(wins));
        row.push_back(std::to_string(choice.ties));
        const auto won = static_cast<double>(choice.clear_wins[choice.best.front()]);
        row.push_back(bar_text(won / static_cast<double>(choice.futures), kBarCells, style.unicode));
        rows.push_back(std::move(row));
        last = item.factor;
    }
    return title + '\n' + text_table(columns, rows, style.colour) + '\n';
}

std::string pareto_lines(const Futures& futures, std::span<const OutcomeRobustness> outcomes,
                         std::span<const ParetoStanding> standings, int width) {
    const StoreInfo& info = futures.info();
    std::string names;
    for (const OutcomeRobustness& item : outcomes)
        names += (names.empty() ? "" : ", ") + info.outcomes[item.outcome].name;
    std::vector<std::size_t> kept;
    for (std::size_t p = 0; p < standings.size(); ++p) {
        if (standings[p].dominated_by.empty()) kept.push_back(p);
    }
    std::string text =
        wrapped("", fmt::format("Pareto set over the means of {}: {}", names, names_text(info, kept)), width);
    for (std::size_t p = 0; p < standings.size(); ++p) {
        if (standings[p].dominated_by.empty()) continue;
        text += wrapped("- ",
                        fmt::format("{} is {} by {}", info.policies[p].name,
                                    standings[p].clearly ? "dominated" : "dominated within noise",
                                    names_text(info, standings[p].dominated_by)),
                        width);
    }
    return text;
}

}  // namespace offramp::cli
