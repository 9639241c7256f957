// SPDX-License-Identifier: Apache-2.0
// Escalation over time: how rungs, tension and channels are distributed over campaigns, step by step, and
// where crises go.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "analysis/report/campaign_sample.hpp"

namespace offramp {

/// Quantiles are those of the empirical distribution; the interval of the median lies between order
/// statistics (distribution-free, binomial with the normal approximation; Conover 1999, 3.2). Shares have
/// Wilson's interval. Tension and channels are over campaigns that have not ended in war by then.
///
///   {campaigns, step_hours, start, actors, rungs,
///    marks: [{hours, label, kind}],               the calendar: shocks and planned contacts
///    policies: [{name, title,
///      tension: {n, q05, q25, q50, q75, q95, q50_low, q50_high},       each a list by step
///      highest: the same, of the highest rung so far,
///      reached: [{rung, share, low, high}],       by step: campaigns that stand at or above the rung then
///      channel_names, channels: [[share of campaigns in which it is open, by step] by channel],
///      crises: {count, flows: [{opening, peak, end, count}]}}]}
nlohmann::ordered_json over_time_json(const CampaignSample& sample, std::span<const Model* const> models);

}  // namespace offramp
