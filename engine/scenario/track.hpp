// SPDX-License-Identifier: Apache-2.0
// Cooperation, which crises suspend and meetings reopen.
#pragma once

#include <string>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct Track {
    static constexpr NameKind kNamed = NameKind::kTrack;
    std::string name;
    std::string title;
    PerActor<PerHour> value;
    bool initially_open = true;
    int suspend_rung = 4;
    RateGlm reopen;
    PerHour trust{};
    Location where;
};

void describe(auto& v, Like<Track> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "value", .meaning = "flow value while open", .range = kPayoffs, .unit = kPayoff}, x.value);
    v(Field{.key = "initially_open", .meaning = "open at the start"}, x.initially_open);
    v(Field{.key = "suspend_rung",
            .meaning = "a crisis that reaches this rung suspends it; above the ladder: never",
            .range = {.low = 0, .high = kTopRung}},
      x.suspend_rung);
    v(Field{.key = "reopen", .meaning = "rate at which it reopens by itself"}, x.reopen);
    v(Field{.key = "trust", .meaning = "added to both trusts while open", .unit = "trust"}, x.trust);
}

}  // namespace offramp
