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

    CampaignSummary run(CampaignKey key);
    CampaignSummary run(CampaignKey key, Trajectory& record);  ///< clears `record` first

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace offramp
