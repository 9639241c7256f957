#include "analysis/outcome_direction.hpp"

#include <algorithm>
#include <iterator>

namespace offramp {
namespace {

// Names, and beginnings of names that end in an actor or a rung.
constexpr std::string_view kLowerIsBetter[] = {"p_war",
                                               "p_max_rung_ge_",
                                               "crises_per_year",
                                               "incidents_per_year",
                                               "accidents_per_year",
                                               "harms_per_year",
                                               "days_frozen_per_year",
                                               "frozen_channel_days_per_year",
                                               "hours_to_deescalation",
                                               "rounds_per_crisis",
                                               "hours_to_first_contact",
                                               "misperceptions_per_crisis",
                                               "mean_tension"};
constexpr std::string_view kHigherIsBetter[] = {
    "cooperation_kept",          "value_",       "cvar5_value_", "share_settled", "share_calls_answered",
    "share_crises_with_contact", "contacts_held"};

bool is_among(std::string_view outcome, const auto& names) {
    return std::any_of(std::begin(names), std::end(names), [&](std::string_view name) {
        return name.ends_with('_') ? outcome.starts_with(name) : outcome == name;
    });
}

}  // namespace

std::optional<Better> better_direction(std::string_view outcome) {
    if (is_among(outcome, kLowerIsBetter)) return Better::kLower;
    if (is_among(outcome, kHigherIsBetter)) return Better::kHigher;
    return std::nullopt;
}

}  // namespace offramp
