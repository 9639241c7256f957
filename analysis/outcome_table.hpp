// SPDX-License-Identifier: Apache-2.0
// The table of outcomes, and of the numbers of a campaign that they are made of. Whatever else there is to
// know of an outcome follows from its row: its sums and their place in a store, its interval, its
// differences.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <variant>

#include "analysis/interval.hpp"
#include "engine/base/quantity.hpp"
#include "engine/base/reflection.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// A number of a campaign: 1, or a member of its summary. Of an array, one for each actor.
using CampaignNumber = std::variant<std::monostate, bool CampaignSummary::*, std::int32_t CampaignSummary::*,
                                    double CampaignSummary::*, std::array<std::int32_t, 2> CampaignSummary::*,
                                    std::array<double, 2> CampaignSummary::*>;

inline constexpr CampaignNumber kOnce = std::monostate{};

struct SummedNumber {
    CampaignNumber number;
    double unit = 1.0;  ///< what the sum counts in; hours, for example, are summed as days
};

/// What is summed over campaigns, and multiplied in pairs, in the order in which stores keep the sums.
inline constexpr auto kSummedNumbers = [] {
    using S = CampaignSummary;
    return std::to_array<SummedNumber>({
        {kOnce},
        {&S::observed_hours, kHoursPerYear},
        {&S::incidents},
        {&S::crises},
        {&S::crises_ended},
        {&S::settled},
        {&S::backed_down},
        {&S::faded},
        {&S::rounds},
        {&S::accidents},
        {&S::harms},
        {&S::crisis_hours},
        {&S::calls},
        {&S::calls_answered},
        {&S::talks},
        {&S::talks_agreed},
        {&S::crises_with_contact},
        {&S::hours_to_first_contact},
        {&S::stakes_conceded},
        {&S::misperceptions},
        {&S::belief_moved},
        {&S::frozen_hours, kHoursPerDay},
        {&S::frozen_channel_hours, kHoursPerDay},
        {&S::cooperation_kept},
        {&S::mean_tension},
        {&S::mean_trust},
        {&S::contacts_held},
        {&S::readouts},
        {&S::readouts_apart},
        {&S::readouts_blaming},
        {&S::mean_presence},
        {&S::mean_unpredictability},
        {&S::value},
    });
}();

/// Which way of an outcome is the better one.
enum class Better : std::uint8_t { kHigher, kLower };

enum class OutcomeKind : std::uint8_t {
    kProportion,  ///< of two numbers of events
    kMean,
    kPayoff,  ///< a mean whose zero means nothing
    kRate,
    kShare,
    kRatio,
    kTailMean,
    kMaximum
};

inline constexpr Bounds kCounts = {.low = 0.0};
inline constexpr Bounds kFraction = {.low = 0.0, .high = 1.0};
inline constexpr Bounds kDaysOfYear = {.low = 0.0, .high = kHoursPerYear / kHoursPerDay};

struct OutcomeRow {
    std::string_view name;     ///< never changed without a word in the change log
    std::string_view meaning;  ///< in a few words
    std::string_view unit;     ///< "" for probabilities and shares
    std::optional<Better> better;
    OutcomeKind kind = OutcomeKind::kMean;
    CampaignNumber numerator;
    CampaignNumber denominator = kOnce;
    Bounds range = kCounts;  ///< where it lies, whatever happens; of shares kFraction, of payoffs anywhere
};

/// Every outcome, the most telling first. One whose numerator is there for each actor, or is the highest
/// rung, is an outcome for each actor or rung, which {} stands for; a second {} is the rung's name.
inline constexpr auto kOutcomes = [] {
    using S = CampaignSummary;
    using enum OutcomeKind;
    constexpr auto kLess = Better::kLower, kMore = Better::kHigher;
    constexpr auto kNeither = std::nullopt;
    return std::to_array<OutcomeRow>({
        {"p_war", "campaigns that end in war", "", kLess, kProportion, &S::war},
        {"crises_per_year", "crises in a year", "1/year", kLess, kRate, &S::crises, &S::observed_hours},
        {"days_with_frozen_channel_per_year", "days in a year with a channel frozen or cut", "days/year",
         kLess, kRatio, &S::frozen_hours, &S::observed_hours, kDaysOfYear},
        {"cooperation_kept", "share of the cooperation flow that was realised", "", kMore, kMean,
         &S::cooperation_kept, kOnce, kFraction},
        {"value_{}", "discounted payoff of {}", "stakes", kMore, kPayoff, &S::value},
        {"accident_share_of_wars", "wars that no one chose", "", kNeither, kProportion, &S::war_by_accident,
         &S::war},
        {"p_max_rung_ge_{}", "campaigns that reach rung {} ({})", "", kLess, kProportion, &S::highest_rung},
        {"cvar5_value_{}", "payoff of {} over the worst 5 % of campaigns", "stakes", kMore, kTailMean,
         &S::value},
        {"incidents_per_year", "incidents in a year", "1/year", kLess, kRate, &S::incidents,
         &S::observed_hours},
        {"accidents_per_year", "accidents during crises, in a year", "1/year", kLess, kRate, &S::accidents,
         &S::observed_hours},
        {"harms_per_year", "incidents and accidents that do physical harm, in a year", "1/year", kLess, kRate,
         &S::harms, &S::observed_hours},
        {"hours_to_deescalation", "hours from the opening of a crisis to its end", "hours", kLess, kRatio,
         &S::crisis_hours, &S::crises_ended},
        {"rounds_per_crisis", "rounds of a crisis", "rounds", kLess, kRatio, &S::rounds, &S::crises},
        {"share_settled", "crises that were settled", "", kMore, kShare, &S::settled, &S::crises_ended},
        {"share_backed_down_{}", "crises in which {} backed down", "", kNeither, kShare, &S::backed_down,
         &S::crises_ended},
        {"share_faded", "crises that faded in a stalemate", "", kNeither, kShare, &S::faded,
         &S::crises_ended},
        {"share_calls_answered", "calls that were answered", "", kMore, kShare, &S::calls_answered,
         &S::calls},
        {"share_crises_with_contact", "crises in which a call was answered", "", kMore, kShare,
         &S::crises_with_contact, &S::crises},
        {"hours_to_first_contact", "hours to the first answered call, where there was one", "hours", kLess,
         kRatio, &S::hours_to_first_contact, &S::crises_with_contact},
        {"share_terms_accepted", "terms heard in a talk that were accepted", "", kMore, kShare,
         &S::talks_agreed, &S::talks},
        {"share_ended_by_terms", "crises that ended with terms that were accepted", "", kMore, kShare,
         &S::talks_agreed, &S::crises_ended},
        {"stakes_conceded_{}", "share of the stakes that {} concedes in terms that are accepted", "",
         kNeither, kRatio, &S::stakes_conceded, &S::talks_agreed, kFraction},
        {"misperceptions_per_crisis", "actions and stands read one rung off, in a crisis", "", kLess, kRate,
         &S::misperceptions, &S::crises},
        {"share_belief_moved_{}", "crises that move the belief that {} is most resolute by 0.1 or more", "",
         kNeither, kShare, &S::belief_moved, &S::crises_ended},
        {"frozen_channel_days_per_year", "days in a year, summed over frozen or cut channels", "days/year",
         kLess, kRatio, &S::frozen_channel_hours, &S::observed_hours},
        {"contacts_held", "share of the planned contacts that were held", "", kMore, kMean, &S::contacts_held,
         kOnce, kFraction},
        {"share_readouts_apart", "pairs of readouts in which the two sides' words differ", "", kLess, kShare,
         &S::readouts_apart, &S::readouts},
        {"share_readouts_blaming_{}", "readouts of {} that blame the other side", "", kLess, kShare,
         &S::readouts_blaming, &S::readouts},
        {"mean_tension", "tension over time", "", kLess, kMean, &S::mean_tension, kOnce, kFraction},
        {"mean_trust_{}", "trust of {} in the other side over time", "", kMore, kMean, &S::mean_trust, kOnce,
         kFraction},
        {"mean_presence_{}", "presence of {} over time", "", kNeither, kMean, &S::mean_presence},
        {"mean_unpredictability_{}", "unpredictability of {} over time", "", kNeither, kMean,
         &S::mean_unpredictability},
        {"residual_max", "largest residual of a stage game solved in play", "", kNeither, kMaximum,
         &S::residual},
    });
}();

/// How many there are of a number: 2 where each actor has one.
constexpr std::size_t copies(const CampaignNumber& number) {
    return std::visit(
        []<class Member>(Member) -> std::size_t {
            constexpr bool each_actor = requires(CampaignSummary s, Member m) {
                (s.*m)[1];
            };
            return each_actor ? 2 : 1;
        },
        number);
}

inline constexpr std::size_t kQuantities = [] {
    std::size_t sum = 0;
    for (const SummedNumber& summed : kSummedNumbers) sum += copies(summed.number);
    return sum;
}();

/// After what is summed a campaign has what happened in it, 1 or 0: war, war by accident, and rungs from 1
/// that were reached.
inline constexpr auto kEventNumbers = std::to_array<CampaignNumber>(
    {&CampaignSummary::war, &CampaignSummary::war_by_accident, &CampaignSummary::highest_rung});

/// Place of a number among those of a campaign. `which`: the actor, or the rung less one.
constexpr std::size_t place_of(const CampaignNumber& number, std::size_t which = 0) {
    std::size_t place = which;
    for (const SummedNumber& summed : kSummedNumbers) {
        if (summed.number == number) return place;
        place += copies(summed.number);
    }
    for (const CampaignNumber& event : kEventNumbers) {
        if (event == number) return place;
        ++place;
    }
    throw std::logic_error("a number of no outcome");
}

/// How many numbers a campaign has.
constexpr std::size_t campaign_numbers(int war_rung) {
    return place_of(&CampaignSummary::highest_rung, static_cast<std::size_t>(war_rung));
}

/// Members of the summary that are not summed here: the horizon and the cost of war are the same for all
/// campaigns, parts, durations, endings and what was reckoned have totals of their own, and of residuals the
/// largest is kept.
inline constexpr std::size_t kMembersElsewhere = 7;

static_assert(member_count<CampaignSummary>() ==
                  kSummedNumbers.size() - 1 + kEventNumbers.size() + kMembersElsewhere,
              "a member of the summary is missing among what is summed");
static_assert(std::ranges::all_of(kSummedNumbers,
                                  [](const SummedNumber& summed) {
                                      return std::ranges::any_of(kOutcomes, [&](const OutcomeRow& row) {
                                          return row.numerator == summed.number ||
                                                 row.denominator == summed.number;
                                      });
                                  }),
              "what is summed has no outcome");

}  // namespace offramp
