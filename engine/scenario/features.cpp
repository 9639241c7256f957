#include "engine/scenario/features.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace offramp {

std::vector<Feature> features_of(const Scenario& scenario) {
    const auto& actors = scenario.actors;
    const double war = std::max<double>(1.0, static_cast<double>(scenario.ladder.size()) - 1.0);
    std::vector<Feature> features;
    features.push_back({"tension", 0, 1, "how tense relations are"});
    const auto for_each_actor = [&](const std::string& prefix, const std::string& meaning, auto range) {
        for (const Actor& actor : actors) {
            const auto [low, high] = range(actor);
            features.push_back({prefix + "." + actor.name, low, high, meaning + " " + actor.name});
        }
    };
    const auto unit = [](const Actor&) { return std::pair{0.0, 1.0}; };
    const auto levels = [](const std::vector<double>& values) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        return values.empty() ? std::pair{0.0, 0.0} : std::pair{*low, *high};
    };
    for_each_actor("trust", "how far the other side is trusted by", unit);
    for_each_actor("presence", "military presence of",
                   [&](const Actor& a) { return levels(a.posture.presence.levels); });
    for_each_actor("unpredictability", "unpredictability chosen as a stance by",
                   [&](const Actor& a) { return levels(a.posture.unpredictability.levels); });
    for_each_actor("pressure.economic", "economic pressure on", unit);
    features.push_back({"pressure.third_party", 0, 1, "pressure of third countries on both sides"});
    features.push_back({"summit_proximity", 0, 1, "nearness of the next focal date, 1 on the day"});
    features.push_back(
        {"recent_incidents", 0, kRecentIncidentsCap, "exponentially decayed count of incidents"});
    for_each_actor("resolve", "public belief that the most resolute type governs", unit);
    for_each_actor("rung", "rung of the ladder on which stands", [&](const Actor&) {
        return std::pair{0.0, war};
    });
    features.push_back(
        {"harm", 0, kRecentIncidentsCap, "accidents with physical harm in the present crisis"});
    for (const Guardrail& guardrail : scenario.guardrails) {
        features.push_back({"guardrail." + guardrail.name, 0, 1, "1 while the guardrail is in force"});
    }
    for (const Channel& channel : scenario.channels) {
        features.push_back({"channel." + channel.name, 0, 1, "1 while the channel is open"});
    }
    return features;
}

}  // namespace offramp
