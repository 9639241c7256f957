// SPDX-License-Identifier: Apache-2.0
// The campaigns that can be looked at one by one in a report: which, why these, and everything that happened
// in them.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "analysis/batch.hpp"
#include "analysis/report/campaign_sample.hpp"

namespace offramp {

struct PickedCampaign {
    std::size_t position = 0;          ///< in the sample
    std::vector<std::string> reasons;  ///< for people, the first being the one it was picked for
};

/// The worst campaigns, those around the median, the mildest, and those that the policies change most, in
/// turn, so that the first few are the most telling. Worse: a higher rung under the baseline, then less for
/// both sides.
std::vector<PickedCampaign> pick_campaigns(const CampaignSample& sample, std::span<const Model* const> models,
                                           std::size_t at_most);

struct ExplorerOptions {
    std::size_t at_most = 24;       ///< campaigns
    std::size_t bytes = 2'000'000;  ///< of events, all together; at least one campaign is kept
};

/// Simulates the picked campaigns once more and keeps their events:
///
///   {sampled, actors, rungs, types, policies: [{name, title, channels, actions}], kinds, details,
///    start, horizon, texts,
///    campaigns: [{campaign, reasons, policies: [{highest_rung, war, crises, accidents, value, events}]}]}
///
/// An event is a list: hours, kind, detail, actor, crisis, round, rungs (2), tension, trust (2), belief (2),
/// channels (a bit each), amount, text (position in `texts`, or -1), and for actions the action and [action,
/// probability] of all that were open to the actor.
nlohmann::ordered_json explorer_json(const CampaignSample& sample, std::span<const Model* const> models,
                                     std::span<const MakeRunner> runners,
                                     const ExplorerOptions& options = {});

}  // namespace offramp
