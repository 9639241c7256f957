// SPDX-License-Identifier: Apache-2.0
#include "analysis/outcomes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

using Kind = OutcomeKind;

Bounds range_of(const OutcomeRow& row) {
    switch (row.kind) {
        case Kind::kProportion:
        case Kind::kShare:
            return kFraction;
        case Kind::kPayoff:
        case Kind::kTailMean:
            return {};
        case Kind::kMean:
        case Kind::kRate:
        case Kind::kRatio:
        case Kind::kMaximum:
            break;
    }
    return row.range;
}

/// An outcome of a row: of one actor, of one rung, or the only one.
OutcomeDefinition definition_of(const OutcomeRow& row, std::size_t which, std::string_view whose,
                                std::string_view rung_name) {
    const auto written = [&](std::string_view text) {
        return fmt::format(fmt::runtime(text), whose, rung_name);
    };
    OutcomeDefinition definition{written(row.name), written(row.meaning), std::string(row.unit), row.kind};
    definition.range = range_of(row);
    if (row.kind == Kind::kMaximum) return definition;
    definition.numerator = place_of(row.numerator, which);
    definition.denominator = place_of(row.denominator);
    return definition;
}

/// Whose payoff it is.
std::size_t actor_of(const OutcomeDefinition& outcome) {
    return outcome.numerator - place_of(&CampaignSummary::value);
}

Estimate estimate_of(const OutcomeDefinition& outcome, const OutcomeTotals& totals) {
    const auto sums = [&] { return totals.pair_sums(outcome.numerator, outcome.denominator); };
    switch (outcome.kind) {
        case Kind::kProportion:
            return exact_proportion(totals.events(outcome.numerator), totals.events(outcome.denominator));
        case Kind::kTailMean:
            return totals.value_tail_mean(actor_of(outcome));
        case Kind::kPayoff:
            return ratio(sums(), outcome.range, totals.war_of(actor_of(outcome)));
        case Kind::kMaximum: {
            Estimate residual;
            residual.sample_size = totals.campaigns();
            if (totals.campaigns() > 0) residual.value = totals.largest_residual();
            return residual;
        }
        case Kind::kMean:
        case Kind::kRate:
        case Kind::kShare:
        case Kind::kRatio:
            break;
    }
    return ratio(sums(), outcome.range);
}

}  // namespace

std::vector<OutcomeDefinition> outcome_definitions(const Names& names, int war_rung) {
    std::vector<OutcomeDefinition> list;
    for (const OutcomeRow& row : kOutcomes) {
        if (row.numerator == CampaignNumber(&CampaignSummary::highest_rung)) {
            for (std::size_t rung = 1; rung <= static_cast<std::size_t>(war_rung); ++rung)
                list.push_back(definition_of(row, rung - 1, std::to_string(rung), names.rungs.at(rung)));
        } else if (copies(row.numerator) > 1) {
            for (std::size_t actor = 0; actor < names.actors.size(); ++actor)
                list.push_back(definition_of(row, actor, names.actors[actor], ""));
        } else {
            list.push_back(definition_of(row, 0, "", ""));
        }
    }
    return list;
}

std::vector<Outcome> outcomes_of(const OutcomeTotals& totals, const Names& names) {
    std::vector<Outcome> outcomes;
    for (OutcomeDefinition& outcome : outcome_definitions(names, totals.war_rung())) {
        Estimate estimate = estimate_of(outcome, totals);
        if (totals.censored()) estimate = without_interval(estimate, NoInterval::kFailed);
        outcomes.push_back(
            {std::move(outcome.name), std::move(outcome.meaning), std::move(outcome.unit), estimate});
    }
    return outcomes;
}

std::optional<Better> better_direction(std::string_view outcome) {
    for (const OutcomeRow& row : kOutcomes) {
        const std::size_t common = row.name.find("{}");  // what follows is an actor or a rung
        if (outcome == row.name ||
            (common != row.name.npos && outcome.starts_with(row.name.substr(0, common))))
            return row.better;
    }
    return std::nullopt;
}

std::string_view actor_of_outcome(std::string_view outcome) {
    for (const OutcomeRow& row : kOutcomes) {
        if (row.numerator == CampaignNumber(&CampaignSummary::highest_rung) || copies(row.numerator) == 1)
            continue;
        const std::string_view common = row.name.substr(0, row.name.find("{}"));
        if (outcome.starts_with(common)) return outcome.substr(common.size());
    }
    return {};
}

void check_outcome_names(std::span<const Reference> wanted, const Names& names, int war_rung) {
    const std::vector<std::string> known = names_of(outcome_definitions(names, war_rung));
    std::vector<Diagnostic> problems;
    for (const Reference& name : wanted) {
        if (std::find(known.begin(), known.end(), name.name) != known.end()) continue;
        problems.push_back(
            {name.where, "there is no outcome '" + name.name + "'", name_hint(name.name, known)});
    }
    if (!problems.empty()) throw InputError(std::move(problems));
}

std::vector<Outcome> select_outcomes(std::vector<Outcome> outcomes, std::span<const std::string> wanted) {
    if (wanted.empty()) return outcomes;
    std::vector<Outcome> selected;
    for (const std::string& name : wanted) {
        const auto found = std::ranges::find(outcomes, name, &Outcome::name);
        ensure(found != outcomes.end(), "wanted outcomes were checked by check_outcome_names");
        selected.push_back(*found);
    }
    return selected;
}

void to_json(nlohmann::ordered_json& json, const Outcome& outcome) {
    json = {{"name", outcome.name},
            {"meaning", outcome.meaning},
            {"unit", outcome.unit},
            {"estimate", outcome.estimate.value},
            {"low", outcome.estimate.low},
            {"high", outcome.estimate.high},
            {"n", outcome.estimate.sample_size},
            {"note", note_or_null(outcome.estimate)}};
}

}  // namespace offramp
