// SPDX-License-Identifier: Apache-2.0
#include "cli/audit_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/estimate_text.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

class AuditText {
  public:
    AuditText(const Audit& audit, double negligible, std::size_t rows, TableStyle style)
        : audit_(audit), negligible_(negligible), rows_(rows), style_(style) {
        for (const AuditedNumber& number : audit.numbers)
            bearings_.push_back(bearing_of(audit, number, negligible));
    }

    std::string text() const {
        std::string text = head() + '\n' + levels() + '\n';
        // The difference is the answer: it comes first.
        for (std::size_t c = audit_.contrasts.size(); c-- > 0;) text += hangs_on(c) + '\n';
        return text + nothing() + bare() + untried() + together() + legend();
    }

  private:
    bool is_difference(std::size_t contrast) const { return contrast == 2; }

    std::size_t count(Bearing bearing) const {
        return static_cast<std::size_t>(std::ranges::count(bearings_, bearing));
    }

    std::string heading(const std::string& text) const { return inked(text, Ink::kBold, style_.colour); }

    std::string head() const {
        std::size_t values = 0;
        for (const AuditedNumber& number : audit_.numbers) values += number.trials.size();
        return fmt::format("{}: {} numbers, tried at {} values{}; {} campaigns at each, seed {}\n",
                           audit_.title.empty() ? audit_.scenario : audit_.title, audit_.numbers.size(),
                           values, audit_.complete ? "" : " (stopped early)", audit_.campaigns, audit_.seed) +
               fmt::format("{} move an outcome, {} do nothing, {} are undecided\n", count(Bearing::kStrong),
                           count(Bearing::kNothing), count(Bearing::kUndecided));
    }

    std::string levels() const {
        std::vector<TableColumn> columns = {{"as it is"}};
        for (const std::string& contrast : audit_.contrasts) columns.push_back({contrast});
        columns.push_back({"spread", true});
        std::vector<TableRow> rows;
        for (const AuditedOutcome& outcome : audit_.outcomes) {
            TableRow row = {outcome.name};
            for (const Estimate& level : outcome.levels) row.push_back(with_interval(level, style_.unicode));
            row.push_back(number_text(outcome.spread));
            rows.push_back(std::move(row));
        }
        return text_table(columns, rows, style_.colour);
    }

    // Of a number, the value at which the contrast moves most.
    const TrialResult* telling_trial(const AuditedNumber& number, std::size_t contrast) const {
        const TrialResult* telling = nullptr;
        double most = 0.0;
        for (const TrialResult& trial : number.trials) {
            const double reach = reach_of(audit_, trial, contrast);
            if (reach > most) {
                most = reach;
                telling = &trial;
            }
        }
        return telling;
    }

    static std::string with_sign(double value) { return (value > 0.0 ? "+" : "") + number_text(value); }

    std::string change(const Estimate& estimate) const {
        if (!estimate.value) return dash(style_.unicode);
        if (*estimate.value == 0.0) return "0";
        if (!estimate.low || !estimate.high) return with_sign(*estimate.value) + " ?";
        return with_sign(*estimate.value) + ' ' + interval_text(estimate.low, estimate.high);
    }

    // Numbers that clearly move the contrast, those first by which it moves most.
    std::vector<std::size_t> strongest(std::size_t contrast) const {
        std::vector<std::size_t> order;
        std::vector<double> reach;
        for (std::size_t k = 0; k < audit_.numbers.size(); ++k) {
            reach.push_back(reach_of(audit_, audit_.numbers[k], contrast));
            if (clearly_moves(audit_, audit_.numbers[k], contrast, negligible_)) order.push_back(k);
        }
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return reach[a] > reach[b]; });
        if (order.size() > rows_) order.resize(rows_);
        return order;
    }

    std::string hangs_on(std::size_t contrast) const {
        std::vector<TableColumn> columns = {{"number"}, {"is", true}, {"tried at", true}};
        for (const AuditedOutcome& outcome : audit_.outcomes) {
            if (outcome.spread > 0.0) columns.push_back({outcome.name});
        }
        std::vector<TableRow> rows;
        for (const std::size_t k : strongest(contrast)) {
            const AuditedNumber& number = audit_.numbers[k];
            const TrialResult* trial = telling_trial(number, contrast);
            if (trial == nullptr) continue;
            TableRow row = {number.path, number.value, trial->value};
            for (std::size_t o = 0; o < audit_.outcomes.size(); ++o) {
                if (audit_.outcomes[o].spread > 0.0) row.push_back(change(trial->changes[o][contrast]));
            }
            rows.push_back(std::move(row));
        }
        const std::string what = heading(fmt::format("What {} hangs on", audit_.contrasts[contrast]));
        if (rows.empty()) return what + ": on nothing that so many campaigns tell\n";
        return what + '\n' + text_table(columns, rows, style_.colour);
    }

    std::string list(const std::string& title, const std::vector<std::string>& items) const {
        if (items.empty()) return "";
        return heading(title) + '\n' +
               wrapped("  ", fmt::format("{}", fmt::join(items, ", ")), style_.width) + '\n';
    }

    std::string nothing() const {
        std::vector<std::string> paths;
        std::size_t defaults = 0;
        for (std::size_t k = 0; k < bearings_.size(); ++k) {
            if (bearings_[k] != Bearing::kNothing) continue;
            if (audit_.numbers[k].written) {
                paths.push_back(audit_.numbers[k].path);
            } else {
                ++defaults;
            }
        }
        if (defaults > 0) paths.push_back(fmt::format("and {} defaults", defaults));
        return list("Do nothing", paths);
    }

    std::string bare() const {
        std::vector<std::string> paths;
        for (const std::size_t k : strongest(audit_.contrasts.size() - 1)) {
            if (is_bare(audit_.numbers[k])) paths.push_back(audit_.numbers[k].path);
        }
        return list("Strong, and no source, sweep or calibration stands behind them", paths);
    }

    std::string untried() const {
        std::string lines;
        for (std::size_t k = 0; k < bearings_.size(); ++k) {
            if (bearings_[k] != Bearing::kUntried) continue;
            const TrialResult& trial = audit_.numbers[k].trials.front();
            lines +=
                wrapped("- ", fmt::format("{} at {}: {}", audit_.numbers[k].path, trial.value, trial.problem),
                        style_.width);
        }
        return lines.empty() ? "" : heading("Could not be tried") + '\n' + lines + '\n';
    }

    std::string together() const {
        if (!audit_.together) return "";
        const Together& together = *audit_.together;
        return joint_groups(together) + joint_effects(together);
    }

    std::string joint_groups(const Together& together) const {
        if (together.groups.empty()) return "";
        std::string lines;
        std::size_t alone = 0;
        for (const JointGroup& group : together.groups) {
            if (group.paths.size() == 1) {
                ++alone;
            } else {
                lines += wrapped("- ", group_text(group, together.wanted), style_.width);
            }
        }
        if (alone > 0)
            lines += wrapped("- ", fmt::format("{} numbers of these do nothing by themselves alone", alone),
                             style_.width);
        return heading("Those that do nothing, moved together") + '\n' + lines + '\n';
    }

    // Long groups are named by how many they are, short ones by their numbers.
    std::string group_text(const JointGroup& group, std::uint64_t wanted) const {
        constexpr std::size_t kNamed = 6;
        std::string text = fmt::format("{} numbers", group.paths.size());
        if (group.paths.size() <= kNamed) text += fmt::format(" ({})", fmt::join(group.paths, ", "));
        if (group.bearing == Bearing::kNothing) {
            text += fmt::format(": nothing in {} combinations; ", wanted);
            text += group.differing == 0 ? "no campaign comes out differently"
                                         : fmt::format("within {} spreads", number_text(group.most));
        } else {
            const char* what = group.bearing == Bearing::kStrong      ? "some outcome moves"
                               : group.bearing == Bearing::kUndecided ? "undecided"
                                                                      : "not simulated to its end";
            text += fmt::format(": {} at combination {}", what, group.combinations);
            if (!group.problem.empty()) text += fmt::format(" ({})", group.problem);
        }
        if (!group.refused.empty())
            text += fmt::format("; not with the others, by the scenario's rules: {}",
                                fmt::join(group.refused, ", "));
        return text;
    }

    std::string joint_effects(const Together& together) const {
        if (together.numbers.empty()) return "";
        std::string text = heading("The strongest, while the others move too") +
                           fmt::format(": {} trajectories\n", together.trajectories);
        const std::size_t contrast = audit_.contrasts.size() - 1;
        std::vector<TableColumn> columns = {{"number"}, {"from", true}, {"to", true},  {"outcome"},
                                            {"mean"},   {"size"},       {"unevenness"}};
        std::vector<std::pair<double, TableRow>> rows;
        for (const JointNumber& number : together.numbers) {
            const std::size_t k = most_moved(number, contrast);
            const ElementaryEffects& effects = number.effects[k][contrast];
            rows.emplace_back(size_of(effects, k),
                              TableRow{number.path, number.low, number.high, audit_.outcomes[k].name,
                                       change(effects.mean) +
                                           (clearly_moves(audit_, number, contrast, negligible_) ? "" : " *"),
                                       with_interval(effects.mean_absolute, style_.unicode),
                                       with_interval(effects.deviation, style_.unicode)});
        }
        std::ranges::stable_sort(rows, [](const auto& a, const auto& b) { return a.first > b.first; });
        std::vector<TableRow> shown;
        for (auto& [size, row] : rows) {
            if (shown.size() < rows_) shown.push_back(std::move(row));
        }
        text += text_table(columns, shown, style_.colour);
        if (!together.apart.empty())
            text +=
                wrapped("",
                        fmt::format("Left out, since the rules do not let them move with stronger ones: {}.",
                                    fmt::join(together.apart, ", ")),
                        style_.width);
        return text +
               wrapped("",
                       fmt::format(
                           "Of {}, in the outcome that the number moves most: the effect of going from one "
                           "end to the other with the others at random ends, its mean size and how much it "
                           "depends on the others (Morris's μ, μ* and σ). *: no outcome clearly moves by "
                           "more than counts as nothing.",
                           audit_.contrasts[contrast]),
                       style_.width) +
               '\n';
    }

    double size_of(const ElementaryEffects& effects, std::size_t outcome) const {
        const double spread = audit_.outcomes[outcome].spread;
        return spread > 0.0 ? effects.mean_absolute.value.value_or(0.0) / spread : 0.0;
    }

    std::size_t most_moved(const JointNumber& number, std::size_t contrast) const {
        std::size_t most = 0;
        for (std::size_t k = 1; k < number.effects.size(); ++k) {
            if (size_of(number.effects[k][contrast], k) > size_of(number.effects[most][contrast], most))
                most = k;
        }
        return most;
    }

    std::string legend() const {
        return wrapped(
            "",
            fmt::format("A change is that of the outcome where this number alone is moved, on the same "
                        "campaigns, with its 95 % interval ({} where there is none). It counts as nothing "
                        "within {:g} spreads; the spread is the standard deviation over campaigns under {}.",
                        "?", negligible_, audit_.contrasts.front()),
            style_.width);
    }

    const Audit& audit_;
    double negligible_;
    std::size_t rows_;
    TableStyle style_;
    std::vector<Bearing> bearings_;
};

}  // namespace

std::string audit_text(const Audit& audit, double negligible, std::size_t rows, TableStyle style) {
    return AuditText(audit, negligible, rows, style).text();
}

}  // namespace offramp::cli
