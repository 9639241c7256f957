// SPDX-License-Identifier: Apache-2.0
// Logit quantal response in trees, where each information set is played by an agent of its own (McKelvey,
// Palfrey 1998): an action is the more likely the more it is worth given that play has come so far.
#pragma once

#include <vector>

#include "engine/game/extensive_form.hpp"
#include "engine/game/logit.hpp"

namespace offramp {

struct AgentLogitPoint {
    double lambda = 0.0;  ///< per unit of payoff
    BehaviourProfile behaviour;
    double residual = 0.0;  ///< agent_logit_residual() of the behaviour
};

struct AgentLogitEquilibrium {
    AgentLogitPoint point;  ///< at the lambda asked for; where not converged, the last one reached
    int steps = 0;
    bool converged = false;
};

struct AgentLogitBranch {
    std::vector<AgentLogitPoint> points;  ///< from uniform behaviour at lambda = 0 on
    std::vector<double> folds;            ///< lambdas at which the branch turns round
    BehaviourProfile limit;               ///< the last point: approximately a sequential equilibrium
    int steps = 0;
    bool converged = false;  ///< whether the branch was followed to the largest lambda of the options
};

/// The agent logit equilibrium at lambda >= 0 on the principal branch; where the branch folds, the first.
/// With perfect information it is unique and equals backward recursion. The tree must have perfect recall;
/// where a player forgets, the behaviour solves the equations but need not be meaningful.
AgentLogitEquilibrium agent_logit_equilibrium(const ExtensiveForm& game, double lambda,
                                              const LogitOptions& options = {});

AgentLogitBranch agent_principal_branch(const ExtensiveForm& game, const LogitOptions& options = {});

/// Largest difference between a probability and the logit response of its agent to the behaviour of all, with
/// beliefs by Bayes's rule; knows no solver. Information sets that are never reached are left out.
double agent_logit_residual(const ExtensiveForm& game, const BehaviourProfile& behaviour, double lambda);

}  // namespace offramp
