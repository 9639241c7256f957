// SPDX-License-Identifier: Apache-2.0
// Everything that changes while a campaign runs.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "engine/agents/decide.hpp"
#include "engine/agents/posture.hpp"
#include "engine/model/crisis.hpp"
#include "engine/random/candidates.hpp"
#include "engine/random/draws.hpp"
#include "engine/sim/seats.hpp"
#include "engine/sim/simulator.hpp"

namespace offramp {

/// A crisis that is being played.
struct Crisis {
    CrisisContext context;
    CrisisState state;
    ContextKey table;       ///< from which solved crisis it is played, where an actor plays from one
    std::uint64_t key = 0;  ///< of the incident that opened it; its draws hang on this
    std::int32_t number = 0;
    double opened = 0.0;
    double next_round = 0.0;
    Pair<double> opening_belief{};  ///< that each side is of its most resolute type
    int peak = 0;                   ///< highest rung of either side so far
    int unanswered_calls = 0;
    double first_contact = -1.0;  ///< hours after the opening; -1: none yet
};

/// The next candidate of an incident type below a level, found ahead of time.
struct NextCandidate {
    double top = -1.0;  ///< the level; where the rate leaves its band this no longer serves
    Candidate candidate;
};

/// What a campaign has come to: with the draws that lie ahead it fixes the rest. Copied where a campaign is
/// split (docs/rare-events.md), so that whatever the rest depends on belongs here, and what can be worked out
/// again belongs to World.
struct CampaignState {
    double now = 0.0;
    std::size_t agenda_item = 0;  ///< the next one
    std::array<double, kMaxFeatures> x{};
    std::vector<double> excitation;  // per hour, at `excited_at`; by incident type, padded to whole lanes
    double excited_at = 0.0;

    Pair<int> type{};
    Pair<double> type_known_at{};  // when belief was last brought up to date
    Pair<int> governments{};       // so far, for keying draws
    Pair<double> next_government{};
    Pair<Belief> belief{};

    std::array<ChannelState, kMaxChannels> channel{};
    // By the channel whose thaw they share.
    std::array<int, kMaxChannels> freezes{};  // so far, for keying draws
    std::array<double, kMaxChannels>
        thaw_budget{};  // hazard left until they thaw (unit exponential at the freeze)
    std::uint32_t channels_exist = 0;
    std::uint32_t channels_open = 0;
    std::uint32_t guardrails = 0;
    std::uint32_t guardrails_dated = 0;    // on which the timeline has decided
    std::uint32_t guardrails_adopted = 0;  // of those, the ones in force
    std::uint32_t tracks_open = 0;
    std::array<int, kMaxTracks> suspensions{};
    std::array<double, kMaxTracks> reopening_budget{};
    // Contacts are off until then; infinite: the next occasion only. Before the start: not at all.
    std::array<double, kMaxContacts> cancelled_until{};
    int contacts_planned = 0;
    int contacts_held = 0;
    std::array<int, kMaxContacts> meetings{};         // that came at random so far, for keying draws
    std::array<double, kMaxContacts> next_meeting{};  // of those that come at random
    int due_contact = -1;                             // whose next meeting is the first of them; -1: none

    bool in_crisis = false;
    Crisis crisis;

    // Flows that hold until something changes.
    Pair<double> flow{};        // payoff per hour
    PayoffParts flow_parts{};   // per hour: what `flow` is the sum of
    SeasonReckoning reckoned;   // per hour, by the season's game; its losses go on as flows do
    Pair<double> flow_hours{};  // discounted, since the flows last changed: not yet in the summary's parts
    double cooperation_flow = 0.0;  // of both sides, per hour
    double cooperation_realised = 0.0;
    double cooperation_revised = 0.0;  // by which dated values move what the plan could have brought
    int change = 0;                    // of the timeline's dated values: the one that holds ...
    int change_due = 0;                // ... and the one that does when no crisis is under way
    CampaignSummary summary;
};

/// Who decides by a model.
struct Deciders {
    Deciders(const Model& m, const std::shared_ptr<TableLibrary>& tables)
        : moves(m, plays_from_tables(m) ? tables : nullptr),
          postures(m, chooses_posture(m) ? tables : nullptr) {}
    DecisionMaker moves;
    PostureGame postures;
};

/// A campaign and the working memory of its simulator. Holds its memory from campaign to campaign.
struct World : CampaignState {
    static std::size_t padded_types(const Model& m) { return (m.incidents.size() + 3) / 4 * 4; }

    explicit World(const Model& m, const std::shared_ptr<TableLibrary>& tables = nullptr)
        : scenario(&m),
          upcoming(m.incidents.size()),
          excitation_decay(padded_types(m)),
          rates(padded_types(m)) {
        excitation.resize(padded_types(m));
        for (const IncidentModel& incident : m.incidents) candidates.emplace_back(incident.key);
        for (int change = 0; change <= static_cast<int>(m.later.size()); ++change)
            deciders.emplace_back(model_from(m, change), TableLibrary::from(tables, change));
        use_model(0);
    }

    /// Goes by what holds after a number of changes. Nothing else of the state moves.
    void use_model(int after) {
        change = after;
        if (model == &model_from(*scenario, after)) return;  // as at the start of most campaigns
        model = &model_from(*scenario, after);
        decider = &deciders[at(after)].moves;
        postures = &deciders[at(after)].postures;
        for (std::size_t k = 0; k < model->incidents.size(); ++k)
            excitation_decay[k] = 1.0 / model->incidents[k].excitation_decay_hours;
    }

    const Model* scenario;          // as it begins, with all that is later
    const Model* model = nullptr;   // what holds now
    std::deque<Deciders> deciders;  // for each of the models
    DecisionMaker* decider = nullptr;
    PostureGame* postures = nullptr;
    Draws draws{0, 0};
    Trajectory* record = nullptr;
    HeldPosture held;
    Seats* seats = nullptr;  ///< who decides in place of rules; null: nobody
    Decision decision;
    std::uint64_t steps = 0;  ///< events since it was started or resumed

    bool rates_stale = true;
    std::vector<CandidateProcess> candidates;
    std::vector<NextCandidate> upcoming;
    // By incident type; padded to whole lanes (engine/crisis/lane.hpp).
    std::vector<double> excitation_decay;  // per hour
    std::vector<double> rates;             // of incidents per hour, without excitation
};

/// Moves a quantity in [0, 1] by a share of the room that is left: up by amount * (1 - x), down by |amount| *
/// x; by all of it where the amount is beyond 1.
inline double saturating_step(double x, double amount) {
    const double share = std::clamp(amount, -1.0, 1.0);
    return share > 0.0 ? x + share * (1.0 - x) : x + share * x;
}

/// Of the type to which a war costs most.
inline double highest_war_cost(const ActorModel& actor) {
    return *std::max_element(actor.war_cost.begin(), actor.war_cost.begin() + actor.types);
}

// world.cpp: the state itself
void begin(World& w);
void draw_anew(World& w, const Draws& draws);  ///< all that lies ahead; what was drawn for it is forgotten
void advance_clock(World& w, double to);       ///< accrues flows up to `to`
void pay(World& w, int actor, PayoffPart part, double amount);
void pay(World& w, int actor, const Payment& payment);
void book_flows(World& w);  ///< brings the parts of the payoff up to date, before flows change
void raise_tension(World& w, double amount);
void change_trust(World& w, int actor, double amount);
void refresh_channels(World& w);  ///< which channels are open, from their states and the guardrails in force
Belief present_belief(const World& w, int actor);  ///< public, about its type: forgets as governments change
void form_government(World& w, int actor, double hours);  ///< draws its type, and when the next one follows
Event& emit(World& w, EventKind kind, Detail detail = Detail::kNone, int actor = -1, int label = -1);

// relations.cpp: what happens between crises
void season(World& w, const AgendaItem& item);
void end_term(World& w, const AgendaItem& item);  ///< of concessions
void change_values(World& w);                     ///< to those that are due
void settle_guardrails(World& w, std::uint32_t adopts, std::uint32_t ends);
void tick(World& w, const AgendaItem& item);
void contact(World& w, int index, int occurrence);
void plan_meetings(World& w);  ///< the first of every contact whose meetings come at random
void meet(World& w);           ///< the one that is due
void draw_thaw_budget(World& w, int channel);
void draw_reopening_budget(World& w, int track);
void freeze(World& w, std::uint32_t channels, int actor);
void thaw(World& w, std::uint32_t channels);
void cut(World& w, std::uint32_t channels, int actor);
void open_tracks(World& w, std::uint32_t tracks);
void suspend_tracks(World& w, std::uint32_t tracks);
void call_off(World& w, std::uint64_t contacts, double hours);
void update_flows(World& w);

// incidents.cpp: arrivals, and what they open
void decay_excitation(World& w, double to);
bool next_incident(World& w, double until, int& type, Candidate& found);
void incident(World& w, int type, std::uint64_t key, int provoker = -1, bool scripted = false);

// play.cpp: a crisis
void open_crisis(World& w, int type, int provoker, std::uint64_t key, bool recognised, bool harm);
void complicate(World& w, int type, int provoker, bool harm);
void play_round(World& w);
void leave_crisis_at_horizon(World& w);

}  // namespace offramp
