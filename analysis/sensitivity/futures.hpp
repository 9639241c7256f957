// SPDX-License-Identifier: Apache-2.0
// The futures that a sweep looked at, as the tables that sensitivity analysis, scenario discovery and
// robustness take: values of the factors and outcomes, read from its store.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sensitivity/table.hpp"
#include "analysis/store/store_reader.hpp"

namespace offramp {

/// An outcome under a policy; with `minus`, under that policy less under the other.
struct Target {
    std::size_t outcome = 0;
    std::size_t policy = 0;
    std::optional<std::size_t> minus = {};

    friend bool operator==(const Target&, const Target&) = default;
};

/// One factor of the futures.
struct FutureAxis {
    std::string name;
    std::string title;
    std::string unit;
    std::vector<std::string> names;  ///< not empty: the factor has no numbers, value k stands for names[k]
    bool nominal = false;            ///< their order means nothing, as that of dates does
};

/// A value of a factor as a person reads it: "12 hours", "level_k"; "as it is" for the scenario's own.
std::string axis_value_text(const FutureAxis& axis, double value);

class Futures {
  public:
    /// Every finished point is a future, with two exceptions: of designs with blocks only independent points
    /// are, which are both samples of Saltelli's and the starts of Morris's trajectories; and replications of
    /// a point are one future, once all are finished.
    explicit Futures(const StoreReader& store);

    const StoreInfo& info() const { return store_.info(); }
    const std::vector<FutureAxis>& axes() const { return axes_; }
    std::vector<bool> nominal() const;  ///< by factor
    std::size_t size() const { return members_.size(); }
    std::uint64_t points_finished() const { return points_.size(); }

    /// A row for each future, a column for each factor in its unit; not a number where it is the scenario's
    /// own.
    const Table& settings() const { return settings_; }

    /// The number of a future's (first) point in the store.
    std::uint64_t point(std::size_t future) const { return points_[members_[future].front()].point; }

    /// By future; without a value where the outcome has none there. Differences from the first policy have
    /// the paired interval of the store. Others have the sum of the half-widths of what they are the
    /// difference of, which holds whatever the dependence. Means over replications combine as independent.
    std::vector<Estimate> values(const Target& target) const;

    /// By design row, then replication: the value at every point of a design with blocks; not a number where
    /// it is not finished or the outcome has none there.
    Table rows(const Target& target) const;

  private:
    std::vector<Estimate> at_points(const Target& target) const;

    const StoreReader& store_;
    std::vector<StoredPoint> points_;
    std::vector<FutureAxis> axes_;
    std::vector<std::vector<std::size_t>> members_;  // of each future, places in points_
    Table settings_;
};

/// Whether the sweep simulated every policy at every point. Throws InputError where it did not.
void require_crossed(const StoreInfo& info);

/// Places by name. Throw InputError with the nearest name for one that the store does not have.
std::size_t outcome_named(const StoreInfo& info, const std::string& name);
std::size_t policy_named(const StoreInfo& info, const std::string& name);

/// Those of the outcomes to read first that the store keeps; never empty.
std::vector<std::size_t> headline_in(const StoreInfo& info);

/// "p_war, guardrails", "p_war, guardrails minus no-guardrails".
std::string target_text(const StoreInfo& info, const Target& target);

/// {outcome, policy, minus}; minus is null for a level.
nlohmann::ordered_json target_json(const StoreInfo& info, const Target& target);

/// The sweep, its scenario, design and how much of it is there: what every analysis of a store begins with.
nlohmann::ordered_json sweep_json(const Futures& futures);

}  // namespace offramp
