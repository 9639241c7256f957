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
#include "analysis/sensitivity/box_search.hpp"
#include "analysis/sensitivity/futures.hpp"

namespace offramp {

enum class Relation : std::uint8_t { kAtLeast, kAtMost, kAbove, kBelow };

/// "p_war >= 0.1". Of a difference the bound is on the difference.
struct Condition {
    Target target;
    Relation relation = Relation::kAtLeast;
    double bound = 0.0;
    bool is_worse = false;  ///< what holds is worse for whoever the outcome is of: backfires()
};

/// "OUTCOME >= NUMBER" with >=, <=, > or <. Throws InputError where it is none, or the store does not keep
/// the outcome. `policy` and `minus` say whose it is.
Condition parse_condition(const StoreInfo& info, std::string_view text, std::size_t policy,
                          std::optional<std::size_t> minus);

/// That a policy does worse than another. Throws InputError for an outcome of which neither way is better.
Condition backfires(const StoreInfo& info, const Target& difference);

/// "p_war >= 0.1 under guardrails". That a policy backfires says for whom, where the outcome is an actor's:
/// "guardrails backfires against no-guardrails in value_us, for us (value_us of guardrails minus
/// no-guardrails < 0)".
std::string to_text(const StoreInfo& info, const Condition& condition);

struct DiscoveryOptions {
    double least_density = 0.8;  ///< of a box, where one is that dense
    std::size_t boxes = 3;       ///< at most
    /// Limits with a larger quasi-p-value are dropped, and a box whose like chance brings more often.
    double accidental_above = 0.05;
    TrialProgress progress = {};  ///< of each box anew
};

/// A box of the futures that no earlier box holds. Coverage and mass are shares of all cases and futures.
struct FoundBox {
    Box box;
    BoxScore score;
    std::vector<Restriction> restrictions;
    BoxTrials trials;  ///< of the search that found it
};

struct Discovery {
    std::vector<Condition> conditions;  ///< a case is a future in which all hold
    std::size_t futures = 0;            ///< with a value for every condition
    std::size_t left_out = 0;           ///< without
    std::size_t cases = 0;
    std::size_t uncertain = 0;   ///< futures where the interval of a value covers its bound, or there is none
    double least_density = 0.0;  ///< asked for; boxes may fall short of it
    /// Found one after another. None where there are no cases, nothing but cases, or the search came to no
    /// box that chance would not bring: there may be one all the same.
    std::vector<FoundBox> boxes;
    double coverage = 0.0;  ///< of all boxes together
};

/// What to say where there are cases and others, and no box.
inline constexpr std::string_view kFoundNoBox =
    "this search found no box of factors that holds more of them than chance may bring; that is not to say "
    "that "
    "there is none";

/// Throws InputError for designs whose points are no sample of the futures, and with too few of them.
Discovery discover(const Futures& futures, std::span<const Condition> conditions,
                   const DiscoveryOptions& options = {});

/// Whether there is anything to tell apart: some futures are cases and some are not.
bool are_mixed(const Discovery& discovery);

/// "pickup <= 0.31", "rule is level_k", "6 <= latency <= 24 hours": the limits of a box on one factor.
std::string limit_text(const FutureAxis& axis, const Box& box, std::size_t factor);

/// The limits of a box joined by "and".
std::string box_text(const Futures& futures, const Box& box);

nlohmann::ordered_json to_json(const Futures& futures, const Discovery& discovery);

}  // namespace offramp
