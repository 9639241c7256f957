// SPDX-License-Identifier: Apache-2.0
// Requests of `offramp play`, a line each, and the saved campaigns in them; `HASH` stands for the hash of the
// scenario, without which nothing is loaded.
#include <nlohmann/json.hpp>

#include "analysis/play/protocol.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {
namespace {

using Json = nlohmann::ordered_json;

// Six weeks, so that a campaign takes milliseconds.
const Model kBrief = model_of_text(
    edited(source_text("tests/fixtures/compact.yaml"), {{"end: 2023-07-01", "end: 2023-02-16"}}));

constexpr int kMostRequests = 8;

/// Solving a crisis takes longer than an input may.
bool asks_to_solve(std::string_view request) {
    const Json json = Json::parse(request, nullptr, false);
    if (!json.is_object() || !json.contains("do")) return false;
    return json["do"] == "odds" || json["do"] == "review";
}

Json answered(PlayProtocol& protocol, std::string_view request) {
    const std::string reply = protocol.reply(request);
    ensure(reply.find('\n') == std::string::npos, "a reply is one line");
    Json json = Json::parse(reply, nullptr, false);
    ensure(json.is_object() && json.contains("reply"), "a reply is an object that says what it is");
    if (json["reply"] == "error") ensure(!json["problems"].empty(), "a refusal has a reason");
    return json;
}

std::string with_hash(std::string text) {
    constexpr std::string_view kMark = "HASH";
    for (std::size_t at = text.find(kMark); at != std::string::npos;
         at = text.find(kMark, at + kBrief.hash.size()))
        text.replace(at, kMark.size(), kBrief.hash);
    return text;
}

}  // namespace

void examine(std::string_view input) {
    PlayProtocol protocol(kBrief, nullptr, {{7, 3, {true, true}}, {}});
    const std::string text = with_hash(std::string(input));
    std::string_view left = text;
    for (int k = 0; k < kMostRequests && !left.empty(); ++k) {
        const std::string_view line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(line.size() + 1, left.size()));
        if (asks_to_solve(line)) continue;
        const std::string before = answered(protocol, R"({"do": "save"})").dump();
        if (answered(protocol, line)["reply"] == "error")
            ensure(answered(protocol, R"({"do": "save"})").dump() == before,
                   "what is refused changes nothing");
    }
    const Json saved = answered(protocol, R"({"do": "save"})");
    PlayProtocol other(kBrief, nullptr, {{1, 1, {true, true}}, {}});
    const Json loaded = answered(other, Json({{"do", "load"}, {"play", saved["play"]}}).dump());
    ensure(loaded["reply"] == "state", "what was saved is loaded");
    ensure(answered(other, R"({"do": "save"})") == saved, "what was loaded is saved as it was");
}

}  // namespace offramp::fuzz
