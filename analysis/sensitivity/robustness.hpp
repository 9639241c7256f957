// SPDX-License-Identifier: Apache-2.0
// Policies over many futures: regret, and which policy is best where (Savage 1951; Lempert, Popper, Bankes
// 2003).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/sensitivity/table.hpp"

namespace offramp {

/// What a policy comes to over all futures. Regret: how much better the best policy of that future does.
struct PolicyRobustness {
    double mean = 0.0;
    double worst = 0.0;
    double mean_regret = 0.0;
    double max_regret = 0.0;
    std::size_t worst_future = 0;
    std::size_t max_regret_future = 0;
    std::size_t best_in = 0;          ///< futures in which every other policy is worse
    std::size_t tied_best_in = 0;     ///< futures in which no policy is better and another one as good
    std::size_t clearly_best_in = 0;  ///< by more than the noise; see FutureChoice
};

/// Which policy is best in a future.
struct FutureChoice {
    std::size_t best = 0;    ///< of equals the first; `lead` says whether there are any
    std::size_t second = 0;  ///< the same as best where there is one policy
    double lead = 0.0;       ///< of the best over the second
    bool clear = true;       ///< the lead exceeds 1.96 standard errors, and 0
};

/// Places of the largest values: several where they tie, but for rounding.
std::vector<std::size_t> places_of_largest(std::span<const double> values);

struct Robustness {
    std::vector<PolicyRobustness> policies;
    std::vector<FutureChoice> futures;
    // Policies; several where they tie.
    std::vector<std::size_t> best_mean;       ///< with the highest mean (Laplace)
    std::vector<std::size_t> maximin;         ///< with the best worst case (Wald 1950)
    std::vector<std::size_t> minimax_regret;  ///< with the lowest largest regret (Savage 1951)
};

/// @param values  a row for each policy, a column for each future; higher is better
/// @param errors  standard errors of the values, taken as independent of each other: with common random
///                numbers leads are clearer than this says. Empty: the values are exact.
Robustness robustness(const Table& values, const Table& errors = {});

/// Places of those that no other beats by one criterion without losing by another.
/// @param criteria  of each; more is better
std::vector<std::size_t> pareto_set(std::span<const std::vector<double>> criteria);

}  // namespace offramp
