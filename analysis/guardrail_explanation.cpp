// SPDX-License-Identifier: Apache-2.0
#include "analysis/guardrail_explanation.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "analysis/guardrail_options.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/number_paths.hpp"
#include "engine/scenario/override.hpp"

namespace offramp {
namespace {

/// Rates a day, by which people know them; else as the scenario has it.
std::string told(const ValueAt& value) {
    if (value.text.empty()) return "differs by actor";
    if (value.kind != ValueKind::kRate) return value.text;
    return number_text(value.number.value_or(0.0) * kHoursPerDay) + "/day";
}

/// "0.05/day" for "0.15/day" and a third: the number before the unit is multiplied.
std::string scaled(const std::string& text, double factor) {
    double number = 0.0;
    const char* const end = text.data() + text.size();
    const char* const unit = std::from_chars(text.data(), end, number).ptr;
    return number_text(number * factor) + std::string(unit, end);
}

/// A value with `coefficient` added on the scale of its link, and what that does to it in words.
std::pair<std::string, std::string> moved_by(const ValueAt& base, double coefficient) {
    const double factor = elementary::exp(coefficient);
    const std::string times = fmt::format(" × {}", number_text(factor));
    if (base.kind == ValueKind::kRate) return {scaled(told(base), factor), "rate" + times};
    if (base.kind == ValueKind::kDuration) return {scaled(base.text, factor), "scale" + times};
    const double value = base.number.value_or(0.0);
    if (base.range.low == 0.0 && base.range.high == 1.0)
        return {number_text(value * factor / (1.0 - value + value * factor)), "odds" + times};
    return {number_text(value + coefficient),
            fmt::format("{} {}", coefficient < 0 ? "−" : "+", number_text(std::abs(coefficient)))};
}

GuardrailEffect effect_at(const Scenario& scenario, const std::string& path, std::string value_path) {
    const ValueAt base = value_at(scenario, value_path);
    const double coefficient = value_at(scenario, path).number.value_or(0.0);
    auto [with, change] = moved_by(base, coefficient);
    if (base.text.empty()) with.clear();
    return {std::move(value_path), coefficient, told(base), std::move(with), std::move(change)};
}

/// Places that name the guardrail, but for its own entry and the effects that it has.
void find_names(const ConfigNode& node, const std::string& path, const std::string& name,
                std::vector<std::string>& found) {
    const auto below = [&](const std::string& key) { return path.empty() ? key : path + '.' + key; };
    if (node.is_scalar() && node.scalar == name) found.push_back(path);
    for (std::size_t k = 0; k < node.items.size(); ++k)
        find_names(node.items[k], below(std::to_string(k)), name, found);
    for (const ConfigEntry& entry : node.entries) {
        const std::string at = below(entry.key);
        if (entry.key == "effects" || at == "guardrails." + name) continue;
        if (entry.key == name) found.push_back(at);
        find_names(entry.value, at, name, found);
    }
}

}  // namespace

GuardrailExplanation explain_guardrail(const ValidatedScenario& scenario, const std::string& guardrail) {
    const Scenario& s = scenario.scenario();
    const std::size_t k =
        place_among(names_of(s.guardrails), guardrail, "there is no guardrail '" + guardrail + "'");
    GuardrailExplanation result;
    result.name = guardrail;
    result.title = s.guardrails[k].title.empty() ? guardrail : s.guardrails[k].title;
    const std::string own = "guardrails." + guardrail + ".";
    const std::string effect = ".effects.guardrail." + guardrail;
    for (const std::string& path : number_paths(s)) {
        if (path.ends_with(effect))
            result.effects.push_back(effect_at(s, path, path.substr(0, path.size() - effect.size())));
        if (path.starts_with(own)) result.terms.push_back({path.substr(own.size()), told(value_at(s, path))});
    }
    ReadingBudget budget;
    find_names(parse_config(scenario.canonical_text(), "the scenario", budget), "", guardrail,
               result.named_at);
    return result;
}

Experiment guardrail_alone(const ValidatedScenario& scenario, const std::string& guardrail) {
    const Scenario& s = scenario.scenario();
    const std::size_t k =
        place_among(names_of(s.guardrails), guardrail, "there is no guardrail '" + guardrail + "'");
    Experiment experiment{s.name, s.title, scenario.hash(), {}};
    for (const auto& [name, package] : {std::pair<std::string, std::uint32_t>{"without", 0U},
                                        std::pair<std::string, std::uint32_t>{guardrail, 1U << k}}) {
        experiment.cases.push_back({.canonical_text = {}, .model = option_model(s, {package, -1})});
        experiment.cases.back().model.policy_name = name;
    }
    return experiment;
}

}  // namespace offramp
