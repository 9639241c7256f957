// SPDX-License-Identifier: Apache-2.0
// Keys and values that the format had once: a file that still has one is told what took its place.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace offramp {

struct RetiredKey {
    std::string_view path;      ///< from the top of a scenario, keys joined by dots; * is any name
    std::string_view replaced;  ///< what to write instead, and why
};

inline constexpr auto kRetiredKeys = std::to_array<RetiredKey>({
    {"actors.*.calm_bonus",
     "nothing is paid for peace: 'calm_value' is lost by a crisis that fades or ends in war"},
    {"crisis.off_ramp",
     "calls carry 'terms', which the other side accepts or not; 'kept' is how likely terms are kept"},
    {"crisis.settlement_share",
     "a settlement moves the share of the stakes that was agreed on from one side to the other: 'terms'"},
    {"crisis.victory_share", "a side that backs down loses 'concession' of the stakes to the other"},
    {"crisis.defeat_share", "a side that backs down loses 'concession' of the stakes to the other"},
    {"crisis.stalemate_share",
     "a matter that fades stays open: each side loses the share 'sore' of its stakes by it"},
    {"crisis.leaf_war_risk",
     "beyond its rounds lookahead supposes that both sides hold, with the accidents that holding brings"},
    {"actions.*.cost", "what speaks for a small step is that it answers an affront: 'answers'"},
    {"posture_risk",
     "a season is priced by the incidents that presence brings: give rates effects of presence.A or "
     "per_presence"},
    {"presence_accidents",
     "accidents cost what they do in crises; for a certain loss give an incident harm: 1 and a harm_cost"},
    {"actors.*.posture.presence.accident_loss",
     "crises cost what they are worth when solved; 'dread' multiplies what a side reckons them to cost"},
});

/// What took the place of the key at a path, or of one above it, or of what its values were; empty where it
/// was never in the format, or is as it was.
inline std::string_view replacement_of(std::span<const std::string> path) {
    for (const RetiredKey& key : kRetiredKeys) {
        std::string_view rest = key.path;
        for (const std::string& step : path) {
            const std::string_view pattern = rest.substr(0, rest.find('.'));
            if (pattern != "*" && pattern != step) break;
            if (pattern.size() == rest.size()) return key.replaced;
            rest.remove_prefix(pattern.size() + 1);
        }
    }
    return {};
}

}  // namespace offramp
