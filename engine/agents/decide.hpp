// SPDX-License-Identifier: Apache-2.0
// From the public state of a crisis to both actors' strategies, each by the decision rule that its scenario
// names.
#pragma once

#include <map>
#include <memory>

#include "engine/agents/lookahead.hpp"
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

  private:
    Lookahead lookahead_;
    std::shared_ptr<TableLibrary> tables_;
    std::map<ContextKey, const CrisisTable*> known_;  // tables met by this thread: found without a lock
    const CrisisTable* table_ = nullptr;              // of the present crisis
};

}  // namespace offramp
