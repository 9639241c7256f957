// SPDX-License-Identifier: Apache-2.0
// What the two sides contend for.
#pragma once

#include <string>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct Issue {
    static constexpr NameKind kNamed = NameKind::kIssue;
    std::string name;
    std::string title;
    PerActor<double> stakes;
    Location where;
};

void describe(auto& v, Like<Issue> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "stakes",
            .meaning = "what the issue is worth to each side",
            .range = kCosts,
            .required = true,
            .unit = kPayoff},
      x.stakes);
}

}  // namespace offramp
