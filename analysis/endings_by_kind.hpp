// SPDX-License-Identifier: Apache-2.0
// How crises end, by the kind of incident that opened them: who backs down where.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "engine/trajectory/names.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

/// Counts of crises by kind and close, in groups of campaigns (by number), so that the error can be taken
/// from how the groups differ. Merging is exact.
class EndingTotals {
  public:
    static constexpr std::size_t kGroups = 32;

    using Counts = std::array<std::array<std::uint64_t, kCloses>, kMostKinds>;

    EndingTotals() : groups_(kGroups) {}
    void add(std::uint64_t campaign, const CampaignSummary& summary);
    void merge(const EndingTotals& other);
    const std::vector<Counts>& groups() const { return groups_; }

    friend bool operator==(const EndingTotals&, const EndingTotals&) = default;

  private:
    std::vector<Counts> groups_;
};

/// Of the crises that one kind of incident opened.
struct KindEndings {
    std::string kind;
    std::uint64_t ended = 0;
    std::uint64_t running = 0;                 ///< at the horizon; not among those below
    std::array<Estimate, kCloses - 1> shares;  ///< of those that ended, by Close
};

/// Every kind that opened a crisis, in the scenario's order. Intervals are Wilson's for as many crises as
/// those are worth by the grouped jackknife over campaigns, since crises of one campaign depend on each other
/// (effective sample size: Korn, Graubard 1998). None where fewer than 10 groups have crises of the kind.
std::vector<KindEndings> endings_by_kind(const EndingTotals& totals, const Names& names);

/// {kind, ended, running, settled, backed_down_A for each actor A, faded, war}
nlohmann::ordered_json endings_json(const std::vector<KindEndings>& kinds,
                                    const std::array<std::string, 2>& actors);

}  // namespace offramp
