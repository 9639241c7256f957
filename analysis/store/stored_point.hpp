// SPDX-License-Identifier: Apache-2.0
// A point as its store holds it. Whoever reads a number of a point reads it here, where its checksum is
// checked.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outcome_totals.hpp"
#include "analysis/store/event_lines.hpp"
#include "analysis/store/point_result.hpp"
#include "analysis/store/row_digest.hpp"
#include "analysis/store/store_info.hpp"

namespace offramp {

/// What was simulated at a point under a policy.
struct StoredResult {
    std::string hash;             ///< of the scenario with policy and factors
    std::uint64_t campaigns = 0;  ///< that succeeded
    std::uint64_t failed = 0;
    std::string totals;  ///< encode_totals()
    std::vector<FailedCampaign> failures;
};

/// A finished point. Lists are in the order of the store's factors, policies and outcomes.
struct StoredPoint {
    std::uint64_t point = 0;
    std::int64_t checksum = 0;  ///< of all that follows, and of which trajectories there are
    std::vector<FactorValue> settings;
    std::vector<std::optional<StoredResult>> results;  ///< [policy]; empty: the policy was not run here
    std::vector<std::vector<Estimate>> estimates;      ///< [policy][outcome]; empty: as above
    /// [policy][outcome]: policy minus the first policy on the same campaigns, with its paired interval;
    /// empty where there is none.
    std::vector<std::vector<std::optional<Estimate>>> differences;
};

/// Numbers of the finished points, in order. Throws RuntimeFailure where there are results of others.
std::vector<std::uint64_t> finished_points_in(const Database& database);

class PointReader {
  public:
    /// `info` says how long the lists are, and outlives the reader as `database` does.
    PointReader(const Database& database, const StoreInfo& info);

    /// Throws RuntimeFailure, which names the point, where its rows do not have the checksum that was stored
    /// with it.
    StoredPoint read(std::uint64_t point);

    /// The checksum of a point's rows as they stand.
    std::int64_t digest(std::uint64_t point);

    /// Each trajectory of the point, by policy and campaign. Throws RuntimeFailure where one does not have
    /// its checksum.
    void each_trajectory(std::uint64_t point, const std::function<void(const TrajectoryText&)>& take);

    /// Each event of those trajectories, as its line and what that says. Throws RuntimeFailure also where a
    /// trajectory does not hold events, with the columns of those read before.
    using TakeEvent = std::function<void(const TrajectoryText&, std::string_view line,
                                         const nlohmann::ordered_json& event)>;
    void each_event(std::uint64_t point, const TakeEvent& take);

  private:
    bool read_rows(StoredPoint& item, RowDigest& digest);
    [[noreturn]] void refuse(std::uint64_t point, const std::string& why) const;

    const Database& database_;
    const StoreInfo& info_;
    Statement checksum_, settings_, results_, failures_, estimates_, differences_, trajectory_keys_,
        trajectories_;
    EventLines events_;
};

}  // namespace offramp
