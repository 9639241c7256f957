// SPDX-License-Identifier: Apache-2.0
// In which futures of a sweep something happens, as a few readable boxes (Bryant, Lempert 2010).
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/sensitivity/box.hpp"
#include "analysis/sensitivity/futures.hpp"

namespace offramp {

enum class Relation : std::uint8_t { kAtLeast, kAtMost, kAbove, kBelow };

/// "p_war >= 0.1". Of a difference the bound is on the difference.
struct Condition {
    Target target;
    Relation relation = Relation::kAtLeast;
    double bound = 0.0;
};

/// "OUTCOME >= NUMBER" with >=, <=, > or <. Throws InputError where it is none, or the store does not keep
/// the outcome. `policy` and `minus` say whose it is.
Condition parse_condition(const StoreInfo& info, std::string_view text, std::size_t policy,
                          std::optional<std::size_t> minus);

/// That a policy does worse than another. Throws InputError for an outcome of which neither way is better.
Condition backfires(const StoreInfo& info, const Target& difference);

std::string to_text(const StoreInfo& info, const Condition& condition);

struct DiscoveryOptions {
    double least_density = 0.8;      ///< of a box, where one is that dense
    std::size_t boxes = 3;           ///< at most
    double accidental_above = 0.05;  ///< limits with a larger quasi-p-value are dropped
};

/// A box of the futures that no earlier box holds. Coverage and mass are shares of all cases and futures.
struct FoundBox {
    Box box;
    BoxScore score;
    std::vector<Restriction> restrictions;
};

struct Discovery {
    std::vector<Condition> conditions;  ///< a case is a future in which all hold
    std::size_t futures = 0;            ///< with a value for every condition
    std::size_t left_out = 0;           ///< without
    std::size_t cases = 0;
    std::size_t uncertain = 0;  ///< futures where the interval of a value covers its bound, or there is none
    /// Found one after another; none where there are no cases, nothing but cases, or no limit that chance
    /// would not bring.
    std::vector<FoundBox> boxes;
    double coverage = 0.0;  ///< of all boxes together
};

/// Throws InputError for designs whose points are no sample of the futures, and with too few of them.
Discovery discover(const Futures& futures, std::span<const Condition> conditions,
                   const DiscoveryOptions& options = {});

/// "pickup <= 0.31", "rule is level_k", "6 <= latency <= 24 hours".
std::string limit_text(const FutureAxis& axis, double low, double high);

/// The limits of a box joined by "and".
std::string box_text(const Futures& futures, const Box& box);

nlohmann::ordered_json to_json(const Futures& futures, const Discovery& discovery);

}  // namespace offramp
