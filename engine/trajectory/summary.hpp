// SPDX-License-Identifier: Apache-2.0
// What one campaign comes to, in numbers that later add up over campaigns.
#pragma once

#include <array>
#include <cstdint>

#include "engine/trajectory/durations.hpp"
#include "engine/trajectory/endings.hpp"
#include "engine/trajectory/payoff_part.hpp"

namespace offramp {

/// What incidents and crises come to.
struct CrisisToll {
    double incidents = 0.0;
    double crises = 0.0;
    double harms = 0.0;
    std::array<double, 2> loss{};  ///< what crises and harm cost each actor, discounted

    friend bool operator==(const CrisisToll&, const CrisisToll&) = default;
};

/// By how much a crisis moves the belief that a side is of its most resolute type where it counts as moved.
inline constexpr double kBeliefMoved = 0.1;

/// A member more is an outcome more: it needs a row in analysis/outcome_table.hpp.
struct CampaignSummary {
    double planned_hours = 0.0;        ///< the horizon
    std::array<double, 2> war_cost{};  ///< the most that war may cost each actor, whether there is one or not
    double observed_hours = 0.0;       ///< until the horizon or the war
    std::int32_t highest_rung = 0;
    bool war = false;
    bool war_by_accident = false;

    std::int32_t incidents = 0;
    std::int32_t crises = 0;
    std::int32_t crises_ended = 0;  ///< the others were running at the horizon
    std::int32_t settled = 0;       ///< over a channel or by both standing down
    std::array<std::int32_t, 2> backed_down{};
    std::int32_t faded = 0;
    std::int32_t rounds = 0;
    std::int32_t accidents = 0;
    std::int32_t harms = 0;
    double crisis_hours = 0.0;  ///< spent in crises that ended
    std::int32_t calls = 0;
    std::int32_t calls_answered = 0;
    std::int32_t talks = 0;                ///< calls by which terms came across that would bind and be kept
    std::int32_t talks_agreed = 0;         ///< of them, in which the terms were accepted
    std::int32_t crises_with_contact = 0;  ///< in which at least one call was answered
    double hours_to_first_contact = 0.0;   ///< summed over those
    std::array<double, 2> stakes_conceded{};  ///< by terms that were accepted, summed: shares of the stakes
    std::int32_t misperceptions = 0;
    std::array<std::int32_t, 2>
        belief_moved{};  ///< crises that ended with a side's resolve believed otherwise

    double frozen_hours = 0.0;          ///< with at least one channel frozen or cut
    double frozen_channel_hours = 0.0;  ///< summed over channels
    double cooperation_kept = 0.0;  ///< share of the cooperation flow of both sides that was realised, [0, 1]
    double mean_tension = 0.0;      ///< over the observed time
    std::array<double, 2> mean_trust{};
    double contacts_held = 0.0;       ///< share of the planned contacts, [0, 1]
    std::int32_t readouts = 0;        ///< pairs of them, after contacts
    std::int32_t readouts_apart = 0;  ///< of them, in which the sides' words differ
    std::array<std::int32_t, 2> readouts_blaming{};
    std::array<double, 2> mean_presence{};
    std::array<double, 2> mean_unpredictability{};
    std::array<double, 2> value{};  ///< discounted payoff of each actor, in stakes of a typical incident
    PayoffParts parts{};            ///< what `value` is the sum of

    CrisisToll
        reckoned;  ///< by the games of the seasons that were played; 0 where no side chooses its posture

    CrisisDurations durations;
    CrisisEndings endings{};

    double residual = 0.0;  ///< largest fixed-point residual of any stage game that was solved in play

    friend bool operator==(const CampaignSummary&, const CampaignSummary&) = default;
};

}  // namespace offramp
