// SPDX-License-Identifier: Apache-2.0
// Runs campaigns of a compiled scenario, one at a time. A campaign is a pure function of (model, seed,
// number).
#pragma once

#include <cstdint>
#include <memory>

#include "engine/crisis/table_library.hpp"
#include "engine/model/model.hpp"
#include "engine/trajectory/event.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp {

struct CampaignKey {
    std::uint64_t seed = 0;
    std::uint64_t campaign = 0;
};

/// A side that keeps to one level, whatever its season's game says; the other plays as it would.
struct HeldPosture {
    int actor = -1;     ///< -1: no side
    int presence = -1;  ///< position in its list of levels; -1: chosen
    int stance = -1;    ///< likewise
    int season = -1;    ///< the only one for which it holds; -1: all
};

struct CampaignState;
class Seats;

/// A campaign where it was paused. Immutable; copies share it.
class PausedCampaign {
  public:
    int highest_rung() const;  ///< so far

  private:
    friend class Simulator;
    explicit PausedCampaign(std::shared_ptr<const CampaignState> state);
    std::shared_ptr<const CampaignState> state_;
};

/// Holds the working memory of one thread; construct one for each thread and reuse it. Runs allocate nothing,
/// except that a recorded trajectory may grow.
class Simulator {
  public:
    /// Keeps a reference: the model must outlive it. Where an actor plays from solved crises, `tables` holds
    /// them, made for the same model; without any, the simulator solves for itself.
    explicit Simulator(const Model& model, std::shared_ptr<TableLibrary> tables = nullptr);
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;
    Simulator(Simulator&&) noexcept;
    Simulator& operator=(Simulator&&) noexcept;

    /// What holds in the campaigns that are run from now on.
    void hold(const HeldPosture& held);

    CampaignSummary run(CampaignKey key);
    CampaignSummary run(CampaignKey key, Trajectory& record);  ///< clears `record` first

    /// The same where some sides are decided for by `seats`. What that throws leaves the run where it stands,
    /// with `record` up to there; the simulator serves on.
    CampaignSummary run(CampaignKey key, Trajectory& record, Seats& seats);

    // For splitting campaigns (docs/rare-events.md): run up to a rung, pause there, and go on from there more
    // than once.

    /// Runs a campaign until its highest rung is at least `rung`, as seen after an event. False where it
    /// ended before. `highest_rung`, `steps` and `pause` are then about where it stands.
    bool run_until_rung(CampaignKey key, int rung);

    /// The same from where another campaign of this model was paused. Everything that lies ahead is drawn
    /// anew with `key`, which no campaign that shares draws with it may have used; what the past drew for
    /// later (when a channel thaws, when a government changes) stays.
    bool resume_until_rung(const PausedCampaign& from, CampaignKey key, int rung);

    PausedCampaign pause() const;
    int highest_rung() const;
    std::uint64_t steps() const;  ///< events since it was started or resumed: incidents, rounds, calendar

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace offramp
