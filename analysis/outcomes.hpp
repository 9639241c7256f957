// SPDX-License-Identifier: Apache-2.0
// The named outcomes of a batch, with 95 % intervals.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outcome_table.hpp"
#include "analysis/outcome_totals.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

struct Outcome {
    std::string name;  ///< for example "value_us"
    std::string meaning;
    std::string unit;  ///< "" for probabilities and shares
    Estimate estimate;
};

/// The place of what every campaign has once: the denominator of what is counted by campaign.
inline constexpr std::size_t kEveryCampaign = place_of(kOnce);

/// What an outcome is, whatever was simulated.
struct OutcomeDefinition {
    std::string name;
    std::string meaning;
    std::string unit;
    OutcomeKind kind = OutcomeKind::kMean;
    std::size_t numerator = 0;  ///< places among the numbers of a campaign; a maximum has none
    std::size_t denominator = 0;
    Bounds range = {};
};

/// Every outcome, in the order of outcomes_of().
std::vector<OutcomeDefinition> outcome_definitions(const Names& names, int war_rung);

/// Every outcome, the most telling first. Proportions have the interval of Clopper and Pearson, other
/// outcomes Student's, widened by what may not have been seen (see ratio()); a payoff by wars. None has an
/// interval where campaigns failed or were left out: those that are left are no fair sample.
std::vector<Outcome> outcomes_of(const OutcomeTotals& totals, const Names& names);

/// For example lower for "p_war" and higher for "value_us". Empty for outcomes that are neither by
/// themselves, as presence or who backs down.
std::optional<Better> better_direction(std::string_view outcome);

/// The actor whose outcome it is, as "us" of "value_us"; empty for the others.
std::string_view actor_of_outcome(std::string_view outcome);

/// Throws InputError for each of `wanted` that is not the name of an outcome.
void check_outcome_names(std::span<const Reference> wanted, const Names& names, int war_rung);

/// Those of `outcomes` that are in `wanted`, in the order of `wanted`; all where it is empty.
std::vector<Outcome> select_outcomes(std::vector<Outcome> outcomes, std::span<const std::string> wanted);

/// {name, meaning, unit, estimate, low, high, n, note}; null where the data say nothing. `note`: why there is
/// no interval.
void to_json(nlohmann::ordered_json& json, const Outcome& outcome);

}  // namespace offramp
