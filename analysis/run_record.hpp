// SPDX-License-Identifier: Apache-2.0
// What a run was and what came out: the object that `offramp run --json` prints and that run.json holds.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/negotiation.hpp"
#include "analysis/outcome_totals.hpp"
#include "analysis/outcomes.hpp"

namespace offramp {

/// Of the program, for example "0.1.0".
std::string_view version();

struct PolicyRecord {
    std::string name;
    std::string title;
    std::string hash;                  ///< of the scenario with this policy
    std::uint64_t campaigns_done = 0;  ///< failed ones included
    std::uint64_t campaigns_failed = 0;
    std::vector<FailedCampaign> first_failures = {};
    std::vector<Outcome> outcomes = {};
    std::vector<ReckonedNumber> reckoning = {};   ///< empty where no side chooses its posture
    std::optional<Negotiation> negotiation = {};  ///< where the guardrail game decided what is in force
};

struct RunRecord {
    std::string version{offramp::version()};
    std::string scenario;
    std::string title;
    std::string hash;  ///< of the scenario as it stands in its file, without a policy
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;     ///< asked for, of each policy
    std::string format;              ///< of the trajectories: "csv", "jsonl" or "" (none written)
    std::uint64_t trajectories = 0;  ///< written, of each policy
    bool complete = false;           ///< false: stopped early, or still running
    std::vector<PolicyRecord> policies;
};

void to_json(nlohmann::ordered_json& json, const FailedCampaign& failure);
/// For people: a line for each reason, with the campaigns that it was.
std::string failure_lines(std::span<const FailedCampaign> failures, std::uint64_t seed);

/// With a single policy its outcomes stand at the top level too.
nlohmann::ordered_json to_json(const RunRecord& record);

/// What is needed to simulate a campaign of the run again; leaves the outcomes out. Throws InputError, which
/// names `file`, where `text` is not the record of a run.
RunRecord parse_run_record(std::string_view text, const std::string& file);

}  // namespace offramp
