// SPDX-License-Identifier: Apache-2.0
#include "analysis/run_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/json_input.hpp"
#include "engine/base/error.hpp"

namespace offramp {

using nlohmann::ordered_json;

std::string_view version() {
    return OFFRAMP_VERSION;
}

void to_json(ordered_json& json, const FailedCampaign& failure) {
    json = {{"campaign", failure.campaign}, {"message", failure.message}};
}

std::string failure_lines(std::span<const FailedCampaign> failures, std::uint64_t seed) {
    std::vector<std::string> reasons;  // in the order of the first campaign that each is told of
    for (const FailedCampaign& failure : failures) {
        if (std::find(reasons.begin(), reasons.end(), failure.message) == reasons.end())
            reasons.push_back(failure.message);
    }
    std::string lines;
    for (const std::string& reason : reasons) {
        std::string campaigns;
        for (const FailedCampaign& failure : failures) {
            if (failure.message == reason)
                campaigns += (campaigns.empty() ? "" : ", ") + std::to_string(failure.campaign);
        }
        const char* const plural = campaigns.find(',') == std::string::npos ? "" : "s";
        lines += fmt::format("  campaign{} {} (seed {}): {}\n", plural, campaigns, seed, reason);
    }
    return lines;
}

ordered_json to_json(const RunRecord& record) {
    ordered_json json = {
        {"offramp", record.version},
        {"scenario", {{"name", record.scenario}, {"title", record.title}, {"hash", record.hash}}},
        {"seed", record.seed},
        {"campaigns", record.campaigns},
        {"complete", record.complete}};
    if (!record.format.empty()) {
        json["trajectories"] = {{"format", record.format}, {"campaigns", record.trajectories}};
    }
    if (record.policies.size() == 1) json["outcomes"] = record.policies.front().outcomes;
    json["policies"] = ordered_json::array();
    for (const PolicyRecord& policy : record.policies) {
        json["policies"].push_back({{"name", policy.name},
                                    {"title", policy.title},
                                    {"hash", policy.hash},
                                    {"campaigns_done", policy.campaigns_done},
                                    {"campaigns_failed", policy.campaigns_failed},
                                    {"first_failures", policy.first_failures},
                                    {"outcomes", policy.outcomes}});
        if (!policy.reckoning.empty()) json["policies"].back()["reckoning"] = policy.reckoning;
        if (policy.negotiation) json["policies"].back()["negotiation"] = to_json(*policy.negotiation);
    }
    return json;
}

RunRecord parse_run_record(std::string_view text, const std::string& file) {
    const ordered_json json = parse_json(text, file);
    try {
        RunRecord record;
        record.version = json.at("offramp").get<std::string>();
        record.scenario = json.at("scenario").at("name").get<std::string>();
        record.title = json.at("scenario").at("title").get<std::string>();
        record.hash = json.at("scenario").at("hash").get<std::string>();
        record.seed = json.at("seed").get<std::uint64_t>();
        record.campaigns = json.at("campaigns").get<std::uint64_t>();
        record.complete = json.at("complete").get<bool>();
        if (json.contains("trajectories")) {
            record.format = json["trajectories"].at("format").get<std::string>();
            record.trajectories = json["trajectories"].at("campaigns").get<std::uint64_t>();
        }
        for (const ordered_json& policy : json.at("policies")) {
            PolicyRecord part;
            part.name = policy.at("name").get<std::string>();
            part.title = policy.at("title").get<std::string>();
            part.hash = policy.at("hash").get<std::string>();
            part.campaigns_done = policy.at("campaigns_done").get<std::uint64_t>();
            record.policies.push_back(std::move(part));
        }
        return record;
    } catch (const nlohmann::json::exception& error) {
        throw InputError({file}, std::string("is not the record of a run: ") + error.what());
    }
}

}  // namespace offramp
