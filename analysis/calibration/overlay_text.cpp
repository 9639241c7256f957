// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "analysis/calibration/calibration.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/layers.hpp"
#include "engine/scenario/reader.hpp"

namespace offramp {
namespace {

/// Maps by key, and a value where the path ends.
struct OverlayNode {
    std::string key;
    std::string value;
    std::string comment;
    std::vector<OverlayNode> children;

    OverlayNode& child(const std::string& wanted) {
        const auto found = std::ranges::find(children, wanted, &OverlayNode::key);
        if (found != children.end()) return *found;
        return children.emplace_back(OverlayNode{wanted, {}, {}, {}});
    }

    void write(std::string& out, int depth) const {
        for (const OverlayNode& node : children) {
            out += std::string(static_cast<std::size_t>(2 * depth), ' ') + node.key + ':';
            if (node.children.empty()) {
                out += ' ' + node.value + (node.comment.empty() ? "" : "  # " + node.comment) + '\n';
            } else {
                out += '\n';
                node.write(out, depth + 1);
            }
        }
    }
};

bool leads_somewhere(const Scenario& scenario, const std::string& path) try {
    value_at(scenario, path);
    return true;
} catch (const InputError&) {
    return false;
}

void add_value(OverlayNode& root, const Scenario& fitted, std::string path, const std::string& comment) {
    const std::string text = value_at(fitted, path).text;
    // A random value without further keys is its base; an overlay without the key would drop its effects.
    if (leads_somewhere(fitted, path + ".base")) path += ".base";
    OverlayNode* node = &root;
    std::size_t begin = 0;
    for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', begin)) {
        node = &node->child(path.substr(begin, dot - begin));
        begin = dot + 1;
    }
    node = &node->child(path.substr(begin));
    node->value = text;
    node->comment = comment;
}

}  // namespace

std::string overlay_text(const CalibrationPlan& calibration, std::span<const double> at,
                         const std::string& name, const std::string& scenario,
                         std::span<const std::string> comments) {
    const ValidatedScenario fitted = scenario_at(calibration, 0, at);
    OverlayNode root;
    for (std::size_t k = 0; k < calibration.parameters.size(); ++k) {
        const Factor& factor = calibration.parameters[k].factor;
        if (calibration.parameters[k].coordinate.is_held_at(at[k])) continue;
        const std::string comment = k < comments.size() ? comments[k] : "";
        for (const std::string& path : factor.paths) add_value(root, fitted.scenario(), path, comment);
        for (const std::string& path : factor.complements) add_value(root, fitted.scenario(), path, comment);
    }
    std::string values;
    root.write(values, 0);

    // Laid over the scenario it must give what was fitted.
    ConfigNode merged = load_config(calibration.scenario_file);
    if (calibration.policy_file) merge_config(merged, load_config(*calibration.policy_file));
    merge_config(merged, load_config_text(values, "fitted values"));
    const Reading again = read_config(merged);
    for (const CalibrationParameter& parameter : calibration.parameters) {
        for (const auto* paths : {&parameter.factor.paths, &parameter.factor.complements}) {
            for (const std::string& path : *paths) {
                if (again.diagnostics.empty() &&
                    value_at(again.scenario, path).text == value_at(fitted.scenario(), path).text)
                    continue;
                throw InputError(parameter.factor.where,
                                 fmt::format("'{}' cannot be written as an overlay", path),
                                 "fit values that have a name, one path for each actor");
            }
        }
    }
    return fmt::format("policy: {{name: {}, title: Fitted values}}\nfor: {}\n", name, scenario) + values;
}

}  // namespace offramp
