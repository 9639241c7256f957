// SPDX-License-Identifier: Apache-2.0
// What a store is about: the sweep, its policies, factors and outcomes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/store/database.hpp"
#include "analysis/sweep/sampling_design.hpp"
#include "analysis/sweep/sweep.hpp"

namespace offramp {

struct StoredFactor {
    std::string name;
    std::string title;
    std::string kind;  ///< to_string(ValueKind)
    std::string unit;
    std::vector<std::string> paths;
    std::vector<std::string> complements;
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
    std::string definition;  ///< what the hash is of
    std::string scenario;
    std::string scenario_title;
    std::string scenario_hash;
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;      ///< of each point and policy
    std::uint64_t points_wanted = 0;  ///< of the whole design
    int war_rung = 0;
    bool crossed = true;
    SamplingDesign design;  ///< see design_in()
    TrajectoryRule trajectories;
    std::string shard;  ///< "2/3", or empty: all points
    std::vector<StoredFactor> factors;
    std::vector<StoredPolicy> policies;
    std::vector<StoredOutcome> outcomes;  ///< kept, in the order of outcomes_of()
};

/// The tables that StoreInfo is read from, in their order: `sweep` holds a checksum of all.
inline constexpr const char* kDefinitionTables[] = {"sweep", "policy", "factor", "outcome"};

/// Stores their checksum, once they are filled.
void store_definition_checksum(Database& database);

/// Throws RuntimeFailure where the checksum does not hold.
StoreInfo read_info(const Database& database);

}  // namespace offramp
