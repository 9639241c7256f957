#include "analysis/estimate_json.hpp"

#include <nlohmann/json.hpp>
#include <optional>

namespace offramp {

nlohmann::ordered_json estimate_json(const Estimate& estimate) {
    const auto number = [](const std::optional<double>& value) {
        return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
    };
    return {
        {"estimate", number(estimate.value)}, {"low", number(estimate.low)}, {"high", number(estimate.high)}};
}

}  // namespace offramp
