// SPDX-License-Identifier: Apache-2.0
// What each campaign came to, in columns: for programs that look at campaigns one by one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/columns.hpp"
#include "analysis/experiment.hpp"
#include "analysis/outcome_table.hpp"

namespace offramp {

struct CampaignColumnRow {
    std::string_view name;  ///< {} stands for the actor, of what there is for each
    CampaignNumber number;
};

/// The numbers of a campaign that have a column, in the unit of CampaignSummary. After them come the parts of
/// each side's payoff (kPayoffPartTable).
inline constexpr auto kCampaignColumns = [] {
    using S = CampaignSummary;
    return std::to_array<CampaignColumnRow>({
        {"observed_hours", &S::observed_hours},
        {"war", &S::war},
        {"war_by_accident", &S::war_by_accident},
        {"highest_rung", &S::highest_rung},
        {"incidents", &S::incidents},
        {"crises", &S::crises},
        {"crises_ended", &S::crises_ended},
        {"settled", &S::settled},
        {"backed_down_{}", &S::backed_down},
        {"faded", &S::faded},
        {"rounds", &S::rounds},
        {"accidents", &S::accidents},
        {"harms", &S::harms},
        {"crisis_hours", &S::crisis_hours},
        {"calls", &S::calls},
        {"calls_answered", &S::calls_answered},
        {"talks", &S::talks},
        {"talks_agreed", &S::talks_agreed},
        {"crises_with_contact", &S::crises_with_contact},
        {"hours_to_first_contact", &S::hours_to_first_contact},
        {"stakes_conceded_{}", &S::stakes_conceded},
        {"misperceptions", &S::misperceptions},
        {"belief_moved_{}", &S::belief_moved},
        {"frozen_hours", &S::frozen_hours},
        {"frozen_channel_hours", &S::frozen_channel_hours},
        {"cooperation_kept", &S::cooperation_kept},
        {"mean_tension", &S::mean_tension},
        {"mean_trust_{}", &S::mean_trust},
        {"contacts_held", &S::contacts_held},
        {"readouts", &S::readouts},
        {"readouts_apart", &S::readouts_apart},
        {"readouts_blaming_{}", &S::readouts_blaming},
        {"mean_presence_{}", &S::mean_presence},
        {"mean_unpredictability_{}", &S::mean_unpredictability},
        {"value_{}", &S::value},
        {"residual", &S::residual},
    });
}();

// What is summed over campaigns, without the 1 of each, what happens or not, and the residual.
static_assert(kCampaignColumns.size() == kSummedNumbers.size() - 1 + kEventNumbers.size() + 1,
              "a number of a campaign has no column");

struct CampaignTable {
    /// A row for each campaign that did not fail, by policy and number: `policy`, `campaign`, then its
    /// numbers.
    Columns columns;
    std::vector<std::string> policies;
    std::vector<std::vector<FailedCampaign>> failures;  ///< of each policy, by number
    bool complete = false;                              ///< false: cancelled, and rows are missing
};

/// The names of the columns of numbers, in their order.
std::vector<std::string> campaign_column_names(const Names& names);

/// Simulates the campaigns that run_experiment() does with the same options. The rows do not depend on the
/// threads. `wanted`: names of columns of numbers; empty: all. Throws InputError for an unknown name, and
/// where the policies' actors differ.
CampaignTable campaign_table(const Experiment& experiment, const RunOptions& options,
                             const std::vector<std::string>& wanted = {});

}  // namespace offramp
