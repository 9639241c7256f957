// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/play_document.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "analysis/play/json_object.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {

using nlohmann::ordered_json;

namespace {

using Injected = Injection::Kind;

struct InjectionRow {
    Injected kind;
    const char* name;
    std::vector<std::string> Names::*what;  ///< what is named; null: an amount is given
    bool by = false;                        ///< who provoked or froze it may be said
    bool of = false;                        ///< whose it is must be said
};

const std::array<InjectionRow, 5> kInjections = {{
    {Injected::kIncident, "incident", &Names::incidents, true, false},
    {Injected::kFreeze, "freeze", &Names::channels, true, false},
    {Injected::kThaw, "thaw", &Names::channels, false, false},
    {Injected::kTension, "tension", nullptr, false, false},
    {Injected::kTrust, "trust", nullptr, false, true},
}};

PlayEntry injection_from(const Model& model, JsonObject& object) {
    std::vector<std::string> kinds;
    for (const InjectionRow& row : kInjections) kinds.emplace_back(row.name);
    const int which = object.name("inject", kinds);
    Injection injection;
    if (which >= 0) {
        const InjectionRow& row = kInjections[at(which)];
        injection.kind = row.kind;
        if (row.what != nullptr) {
            injection.index = object.name("name", model.names.*row.what);
        } else {
            injection.amount = object.number("amount", -1.0, 1.0);
        }
        if (row.of) injection.side = object.name("side", model.names.actors);
        if (row.by && object.has("by")) injection.side = object.name("by", model.names.actors);
    }
    return injection;
}

}  // namespace

ordered_json to_json(const Model& model, const PlayEntry& entry) {
    if (const auto* decision = std::get_if<SeatDecision>(&entry))
        return {{"side", model.names.actors[at(decision->side)]}, {"move", decision->move}};
    const auto& injection = std::get<Injection>(entry);
    const InjectionRow& row = kInjections[static_cast<std::size_t>(injection.kind)];
    ordered_json json = {{"inject", row.name}};
    if (row.what != nullptr) {
        json["name"] = (model.names.*row.what)[at(injection.index)];
    } else {
        json["amount"] = injection.amount;
    }
    if (injection.side >= 0) json[row.of ? "side" : "by"] = model.names.actors[at(injection.side)];
    return json;
}

PlayEntry entry_from(const Model& model, const ordered_json& json, const std::string& where) {
    JsonObject object(json, where);
    PlayEntry entry;
    if (object.has("inject")) {
        entry = injection_from(model, object);
    } else {
        SeatDecision decision;
        decision.side = object.name("side", model.names.actors);
        decision.move = object.text("move");
        entry = decision;
    }
    object.finish();
    return entry;
}

ordered_json play_document(const PlaySession& session) {
    const Model& m = session.model();
    ordered_json json = {{"offramp_play", kPlayVersion},
                         {"scenario", m.scenario_name},
                         {"policy", m.policy_name},
                         {"hash", m.hash},
                         {"seed", session.setup().seed},
                         {"campaign", session.setup().campaign},
                         {"seats", seat_names(m, session.setup().outside)},
                         {"entries", ordered_json::array()}};
    for (const PlayEntry& entry : session.entries()) json["entries"].push_back(to_json(m, entry));
    return json;
}

SavedPlay play_from(const Model& model, const ordered_json& document, const std::string& where) {
    JsonObject object(document, where);
    const std::uint64_t version = object.count("offramp_play");
    const std::string scenario = object.text("scenario");
    const std::string policy = object.text("policy");
    const std::string hash = object.text("hash");
    SavedPlay play;
    play.setup.seed = object.count("seed");
    play.setup.campaign = object.count("campaign");
    const std::vector<std::string> seats = object.texts("seats");
    const ordered_json entries = object.list("entries");
    object.finish();
    if (version != kPlayVersion) {
        throw InputError({where}, fmt::format("is of version {} of what is saved", version),
                         fmt::format("this program knows version {}", kPlayVersion));
    }
    if (hash != model.hash) {
        throw InputError(
            {where}, fmt::format("was played in another world: scenario '{}', policy '{}'", scenario, policy),
            fmt::format("here it is scenario '{}', policy '{}'; one that was changed since is "
                        "another, and so is one crisis alone",
                        model.scenario_name, model.policy_name));
    }
    play.setup.outside = seats_of(model, seats, where + ".seats");
    for (std::size_t k = 0; k < entries.size(); ++k)
        play.entries.push_back(entry_from(model, entries[k], fmt::format("{}.entries[{}]", where, k)));
    return play;
}

std::vector<std::string> seat_names(const Model& model, const Pair<bool>& outside) {
    std::vector<std::string> names;
    for (int i = 0; i < kActors; ++i) {
        if (outside[at(i)]) names.push_back(model.names.actors[at(i)]);
    }
    return names;
}

Pair<bool> seats_of(const Model& model, const std::vector<std::string>& names, const std::string& where) {
    if (names.empty()) {
        throw InputError(
            {where}, "nobody plays from outside",
            fmt::format("one or both of '{}' and '{}'", model.names.actors[0], model.names.actors[1]));
    }
    Pair<bool> outside{};
    for (const std::string& name : names)
        outside[place_among(model.names.actors, name, "there is no side '" + name + "'", {where})] = true;
    return outside;
}

}  // namespace offramp
