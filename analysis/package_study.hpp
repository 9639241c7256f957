// SPDX-License-Identifier: Apache-2.0
// The packages of guardrails on offer, simulated until it is clear which of them both sides would have.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "analysis/acceptance_game.hpp"
#include "analysis/option_study.hpp"

namespace offramp {

class PackageStudy {
  public:
    /// `proposed`: the guardrails in question, a bit each.
    PackageStudy(const Scenario& scenario, std::uint32_t proposed, const StudyOptions& options);
    PackageStudy(const PackageStudy&) = delete;  // game() refers to it
    PackageStudy& operator=(const PackageStudy&) = delete;
    PackageStudy(PackageStudy&&) = delete;
    PackageStudy& operator=(PackageStudy&&) = delete;
    ~PackageStudy() = default;

    /// `every_acceptance`: also until it is clear who accepts which single guardrail, and all together. False
    /// when cancelled.
    bool run(bool every_acceptance);

    const AcceptanceGame& game() const { return game_; }
    const OptionStudy& study() const { return study_; }

    /// Whose acceptance is spoken of: single guardrails, and all together.
    bool is_reported(std::size_t package) const;

    /// Positions of the packages that neither side would cut down, as far as was simulated.
    std::vector<std::size_t> stable() const;

    /// Of what deviations() says: a package is as unstable as its clearest deviation, and as stable as the
    /// least clear of those that it resists.
    Strength stability(std::size_t package) const;

    /// Options on which the choice of the answer still hangs, with what they are compared with.
    std::set<std::size_t> answer_hangs_on() const;

  private:
    std::set<std::size_t> acceptance_hangs_on() const;
    void each_within(std::size_t package,
                     const std::function<void(std::size_t within, Strength strength)>& visit) const;
    bool is_clearly_unstable(std::size_t package) const;
    bool is_clearly_beaten(std::size_t package, std::size_t answer) const;

    std::uint32_t proposed_;
    std::vector<GuardrailOption> packages_;
    OptionStudy study_;
    AcceptanceGame game_;
};

}  // namespace offramp
