#include "analysis/sweep/design_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace offramp {

nlohmann::ordered_json blocks_json(const DesignSettings& settings) {
    nlohmann::ordered_json json = {{"count", settings.points}, {"replications", settings.replications}};
    if (settings.kind == DesignKind::kSaltelli) {
        json["second_order"] = settings.second_order;
    } else {
        json["levels"] = settings.levels;
        json["seed"] = settings.seed;
    }
    return json;
}

DesignSettings design_in(const nlohmann::ordered_json& definition) {
    const auto name = definition.at("design").get<std::string>();
    const auto kind = std::find_if(kDesignKinds.begin(), kDesignKinds.end(),
                                   [&](DesignKind candidate) { return to_string(candidate) == name; });
    if (kind == kDesignKinds.end()) throw InputError(Diagnostic{{}, "there is no design '" + name + "'", ""});
    DesignSettings settings;
    settings.kind = *kind;
    if (!has_blocks(*kind)) {
        settings.points = definition.at("points").get<std::uint64_t>();
        return settings;
    }
    const nlohmann::ordered_json& blocks = definition.at("blocks");
    settings.points = blocks.at("count").get<std::uint64_t>();
    settings.replications = blocks.at("replications").get<std::uint64_t>();
    settings.second_order = blocks.value("second_order", false);
    settings.levels = blocks.value("levels", settings.levels);
    settings.seed = blocks.value("seed", settings.seed);
    return settings;
}

}  // namespace offramp
