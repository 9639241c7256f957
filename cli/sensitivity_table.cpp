// SPDX-License-Identifier: Apache-2.0
#include "cli/sensitivity_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/estimate_text.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

constexpr int kBarCells = 20;

std::string percent(const std::optional<double>& share, bool unicode) {
    return share ? fmt::format("{:.0f} %", 100.0 * *share) : dash(unicode);
}

class SensitivityText {
  public:
    SensitivityText(const Futures& futures, const TargetSensitivity& sensitivity, TableStyle style)
        : axes_(futures.axes()), info_(futures.info()), sensitivity_(sensitivity), style_(style) {}

    std::string operator()(const SobolIndices& s) const {
        std::string text = head(fmt::format(
            "mean {}, standard deviation over the factors {}; noise is {} of the variance of a replication",
            with_interval(s.mean, style_.unicode), deviation(s.variance.value),
            percent(s.noise_share.value, style_.unicode)));
        if (replications_of(info_.design) == 1)
            text += "one replication: the simulator's noise counts as an effect of the factors\n";
        if (!s.variance.value || *s.variance.value <= 0.0)
            return text + "the factors make no difference that could be told from noise\n";
        std::vector<TableRow> rows;
        for (const std::size_t f : by_importance(sensitivity_)) {
            rows.push_back({axes_[f].name, value(s.first[f]), interval(s.first[f]), value(s.total[f]),
                            interval(s.total[f]), bar(s.total[f].value.value_or(0.0))});
        }
        text +=
            text_table({{"factor"}, {"first", true}, {""}, {"total", true}, {""}, {""}}, rows, style_.colour);
        return text + second_order(s.second);
    }

    std::string operator()(const MorrisEffects& effects) const {
        const std::string& unit = info_.outcomes[sensitivity_.target.outcome].unit;
        double largest = 0.0;
        for (const ElementaryEffects& e : effects)
            largest = std::max(largest, e.mean_absolute.value.value_or(0.0));
        std::vector<TableRow> rows;
        for (const std::size_t f : by_importance(sensitivity_)) {
            const ElementaryEffects& e = effects[f];
            rows.push_back({axes_[f].name, value(e.mean_absolute), interval(e.mean_absolute), value(e.mean),
                            interval(e.mean), value(e.deviation), interval(e.deviation),
                            number_text(e.noise_floor),
                            bar(largest > 0.0 ? e.mean_absolute.value.value_or(0.0) / largest : 0.0)});
        }
        const std::string mu = style_.unicode ? "μ" : "mu";
        return head(fmt::format("effects over the whole range of a factor{}",
                                unit.empty() ? "" : ", in " + unit)) +
               text_table({{"factor"},
                           {mu + "*", true},
                           {""},
                           {mu, true},
                           {""},
                           {style_.unicode ? "σ" : "sigma", true},
                           {""},
                           {"noise", true},
                           {""}},
                          rows, style_.colour);
    }

    std::string operator()(const VarianceShares& shares) const {
        std::vector<TableRow> rows;
        for (const std::size_t f : by_importance(sensitivity_)) {
            rows.push_back({axes_[f].name, value(shares.first[f]), interval(shares.first[f]),
                            bar(shares.first[f].value.value_or(0.0))});
        }
        return head(fmt::format(
                   "mean {}, standard deviation {}, of whose square at most {} is the simulator's noise",
                   number_text(shares.mean), deviation(shares.variance),
                   percent(shares.noise_at_most, style_.unicode))) +
               text_table({{"factor"}, {"first", true}, {""}, {""}}, rows, style_.colour);
    }

  private:
    std::string head(const std::string& more) const {
        std::string text =
            inked(target_text(info_, sensitivity_.target), Ink::kBold, style_.colour) + '\n' + more;
        if (sensitivity_.left_out > 0) text += fmt::format("; {} left out", sensitivity_.left_out);
        return text + '\n';
    }

    /// What is 0 but for rounding reads as 0.
    static std::optional<double> tidy(const std::optional<double>& x) {
        return x && std::abs(*x) < 1e-12 ? std::optional(0.0) : x;
    }
    std::string value(const Estimate& e) const { return value_text(tidy(e.value), style_.unicode); }
    static std::string interval(const Estimate& e) { return interval_text(tidy(e.low), tidy(e.high)); }
    std::string bar(double share) const { return bar_text(share, kBarCells, style_.unicode); }
    std::string deviation(const std::optional<double>& variance) const {
        return variance ? number_text(std::sqrt(std::max(0.0, *variance))) : dash(style_.unicode);
    }

    std::string second_order(std::vector<PairIndex> pairs) const {
        if (pairs.empty()) return "";
        constexpr std::size_t kShown = 10;
        std::erase_if(pairs, [](const PairIndex& pair) { return covers_zero(pair.index); });
        if (pairs.empty()) return "no second-order index can be told from 0\n";
        std::ranges::stable_sort(
            pairs, {}, [](const PairIndex& pair) { return -std::abs(pair.index.value.value_or(0.0)); });
        std::vector<TableRow> rows;
        for (std::size_t k = 0; k < std::min(kShown, pairs.size()); ++k) {
            rows.push_back({axes_[pairs[k].first].name + " with " + axes_[pairs[k].second].name,
                            value(pairs[k].index), interval(pairs[k].index),
                            bar(pairs[k].index.value.value_or(0.0))});
        }
        return text_table({{"together, beyond each"}, {"second", true}, {""}, {""}}, rows, style_.colour);
    }

    const std::vector<FutureAxis>& axes_;
    const StoreInfo& info_;
    const TargetSensitivity& sensitivity_;
    TableStyle style_;
};

/// The box with this limit alone.
Box alone(const Restriction& limit, std::size_t inputs) {
    Box box = whole_space(inputs);
    switch (limit.side.kind) {
        case Side::Kind::kLower:
            box.low[limit.side.input] = limit.limit;
            break;
        case Side::Kind::kUpper:
            box.high[limit.side.input] = limit.limit;
            break;
        case Side::Kind::kNames:
            box.left_out[limit.side.input] = limit.left_out;
            break;
    }
    return box;
}

std::string limits_table(const Futures& futures, const FoundBox& found, TableStyle style) {
    std::vector<TableRow> rows;
    for (std::size_t k = 0; k < found.restrictions.size(); ++k) {
        const Restriction& limit = found.restrictions[k];
        const std::size_t input = limit.side.input;
        rows.push_back({"  " + limit_text(futures.axes()[input], alone(limit, futures.axes().size()), input),
                        limit.quasi_p < 1e-4 ? "< 1e-4" : number_text(limit.quasi_p),
                        percent(found.trials.found_again[k], style.unicode),
                        fmt::format("{:.2f}", limit.without.density),
                        fmt::format("{:.2f}", limit.without.coverage)});
    }
    return text_table({{"  limit"},
                       {"quasi-p", true},
                       {"found again", true},
                       {"density without", true},
                       {"coverage without", true}},
                      rows, style.colour);
}

}  // namespace

std::string sensitivity_table(const Futures& futures, const TargetSensitivity& sensitivity,
                              TableStyle style) {
    return std::visit(SensitivityText(futures, sensitivity, style), sensitivity.result);
}

std::string discovery_table(const Futures& futures, const Discovery& discovery, TableStyle style) {
    std::string question;
    for (const Condition& condition : discovery.conditions)
        question += (question.empty() ? "" : " and ") + to_text(futures.info(), condition);
    std::string out = inked("Where " + question, Ink::kBold, style.colour) + '\n';
    out += fmt::format("{} of {} futures; in {} the simulator's noise could decide it otherwise{}\n",
                       discovery.cases, discovery.futures, discovery.uncertain,
                       discovery.left_out == 0 ? "" : fmt::format("; {} left out", discovery.left_out));
    if (!are_mixed(discovery)) return out;
    if (discovery.boxes.empty()) return out + wrapped("", std::string(kFoundNoBox), style.width);
    for (std::size_t k = 0; k < discovery.boxes.size(); ++k) {
        const FoundBox& found = discovery.boxes[k];
        out += wrapped(fmt::format("{}. ", k + 1), box_text(futures, found.box), style.width);
        out += fmt::format("   {}{} cases in {} futures: density {:.2f}, coverage {:.2f}, mass {:.2f}\n",
                           k == 0 ? "" : "of the rest, ", found.score.cases, found.score.points,
                           found.score.density, found.score.coverage, found.score.mass);
        if (found.score.density < discovery.least_density) {
            out += fmt::format("   the search found none of the density {} that was asked for\n",
                               number_text(discovery.least_density));
        }
        out += fmt::format("   chance alone would bring its like with probability {} (of {} shuffles)\n",
                           number_text(found.trials.chance), found.trials.shuffles);
        out += limits_table(futures, found, style);
    }
    if (discovery.boxes.size() > 1)
        out += fmt::format("together they hold {:.0f} % of the cases\n", 100.0 * discovery.coverage);
    return out;
}

}  // namespace offramp::cli
