// SPDX-License-Identifier: Apache-2.0
// Logit quantal response in trees, where each information set is played by an agent of its own (McKelvey,
// Palfrey 1998): an action is the more likely the more it is worth given that play has come so far.
#pragma once

#include <limits>
#include <vector>

#include "engine/game/extensive_form.hpp"

namespace offramp {

struct AgentLogitOptions {
    double largest_lambda = 1e5;  ///< of the branch, in units of 1 / the game's payoff range
    int most_steps = 50'000;
    /// Nodes times players times passes over the tree; a second is worth some 1e8.
    double most_work = std::numeric_limits<double>::infinity();
};

struct AgentLogitPoint {
    double lambda = 0.0;  ///< per unit of payoff
    BehaviourProfile behaviour;
    double residual = 0.0;  ///< agent_logit_residual() of the behaviour
    /// Probability of each node of an information set where play has come there; also where the behaviour is
    /// too seldom to be told from 0.
    std::vector<std::vector<double>> beliefs;
};

struct AgentLogitEquilibrium {
    AgentLogitPoint point;  ///< at the lambda asked for; where not converged, the last one reached
    int steps = 0;
    bool converged = false;
};

struct AgentLogitBranch {
    AgentLogitPoint last;
    /// Behaviour and beliefs that the branch leads to, a sequential equilibrium: the last point, or what lies
    /// ahead of it where probabilities change in proportion to 1 / lambda, if that has the smaller regret.
    BehaviourProfile limit;
    std::vector<std::vector<double>> beliefs;
    std::vector<double> folds;  ///< lambdas at which the branch turns round
    int steps = 0;
    bool converged = false;  ///< whether the branch was followed to the largest lambda of the options
};

/// The agent logit equilibrium at lambda >= 0 on the principal branch; where the branch folds, the first.
/// With perfect information it is unique, and found by backward recursion. The tree must have perfect recall;
/// where a player forgets, the behaviour solves the equations but need not be meaningful.
AgentLogitEquilibrium agent_logit_equilibrium(const ExtensiveForm& game, double lambda,
                                              const AgentLogitOptions& options = {});

AgentLogitBranch agent_principal_branch(const ExtensiveForm& game, const AgentLogitOptions& options = {});

/// Largest difference between a probability and the logit response of its agent to the behaviour of all, with
/// beliefs by Bayes's rule; knows no solver. Information sets that are never reached are left out.
double agent_logit_residual(const ExtensiveForm& game, const BehaviourProfile& behaviour, double lambda);

}  // namespace offramp
