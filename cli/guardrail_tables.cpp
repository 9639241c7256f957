// SPDX-License-Identifier: Apache-2.0
#include "cli/guardrail_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/estimate_text.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

constexpr std::size_t kEquilibriaShown = 8;

std::string pm(bool unicode) {
    return unicode ? " ± " : " +- ";
}

std::string difference_cell(const PayoffDifference& d, bool unicode) {
    if (!d.estimate.value) return "0";
    std::string text = (*d.estimate.value > 0 ? "+" : "") + number_text(*d.estimate.value);
    if (d.estimate.low && d.estimate.high)
        text += pm(unicode) + number_text(0.5 * (*d.estimate.high - *d.estimate.low));
    if (d.strength == Strength::kLikely) text += " ~";
    if (d.strength == Strength::kOpen) text += " ?";
    return text;
}

/// The packages that the tables speak of, by position.
std::vector<std::size_t> spoken_of(const GuardrailGame& game) {
    std::vector<std::size_t> rows;
    for (std::size_t k = 1; k < game.packages.size(); ++k) {
        if (is_reported(game, game.packages[k]) || k == game.selected.package) rows.push_back(k);
    }
    return rows;
}

std::string concession_cell(const GuardrailGame& game, const PackageResult& package) {
    if (package.concession_needed) return game.concessions[*package.concession_needed].name;
    return package.concession_status == ConcessionStatus::kNoneSuffices ? "none suffices" : "";
}

std::string war_cell(const Estimate& p) {
    return p.low && p.high ? with_interval(p, false) : "";
}

/// Parts that are shown in one column.
struct PartGroup {
    std::string_view heading;
    std::vector<PayoffPart> parts;
};

std::vector<PartGroup> part_groups() {
    using enum PayoffPart;
    std::vector<PartGroup> groups = {{"accidents", {kAccidents}},
                                     {"rival's presence", {kRivalPresence}},
                                     {"own posture", {kOwnPresence, kStance}},
                                     {"audience", {kAudience}},
                                     {"stakes", {kStakes}},
                                     {"war", {kWar}},
                                     {"cooperation", {kCooperation}}};
    PartGroup rest = {"rest", {}};
    for (const PayoffPartRow& row : kPayoffPartTable) {
        const bool shown = std::any_of(groups.begin(), groups.end(), [&](const PartGroup& group) {
            return std::find(group.parts.begin(), group.parts.end(), row.part) != group.parts.end();
        });
        if (!shown) rest.parts.push_back(row.part);
    }
    groups.push_back(std::move(rest));
    return groups;
}

}  // namespace

std::string acceptance_table(const GuardrailGame& game, TableStyle style) {
    std::vector<TableColumn> columns = {{"package"}};
    for (const std::string& actor : game.actors) {
        columns.push_back({actor});
        columns.push_back({"payoff", true});
    }
    columns.insert(columns.end(), {{"P(war)"}, {"concession needed"}});
    std::vector<TableRow> rows;
    for (const std::size_t k : spoken_of(game)) {
        const PackageResult& package = game.packages[k];
        TableRow row = {package_text(game, package) + (k == game.selected.package ? " *" : "")};
        for (const SideAnswer& side : package.side) {
            row.emplace_back(side.accepts ? "accepts" : "rebuffs");
            row.push_back(difference_cell(side.difference, style.unicode));
        }
        row.push_back(war_cell(package.p_war));
        row.push_back(concession_cell(game, package));
        rows.push_back(std::move(row));
    }
    return text_table(columns, rows, style.colour);
}

std::string decomposition_tables(const GuardrailGame& game, TableStyle style) {
    const std::vector<PartGroup> groups = part_groups();
    std::string out;
    for (std::size_t i = 0; i < kActors; ++i) {
        std::vector<TableColumn> columns = {{"what it changes for " + game.actors[i]}};
        for (const PartGroup& group : groups) columns.push_back({std::string(group.heading), true});
        std::vector<TableRow> rows;
        for (const std::size_t k : spoken_of(game)) {
            const SideAnswer& side = game.packages[k].side[i];
            TableRow row = {package_text(game, game.packages[k])};
            for (const PartGroup& group : groups) {
                double sum = 0.0;
                for (const PayoffPart part : group.parts) sum += side.parts[at(part)].value.value_or(0.0);
                row.push_back(fmt::format("{:+.2f}", sum));
            }
            rows.push_back(std::move(row));
        }
        if (i > 0) out += '\n';
        out += text_table(columns, rows, style.colour);
    }
    return out;
}

std::string equilibrium_table(const GuardrailGame& game, TableStyle style) {
    std::vector<GuardrailEquilibrium> shown(game.equilibria);
    const auto joint = [&](const GuardrailEquilibrium& e) {
        double sum = 0.0;
        for (const SideAnswer& side : game.packages[e.package].side)
            sum += side.difference.estimate.value.value_or(0.0);
        return sum;
    };
    std::stable_sort(shown.begin(), shown.end(), [&](const auto& a, const auto& b) {
        const bool first = a.package == game.selected.package;
        return first != (b.package == game.selected.package) ? first : joint(a) > joint(b);
    });
    const std::size_t all = shown.size();
    if (all > kEquilibriaShown) shown.resize(kEquilibriaShown);
    std::vector<TableColumn> columns = {{fmt::format("stable packages ({} of {})", shown.size(), all)}};
    for (const std::string& actor : game.actors) columns.push_back({actor, true});
    columns.insert(columns.end(), {{"certain"}, {"Pareto"}, {""}});
    std::vector<TableRow> rows;
    for (const GuardrailEquilibrium& e : shown) {
        const PackageResult& package = game.packages[e.package];
        TableRow row = {package_text(game, package)};
        for (const SideAnswer& side : package.side)
            row.push_back(difference_cell(side.difference, style.unicode));
        row.emplace_back(to_string(e.strength));
        row.emplace_back(package.pareto ? "yes" : "");
        const bool dominated = e.weakly_dominated[0] || e.weakly_dominated[1];
        row.emplace_back(e.package == game.selected.package ? "the answer"
                         : dominated                        ? "weakly dominated"
                                                            : "");
        rows.push_back(std::move(row));
    }
    return text_table(columns, rows, style.colour);
}

std::string logit_table(const GuardrailGame& game, TableStyle style) {
    if (!game.logit) return "";
    std::vector<TableColumn> columns = {{"with logit errors, accepted by"}};
    for (const std::string& actor : game.actors) columns.push_back({actor, true});
    std::vector<TableRow> rows;
    for (std::size_t g = 0; g < game.guardrails.size(); ++g) {
        if ((game.proposed >> g & 1U) == 0) continue;
        rows.push_back({game.guardrails[g], fmt::format("{:.3f}", game.logit->accepts[0][g]),
                        fmt::format("{:.3f}", game.logit->accepts[1][g])});
    }
    return text_table(columns, rows, style.colour);
}

std::string concession_table(const GuardrailGame& game, TableStyle style) {
    if (game.concessions.empty()) return "";
    const std::vector<TableColumn> columns = {
        {"package"},          {"with concession"},    {"by"},
        {"cost to it", true}, {game.actors[0], true}, {game.actors[1], true},
        {"both accept"}};
    std::vector<TableRow> rows;
    for (const ConcessionResult& c : game.concessions) {
        rows.push_back({package_text(game, game.packages[c.package]), c.name, game.actors[at(c.by)],
                        difference_cell(c.cost, style.unicode),
                        difference_cell(c.side[0].difference, style.unicode),
                        difference_cell(c.side[1].difference, style.unicode), c.both_accept ? "yes" : ""});
    }
    return text_table(columns, rows, style.colour);
}

std::string region_tables(const AcceptanceRegion& region, const GuardrailGame& game, bool colour) {
    const bool plane = region.axes.size() == 2;
    const std::size_t across = plane ? static_cast<std::size_t>(region.axes.back().points) : 1;
    std::string out =
        fmt::format("payoff from {} against none, {} campaigns a point; ~ likely, ? undecided\ndown: {}{}\n",
                    fmt::join(region.names, ", "), region.campaigns, region.axes.front().path,
                    plane ? "; across: " + region.axes.back().path : "");
    for (std::size_t i = 0; i < kActors; ++i) {
        std::vector<TableColumn> columns = {{game.actors[i]}};
        for (std::size_t c = 0; c < across; ++c) {
            const bool known = plane && c < region.points.size();
            columns.push_back({known ? number_text(region.points[c].values.back()) : "payoff", true});
        }
        std::vector<TableRow> rows;
        for (std::size_t p = 0; p + across <= region.points.size(); p += across) {
            TableRow row = {number_text(region.points[p].values.front())};
            for (std::size_t c = 0; c < across; ++c) {
                const RegionPoint& point = region.points[p + c];
                const PayoffDifference& d = point.difference[i];
                std::string cell = fmt::format("{:+.2f}", d.estimate.value.value_or(0.0));
                if (d.strength == Strength::kLikely) cell += '~';
                if (d.strength == Strength::kOpen) cell += '?';
                row.push_back(cell + (point.accepts[i] ? " accepts" : " rebuffs"));
            }
            rows.push_back(std::move(row));
        }
        out += '\n' + text_table(columns, rows, colour);
    }
    return out;
}

}  // namespace offramp::cli
