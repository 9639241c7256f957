// SPDX-License-Identifier: Apache-2.0
// From the public state of a crisis to both actors' strategies, each by the decision rule that its scenario
// names.
#pragma once

#include <map>
#include <memory>

#include "engine/agents/lookahead.hpp"
#include "engine/crisis/acceptance.hpp"
#include "engine/crisis/table_library.hpp"

namespace offramp {

struct Decision {
    Pair<MoveList> moves;
    Pair<Strategy> strategies;
    double residual = 0.0;  ///< of the fixed points that were solved for it; 0 where there were none
};

/// Working memory for one thread.
class DecisionMaker {
  public:
    /// @param tables  shared with other threads; needed where an actor plays from solved crises
    DecisionMaker(const Model& model, std::shared_ptr<TableLibrary> tables);

    /// To be called when a crisis opens: finds the table that it is played from, if any is, and says which.
    ContextKey open_crisis(const CrisisContext& context, const CrisisSetting& setting,
                           std::uint32_t channels_open);

    /// To be called where a crisis that was opened before is taken up again.
    void resume_crisis(const ContextKey& key);

    /// Strategies of every type of both actors in the round at `state`. Everything here is public: a rival
    /// updates its belief from the same strategies.
    void decide(const CrisisContext& context, const CrisisState& state, Decision& decision);

    /// What an actor does in the round at `state` that takes the other side's stand for one rung higher.
    void misread(const CrisisContext& context, const CrisisState& state, int actor, Strategy& strategy);

    /// How likely each type of the side called is to accept the terms that it hears in a round.
    /// @param decision  from which both sides have chosen
    void weigh(const CrisisContext& context, const CrisisState& state, const Decision& decision,
               const Round& round, int caller, AcceptanceByType& accepted);

  private:
    int depth_of(const Model& model, int actor) const;
    Lookahead lookahead_;
    std::shared_ptr<TableLibrary> tables_;
    std::map<ContextKey, const CrisisTable*> known_;  // tables met by this thread: found without a lock
    const CrisisTable* table_ = nullptr;              // of the present crisis
};

}  // namespace offramp
