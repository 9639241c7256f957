#include "analysis/outcomes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/estimate_json.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

/// An outcome that is the ratio of two summed quantities; a mean is the ratio to kOne.
struct RatioOutcome {
    const char* name;  ///< {} stands for the actor's name
    const char* meaning;
    const char* unit;
    OutcomeKind kind;
    Quantity numerator;
    Quantity denominator;
    int actor = -1;  ///< -1: not of one actor
};

using Kind = OutcomeKind;
using enum Quantity;

constexpr RatioOutcome kHeadline[] = {
    {"crises_per_year", "crises in a year", "1/year", Kind::kRate, kCrises, kYears},
    {"days_frozen_per_year", "days in a year with a channel frozen or cut", "days/year", Kind::kRatio,
     kFrozenDays, kYears},
    {"cooperation_kept", "share of the cooperation flow that was realised", "", Kind::kMean, kCooperationKept,
     kOne},
    {"value_{}", "discounted payoff of {}", "stakes", Kind::kPayoff, kValue0, kOne, 0},
    {"value_{}", "discounted payoff of {}", "stakes", Kind::kPayoff, kValue1, kOne, 1},
};

constexpr RatioOutcome kFurther[] = {
    {"incidents_per_year", "incidents in a year", "1/year", Kind::kRate, kIncidents, kYears},
    {"accidents_per_year", "accidents during crises, in a year", "1/year", Kind::kRate, kAccidents, kYears},
    {"harms_per_year", "incidents and accidents that do physical harm, in a year", "1/year", Kind::kRate,
     kHarms, kYears},
    {"hours_to_deescalation", "hours from the opening of a crisis to its end", "hours", Kind::kRatio,
     kCrisisHours, kCrisesEnded},
    {"rounds_per_crisis", "rounds of a crisis", "rounds", Kind::kRatio, kRounds, kCrises},
    {"share_settled", "crises that were settled", "", Kind::kShare, kSettled, kCrisesEnded},
    {"share_backed_down_{}", "crises in which {} backed down", "", Kind::kShare, kBackedDown0, kCrisesEnded,
     0},
    {"share_backed_down_{}", "crises in which {} backed down", "", Kind::kShare, kBackedDown1, kCrisesEnded,
     1},
    {"share_faded", "crises that faded in a stalemate", "", Kind::kShare, kFaded, kCrisesEnded},
    {"share_calls_answered", "calls that were answered", "", Kind::kShare, kCallsAnswered, kCalls},
    {"share_crises_with_contact", "crises in which a call was answered", "", Kind::kShare, kCrisesWithContact,
     kCrises},
    {"hours_to_first_contact", "hours to the first answered call, where there was one", "hours", Kind::kRatio,
     kHoursToFirstContact, kCrisesWithContact},
    {"misperceptions_per_crisis", "actions read one rung off, in a crisis", "", Kind::kRate, kMisperceptions,
     kCrises},
    {"frozen_channel_days_per_year", "days in a year, summed over frozen or cut channels", "days/year",
     Kind::kRatio, kFrozenChannelDays, kYears},
    {"contacts_held", "share of the planned contacts that were held", "", Kind::kMean, kContactsHeld, kOne},
    {"mean_tension", "tension over time", "", Kind::kMean, kTension, kOne},
    {"mean_presence_{}", "presence of {} over time", "", Kind::kMean, kPresence0, kOne, 0},
    {"mean_presence_{}", "presence of {} over time", "", Kind::kMean, kPresence1, kOne, 1},
    {"mean_unpredictability_{}", "unpredictability of {} over time", "", Kind::kMean, kUnpredictability0,
     kOne, 0},
    {"mean_unpredictability_{}", "unpredictability of {} over time", "", Kind::kMean, kUnpredictability1,
     kOne, 1},
};

OutcomeDefinition to_definition(const RatioOutcome& outcome, const Names& names) {
    const std::string actor =
        outcome.actor < 0 ? "" : names.actors.at(static_cast<std::size_t>(outcome.actor));
    return {fmt::format(fmt::runtime(outcome.name), actor),
            fmt::format(fmt::runtime(outcome.meaning), actor),
            outcome.unit,
            outcome.kind,
            static_cast<std::size_t>(outcome.numerator),
            static_cast<std::size_t>(outcome.denominator)};
}

Estimate estimate_of(const OutcomeDefinition& outcome, const OutcomeTotals& totals) {
    const auto sums = [&] {
        return totals.pair_sums(static_cast<Quantity>(outcome.numerator),
                                static_cast<Quantity>(outcome.denominator));
    };
    switch (outcome.kind) {
        case Kind::kProportion:
            return wilson(totals.events(outcome.numerator), outcome.denominator == kEveryCampaign
                                                                ? totals.campaigns()
                                                                : totals.events(outcome.denominator));
        case Kind::kRate:
            return rate(sums());
        case Kind::kShare:
            return share(sums());
        case Kind::kTailMean:
            return totals.value_tail_mean(static_cast<int>(outcome.numerator));
        case Kind::kMaximum: {
            Estimate residual;
            residual.sample_size = totals.campaigns();
            if (totals.campaigns() > 0) residual.value = totals.largest_residual();
            return residual;
        }
        case Kind::kMean:
        case Kind::kPayoff:
        case Kind::kRatio:
            break;
    }
    return ratio(sums());
}

}  // namespace

std::vector<OutcomeDefinition> outcome_definitions(const Names& names, int war_rung) {
    std::vector<OutcomeDefinition> list;
    list.push_back({"p_war", "campaigns that end in war", "", Kind::kProportion, kWarEvent, kEveryCampaign});
    for (const RatioOutcome& outcome : kHeadline) list.push_back(to_definition(outcome, names));
    list.push_back({"accident_share_of_wars", "wars that no one chose", "", Kind::kProportion,
                    kAccidentalWarEvent, kWarEvent});
    for (int rung = 1; rung <= war_rung; ++rung) {
        list.push_back({fmt::format("p_max_rung_ge_{}", rung),
                        fmt::format("campaigns that reach rung {} ({})", rung,
                                    names.rungs.at(static_cast<std::size_t>(rung))),
                        "", Kind::kProportion, reached_event(rung), kEveryCampaign});
    }
    for (std::size_t actor = 0; actor < 2; ++actor) {
        const std::string& name = names.actors.at(actor);
        list.push_back({"cvar5_value_" + name, "payoff of " + name + " over the worst 5 % of campaigns",
                        "stakes", Kind::kTailMean, actor});
    }
    for (const RatioOutcome& outcome : kFurther) list.push_back(to_definition(outcome, names));
    list.push_back({"residual_max", "largest residual of a stage game solved in play", "", Kind::kMaximum});
    return list;
}

std::vector<Outcome> outcomes_of(const OutcomeTotals& totals, const Names& names) {
    std::vector<Outcome> outcomes;
    for (OutcomeDefinition& outcome : outcome_definitions(names, totals.war_rung())) {
        const Estimate estimate = estimate_of(outcome, totals);
        outcomes.push_back(
            {std::move(outcome.name), std::move(outcome.meaning), std::move(outcome.unit), estimate});
    }
    return outcomes;
}

void check_outcome_names(std::span<const Reference> wanted, const Names& names, int war_rung) {
    std::vector<std::string> known;
    for (OutcomeDefinition& outcome : outcome_definitions(names, war_rung))
        known.push_back(std::move(outcome.name));
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
        const auto found = std::find_if(outcomes.begin(), outcomes.end(),
                                        [&](const Outcome& outcome) { return outcome.name == name; });
        ensure(found != outcomes.end(), "wanted outcomes were checked by check_outcome_names");
        selected.push_back(*found);
    }
    return selected;
}

nlohmann::ordered_json to_json(std::span<const Outcome> outcomes) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Outcome& outcome : outcomes) {
        list.push_back({{"name", outcome.name},
                        {"meaning", outcome.meaning},
                        {"unit", outcome.unit},
                        {"estimate", number_or_null(outcome.estimate.value)},
                        {"low", number_or_null(outcome.estimate.low)},
                        {"high", number_or_null(outcome.estimate.high)},
                        {"n", outcome.estimate.sample_size}});
    }
    return list;
}

}  // namespace offramp
