// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/design_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace offramp {

nlohmann::ordered_json blocks_json(const SamplingDesign& design) {
    nlohmann::ordered_json json;
    const auto store = [&](const DesignKey& key, const auto& member) {
        json[std::string(key.stored)] = member;
    };
    std::visit([&](const auto& d) { describe(store, d); }, design);
    return json;
}

SamplingDesign design_in(const nlohmann::ordered_json& definition) {
    const auto name = definition.at("design").get<std::string>();
    const auto usual = std::ranges::find(usual_designs(), name,
                                         [](const SamplingDesign& design) { return to_string(design); });
    if (usual == usual_designs().end()) throw InputError({}, "there is no design '" + name + "'");
    SamplingDesign design = *usual;
    std::visit(
        [&]<class D>(D& d) {
            if constexpr (BlockDesign<D>) {
                const auto& blocks = definition.at("blocks");
                const auto take = [&](const DesignKey& key, auto& member) {
                    blocks.at(std::string(key.stored)).get_to(member);
                };
                describe(take, d);
            } else if constexpr (SampledDesign<D>) {
                definition.at("points").get_to(d.points);
            }
        },
        design);
    return design;
}

}  // namespace offramp
