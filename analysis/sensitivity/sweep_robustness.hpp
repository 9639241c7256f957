// SPDX-License-Identifier: Apache-2.0
// Which policy of a sweep is robust over its futures, and which is the best one where.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "analysis/outcome_table.hpp"
#include "analysis/sensitivity/futures.hpp"

namespace offramp {

/// What a policy comes to over the futures, in the outcome's own unit. Intervals of means hold the spread
/// over sampled futures and the simulator's noise, taken as shared by all of them; those of extremes are the
/// intervals at the future where they are, and leave out that the future was chosen for them.
struct PolicyStanding {
    Estimate mean;
    Estimate worst;
    Estimate mean_regret;  ///< by how much the best policy of the future does better, >= 0
    Estimate largest_regret;
    std::uint64_t worst_at = 0;  ///< point of the store
    std::uint64_t largest_regret_at = 0;
    std::size_t best_in = 0;          ///< futures in which it alone has the best estimate
    std::size_t tied_best_in = 0;     ///< futures in which it has the best estimate, and others have it too
    std::size_t clearly_best_in = 0;  ///< of best_in, in which no other policy is level with it
};

/// Policies over some of the futures.
struct Choice {
    std::size_t futures = 0;
    std::vector<std::size_t> best;  ///< by mean; several where they tie
    std::vector<std::size_t>
        level_with;  ///< others: the interval of the mean difference from the best covers 0
    std::vector<std::size_t> clear_wins;  ///< by policy: futures in which it is clearly best
    std::size_t ties = 0;                 ///< futures in which none is
};

/// The futures in which a factor has some value, or lies in some range.
struct FactorChoice {
    std::size_t factor = 0;
    double low = 0.0;  ///< not a number: the scenario's own value
    double high = 0.0;
    Choice choice;
};

struct OutcomeRobustness {
    std::size_t outcome = 0;
    Better better = Better::kLower;
    std::size_t futures = 0;   ///< in which the outcome has a value under every policy
    std::size_t left_out = 0;  ///< other futures
    std::vector<PolicyStanding> policies;
    // Policies; several where they tie.
    std::vector<std::size_t> best_mean;       ///< (Laplace)
    std::vector<std::size_t> maximin;         ///< (Wald 1950)
    std::vector<std::size_t> minimax_regret;  ///< (Savage 1951)
    Choice overall;
    std::vector<FactorChoice> where;  ///< by factor, then value
};

/// A policy is level with the best one of a future where the interval of their difference there covers 0.
/// Futures are told apart by the value of a factor where it has at most eight different ones, or names;
/// otherwise they are put in `ranges` (>= 1) ranges with about equally many in each. Throws InputError where
/// policies are paired, and for an outcome of which neither way is better.
OutcomeRobustness robustness_of(const Futures& futures, std::size_t outcome, std::size_t ranges = 3);

/// Policies by several outcomes at once, by their means over the futures.
struct ParetoStanding {
    std::vector<std::size_t> dominated_by;  ///< at least as good in every mean and better in one
    bool clearly =
        false;  ///< by one of those the interval of whose mean difference excludes 0 in some outcome
};

/// By policy. Those that none dominates are the Pareto set.
std::vector<ParetoStanding> pareto_standings(const Futures& futures,
                                             std::span<const OutcomeRobustness> outcomes);

/// "0.05 to 0.31", "6 hours", "level_k".
std::string group_text(const FutureAxis& axis, double low, double high);

/// {outcome, unit, better, futures, left_out, policies: [...], best_mean, ..., overall, where: [...]}.
nlohmann::ordered_json to_json(const Futures& futures, const OutcomeRobustness& robustness);

/// By policy: {policy, pareto, dominated_by, clearly}.
nlohmann::ordered_json to_json(const Futures& futures, std::span<const ParetoStanding> standings);

}  // namespace offramp
