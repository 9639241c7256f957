// SPDX-License-Identifier: Apache-2.0
// Reads what a sweep left in its store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outcome_totals.hpp"
#include "analysis/store/database.hpp"
#include "analysis/sweep/factor.hpp"
#include "analysis/sweep/sampling_design.hpp"

namespace offramp {

struct StoredFactor {
    std::string name;
    std::string title;
    std::string kind;  ///< to_string(ValueKind)
    std::string unit;
    bool scales = false;
};

struct StoredPolicy {
    std::string name;
    std::string title;
    std::string hash;
    std::string scenario;  ///< canonical text, with the policy and without any factor
};

struct StoredOutcome {
    std::string name;
    std::string meaning;
    std::string unit;
};

struct StoreInfo {
    std::string sweep;
    std::string title;
    std::string version;
    std::string hash;
    std::string scenario;
    std::string scenario_title;
    std::string scenario_hash;
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;      ///< of each point and policy
    std::uint64_t points_wanted = 0;  ///< of the whole design
    int war_rung = 0;
    bool crossed = true;
    SamplingDesign design;  ///< see design_in()
    std::string shard;      ///< "2/3", or empty: all points
    std::vector<StoredFactor> factors;
    std::vector<StoredPolicy> policies;
    std::vector<StoredOutcome> outcomes;  ///< kept, in the order of outcomes_of()
};

/// A finished point. Lists are in the order of the store's factors, policies and outcomes.
struct StoredPoint {
    std::uint64_t point = 0;
    std::vector<FactorValue> settings;
    std::vector<std::vector<Estimate>> estimates;  ///< [policy][outcome]; empty: the policy was not run here
};

class StoreReader {
  public:
    /// Throws as open_store() does.
    explicit StoreReader(const std::filesystem::path& file);

    const StoreInfo& info() const { return info_; }

    /// Every finished point, in order.
    std::vector<StoredPoint> points() const;

    /// The mergeable totals behind a result. Throws RuntimeFailure where there are none or they are damaged.
    OutcomeTotals totals(std::uint64_t point, std::size_t policy) const;

    /// Policy minus the first policy on the same campaigns, with its paired interval, at every point that
    /// has one.
    std::map<std::uint64_t, Estimate> differences(std::size_t policy, std::size_t outcome) const;

    std::uint64_t points_finished() const;

    /// For queries beyond these.
    const Database& database() const { return database_; }

  private:
    Database database_;
    StoreInfo info_;
};

}  // namespace offramp
