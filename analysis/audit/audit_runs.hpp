// SPDX-License-Identifier: Apache-2.0
// A scenario simulated with some of its numbers moved, on the same campaigns as without.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/audit/audit.hpp"
#include "analysis/audit/trials.hpp"
#include "analysis/chunks.hpp"
#include "analysis/exact_sum.hpp"
#include "analysis/outcomes.hpp"
#include "engine/model/model.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// The campaigns of an audit. What it is made of outlives it.
class AuditRuns {
  public:
    AuditRuns(std::span<const ValidatedScenario> policies, const AuditOptions& options);

    /// With every number as it is, which changes refer to: called first. Empty where it was cancelled. Throws
    /// RuntimeFailure where campaigns fail.
    std::optional<std::vector<AuditedOutcome>> base();

    /// By how much the outcomes are others with the overrides of a trial; a problem where the scenario's
    /// rules refuse them or campaigns fail. Empty where it was cancelled.
    std::optional<TrialResult> changes(const AuditTrial& trial) const;

    /// Means of the outcomes with some overrides, over each of some equal blocks of campaigns, of which the
    /// first is number `first`. Empty where it was cancelled.
    std::optional<JointPoint> means(std::span<const Override> overrides, std::uint64_t first) const;

    /// Whether the scenario's rules allow the overrides under every policy.
    bool allow(std::span<const Override> overrides) const;

  private:
    AuditRuns(std::span<const ValidatedScenario> policies, const AuditOptions& options, const Model& model);

    BatchOptions batch(std::uint64_t first = 0) const;
    std::size_t contrasts() const { return policies_.size() == 1 ? 1 : 3; }

    std::span<const ValidatedScenario> policies_;
    const AuditOptions& options_;
    std::vector<OutcomeDefinition> definitions_;
    int war_rung_;
    std::vector<std::vector<Fixed>> base_;  // by campaign
};

}  // namespace offramp
