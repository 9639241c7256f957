// The named outcomes of a batch, with 95 % intervals.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outcome_totals.hpp"
#include "engine/scenario/scenario.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

struct Outcome {
    std::string name;     ///< for example "p_war"; never renamed without a word in the change log
    std::string meaning;  ///< in a few words
    std::string unit;     ///< "" for probabilities and shares
    Estimate estimate;
};

enum class OutcomeKind {
    kProportion,  ///< of two numbers of events
    kMean,
    kPayoff,  ///< a mean whose zero means nothing
    kRate,
    kShare,
    kRatio,
    kTailMean,
    kMaximum
};

/// The denominator, as a place in write_numbers(), of what is counted once a campaign.
inline constexpr auto kEveryCampaign = static_cast<std::size_t>(Quantity::kOne);

/// What an outcome is, whatever was simulated.
struct OutcomeDefinition {
    std::string name;
    std::string meaning;
    std::string unit;
    OutcomeKind kind = OutcomeKind::kMean;
    std::size_t numerator = 0;  ///< places in write_numbers(); of a tail mean, numerator is the actor
    std::size_t denominator = 0;
};

/// Every outcome, in the order of outcomes_of().
std::vector<OutcomeDefinition> outcome_definitions(const Names& names, int war_rung);

/// Every outcome, the most telling first. Proportions of campaigns have Wilson's interval; rates, shares and
/// means that of the delta method; tail means their asymptotic one.
std::vector<Outcome> outcomes_of(const OutcomeTotals& totals, const Names& names);

/// Throws InputError for each of `wanted` that is not the name of an outcome.
void check_outcome_names(std::span<const Reference> wanted, const Names& names, int war_rung);

/// Those of `outcomes` that are in `wanted`, in the order of `wanted`; all where it is empty.
std::vector<Outcome> select_outcomes(std::vector<Outcome> outcomes, std::span<const std::string> wanted);

/// A list of {name, meaning, unit, estimate, low, high, n}; null where the data say nothing.
nlohmann::ordered_json to_json(std::span<const Outcome> outcomes);

}  // namespace offramp
