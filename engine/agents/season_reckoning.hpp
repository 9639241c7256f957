// SPDX-License-Identifier: Apache-2.0
// What a season is expected to bring at a level of presence and stance, and what that costs each side, from
// the incident rates of the model and solved crises. docs/model.md has the equations.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "engine/agents/season_outlook.hpp"
#include "engine/crisis/table_library.hpp"

namespace offramp {

/// The world in which a season begins.
struct SeasonView {
    const double* features = nullptr;
    std::uint32_t guardrails = 0;  ///< in force, a bit each
    std::uint32_t channels_open = 0;
    std::uint32_t tracks_open = 0;
    Pair<Belief> belief{};  ///< public, about each side's type
    double hours = 0.0;     ///< since the campaign began
};

struct SeasonReckoning {
    double incidents = 0.0;
    double crises = 0.0;
    double harms = 0.0;
    Pair<double> loss{};       ///< what crises and harm cost each side in the season
    Pair<double> aftermath{};  ///< what they leave behind costs it later

    void add(const SeasonReckoning& other, double times);
};

/// Working memory for one thread.
class SeasonReckoner {
  public:
    /// @param tables  null only where nothing is ever reckoned
    SeasonReckoner(const Model& model, std::shared_ptr<TableLibrary> tables);

    /// A season begins. Finds its expected mean state, at the posture that the sides come from.
    void begin(const SeasonView& view);

    /// The stances of the season: what crises are worth under them, and what they leave behind.
    void take_stances(const Pair<double>& unpredictability);

    /// What comes by itself in a whole season with this presence.
    SeasonReckoning at_presence(const Pair<double>& presence);

    /// What the timeline brings in the season. No side foresees it.
    SeasonReckoning from_timeline() const;

    const Span& span() const { return span_; }  ///< of the season, up to the horizon

  private:
    // A crisis of one kind as it may open, by whether the victim recognises an accident, and whether there
    // was harm.
    struct Opening {
        std::array<std::array<Pair<double>, 2>, 2> loss{};
        Pair<double>
            complication{};  // what it costs more where it opens as far up as a complication takes it
        const CrisisTable* table = nullptr;
        const CrisisForecast* forecast = nullptr;
        int season = 0;  // for whose beliefs the losses hold
    };
    // How an incident turns out at the present features.
    struct Odds {
        double opens = 0.0;
        double accident = 0.0;
        double harm = 0.0;        // of an accident
        double recognised = 0.0;  // of an accident
    };
    // What one incident brings.
    struct Price {
        double opens = 0.0;
        double hours = 0.0;  // of crisis
        SeasonReckoning at_once;
        SeasonReckoning in_crisis;    // where no other crisis runs already
        SlowSteps steps;              // of its crisis
        Pair<double> complication{};  // of another's that complicates it, times the hours of crisis
    };
    using ByIncident = std::array<double, kMaxIncidents>;

    int incidents() const { return static_cast<int>(model_->incidents.size()); }
    double share(int incident, int provoker) const;
    Odds odds(int incident) const;
    void find_openings();
    void value(Opening& opening, bool accidents) const;
    void price_incidents();
    void add_price(Price& price, int incident, int provoker, const Odds& odds, double times) const;
    ByIncident with_descendants(const ByIncident& own) const;
    ByIncident own_rates() const;   // per hour, of incidents that no other sets off
    ByIncident mean_rates() const;  // per hour, of all
    void find_mean_state();
    double rest() const;
    void price_tracks();
    void price_slow_state();

    const Model* model_;
    std::shared_ptr<TableLibrary> tables_;
    // (I - N)^-1, row by row: incidents of type k that one of type j brings in all.
    std::vector<double> descendants_;
    bool presence_moves_prices_ = false;              // and not only how many incidents there are
    std::array<Pair<bool>, kMaxIncidents> wanted_{};  // incidents that can happen, by provoker

    SeasonView view_;
    Pair<double> came_from_{};  // presence of the season before
    Span span_;
    std::array<double, kMaxFeatures> x_{};
    ContactForecast contacts_;
    int season_ = 0;  // of those that this thread has reckoned with
    std::array<Pair<Opening*>, kMaxIncidents> openings_{};
    std::array<Price, kMaxIncidents> prices_{};
    double alone_ = 1.0;                                  // probability that no crisis runs
    Pair<std::array<double, kSlow>> price_{};             // of a unit of the slow state, to each side
    Pair<std::array<double, kMaxTracks>> track_price_{};  // of a suspension
    std::map<ContextKey, Opening> known_;
    std::vector<ContextKey> first_met_;
};

}  // namespace offramp
