// From the public state of a crisis to both actors' strategies, each by the decision rule that its scenario
// names.
#pragma once

#include <vector>

#include "engine/agents/lookahead.hpp"

namespace offramp {

struct Decision {
    Pair<MoveList> moves;
    Pair<Strategy> strategies;
    double residual = 0.0;  ///< of the fixed points that were solved for it; 0 where there were none
};

/// Working memory for one thread.
class DecisionMaker {
  public:
    explicit DecisionMaker(const Model& model);

    /// Strategies of every type of both actors in the round at `state`. Everything here is public: a rival
    /// updates its belief from the same strategies.
    void decide(const CrisisContext& context, const CrisisState& state, Decision& decision);

  private:
    void follow_rule(const CrisisContext& context, const CrisisState& state, int actor, Decision& decision);

    Lookahead lookahead_;
    bool shared_ = false;  // both sides look equally far ahead: one solution serves both
};

}  // namespace offramp
