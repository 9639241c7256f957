// SPDX-License-Identifier: Apache-2.0
// A line of communication between the two sides.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

enum class ChannelState { kOpen, kFrozen, kCut };

template <>
inline constexpr auto kEnumNames<ChannelState> =
    std::array{EnumName{ChannelState::kOpen, "open"}, EnumName{ChannelState::kFrozen, "frozen"},
               EnumName{ChannelState::kCut, "cut"}};

struct Channel {
    static constexpr NameKind kNamed = NameKind::kChannel;
    std::string name;
    std::string title;
    std::vector<Reference> access;  ///< actors who may place a call; empty: both
    ChannelState initial = ChannelState::kOpen;
    std::optional<Reference> frozen_by;
    std::optional<Date> frozen_since;
    DurationGlm latency;
    PerActor<ProbabilityGlm> pickup{
        {certain(), certain()}};  ///< that this actor, when called, answers at all
    double fidelity = 1.0;
    double authority = 1.0;
    PerActor<double> cost;
    RateGlm thaw;
    std::optional<Reference> thaws_with;  ///< another channel: what is frozen of the two comes back together
    Location where;
};

void describe(auto& v, Like<Channel> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "access",
            .meaning = "actors who may place a call; empty: both",
            .names = NameKind::kActor},
      x.access);
    v(Field{.key = "initial", .meaning = "state at the start"}, x.initial);
    v(Field{.key = "frozen_by", .meaning = "who froze it before the start", .names = NameKind::kActor},
      x.frozen_by);
    v(Field{.key = "frozen_since", .meaning = "when it was frozen before the start"}, x.frozen_since);
    v(Field{.key = "latency", .meaning = "time from placing a call to the answer"}, x.latency);
    v(Field{.key = "pickup", .meaning = "probability that this actor, when called, answers at all"},
      x.pickup);
    v(Field{.key = "fidelity", .meaning = "how well a message survives the channel", .range = kUnit},
      x.fidelity);
    v(Field{.key = "authority", .meaning = "how far those on the line can decide", .range = kUnit},
      x.authority);
    v(Field{.key = "cost", .meaning = "cost of placing a call", .range = kCosts, .unit = kPayoff}, x.cost);
    v(Field{.key = "thaw", .meaning = "rate at which it thaws by itself while frozen"}, x.thaw);
    v(Field{.key = "thaws_with",
            .meaning = "channel whose thaw is its own too: what is frozen of those that share one comes back "
                       "at once",
            .names = NameKind::kChannel},
      x.thaws_with);
}

}  // namespace offramp
