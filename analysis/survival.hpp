// SPDX-License-Identifier: Apache-2.0
// How long crises last until they are de-escalated: survival curves on a fixed grid.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "analysis/interval.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// Counts of crises by duration, in groups of campaigns (by number), so that the error can be taken from how
/// the groups differ: crises of one campaign depend on each other. Merging is exact.
class DurationTotals {
  public:
    static constexpr std::size_t kGroups = 32;

    using Counts = std::array<std::uint64_t, kDurationSteps>;
    struct Group {
        std::uint64_t campaigns = 0;
        Counts resolved{};
        Counts war{};
        Counts running{};  ///< at the horizon: censored
        friend bool operator==(const Group&, const Group&) = default;
    };

    DurationTotals() : groups_(kGroups) {}
    void add(std::uint64_t campaign, const CampaignSummary& summary);
    void merge(const DurationTotals& other);
    const std::vector<Group>& groups() const { return groups_; }

    friend bool operator==(const DurationTotals&, const DurationTotals&) = default;

  private:
    std::vector<Group> groups_;
};

struct SurvivalPoint {
    double hours = 0.0;   ///< since the opening
    Estimate unresolved;  ///< share of the crises that are not de-escalated by then
};

struct SurvivalCurve {
    std::uint64_t crises = 0;
    std::uint64_t wars = 0;
    std::uint64_t censored = 0;         ///< running at the horizon
    std::vector<SurvivalPoint> points;  ///< up to the last step in which a crisis was seen
    /// Hours until a quarter, half, three quarters are de-escalated; without value where the curve does not
    /// fall so far, without an end where its band does not.
    std::array<Estimate, 3> quartiles;
};

/// One minus the Aalen-Johansen estimate of the share that is de-escalated, with war as the competing end: a
/// crisis that ends in war never is. Without wars it is the curve of Kaplan and Meier (1958). The intervals
/// are of 95 %, at each time, from the grouped jackknife over campaigns; those of the quartiles invert them
/// (Brookmeyer, Crowley 1982). None where fewer than 10 groups have campaigns.
SurvivalCurve survival_curve(const DurationTotals& totals);

nlohmann::ordered_json to_json(const SurvivalCurve& curve);

}  // namespace offramp
