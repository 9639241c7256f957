// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/simulator.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/sim/world.hpp"

namespace offramp {

namespace {

void shock(World& w, const AgendaItem& item) {
    const ShockModel& shock = w.model->shocks[at(item.index)];
    if (w.record) emit(w, EventKind::kShock, Detail::kNone, shock.by, item.index);
    raise_tension(w, shock.written.tension);
    auto& third_party = w.x[FeatureIndex::third_party_pressure];
    third_party = saturating_step(third_party, shock.written.third_party_pressure);
    for (int i = 0; i < kActors; ++i) {
        change_trust(w, i, shock.written.trust[i]);
        auto& pressure = w.x[at(FeatureIndex::economic_pressure + i)];
        pressure = saturating_step(pressure, shock.written.economic_pressure[i]);
    }
    settle_guardrails(w, shock.adopts, shock.ends);
    freeze(w, shock.freezes, shock.by);
    cut(w, shock.cuts, shock.by);
    thaw(w, shock.thaws);
    open_tracks(w, shock.opens_tracks);
    suspend_tracks(w, shock.suspends_tracks);
    w.rates_stale = true;
    if (shock.incident >= 0) incident(w, shock.incident, shock.key, shock.provoker, true);
}

void handle(World& w, const AgendaItem& item) {
    w.x[FeatureIndex::summit_proximity] = item.summit_proximity;
    w.rates_stale = true;
    switch (item.kind) {
        case AgendaItem::Kind::kChange:
            w.change_due = item.index;
            return;
        case AgendaItem::Kind::kTermEnd:
            end_term(w, item);
            return;
        case AgendaItem::Kind::kSeason:
            season(w, item);
            return;
        case AgendaItem::Kind::kTick:
            tick(w, item);
            return;
        case AgendaItem::Kind::kShock:
            shock(w, item);
            return;
        case AgendaItem::Kind::kContact:
            contact(w, item.index, item.occurrence);
            return;
        case AgendaItem::Kind::kEnd:
            return;
    }
}

// Turns integrals over time into means and shares.
void finish(World& w) {
    CampaignSummary& s = w.summary;
    if (w.in_crisis) leave_crisis_at_horizon(w);
    if (w.record) emit(w, EventKind::kCampaignEnded);
    book_flows(w);
    s.observed_hours = w.now;
    const double hours = w.now > 0.0 ? w.now : 1.0;
    s.mean_tension /= hours;
    for (int i = 0; i < kActors; ++i) {
        s.mean_trust[at(i)] /= hours;
        s.mean_presence[at(i)] /= hours;
        s.mean_unpredictability[at(i)] /= hours;
    }
    double possible = w.cooperation_revised;  // if every track were open throughout the plan
    for (const TrackModel& track : w.scenario->tracks)
        possible += (track.written.value[0].value + track.written.value[1].value) * s.planned_hours;
    // At most 1: the sum over intervals rounds otherwise than the product.
    s.cooperation_kept = possible > 0.0 ? std::min(w.cooperation_realised / possible, 1.0) : 1.0;
    s.contacts_held =
        w.contacts_planned > 0 ? static_cast<double>(w.contacts_held) / w.contacts_planned : 1.0;
}

void start(World& w, CampaignKey key, Trajectory* record, Seats* seats = nullptr) {
    w.record = record;
    w.seats = seats;
    draw_anew(w, Draws(key.seed, key.campaign));
    begin(w);
}

// Moves on by one event: an incident, a round or an item of the calendar. False where the campaign is over.
bool step(World& w) {
    // A crisis is played to its end by the rules with which it opened.
    if (w.change != w.change_due && !w.in_crisis) change_values(w);
    const std::vector<AgendaItem>& agenda = w.model->agenda;
    if (w.summary.war || w.agenda_item == agenda.size()) return false;
    if (++w.steps > kMaxEvents + agenda.size()) {
        throw RuntimeFailure("more than " + std::to_string(kMaxEvents) +
                             " incidents and rounds: incidents come too often");
    }
    const AgendaItem& item = agenda[w.agenda_item];
    const double meeting = w.due_contact < 0 ? HUGE_VAL : w.next_meeting[at(w.due_contact)];
    const bool meeting_due = meeting < item.hours;
    const double planned = std::min(meeting, item.hours);
    const bool round_due = w.in_crisis && w.crisis.next_round <= planned;
    const double limit = round_due ? w.crisis.next_round : planned;
    int type = 0;
    Candidate candidate;
    if (next_incident(w, limit, type, candidate)) {
        advance_clock(w, candidate.hours);
        incident(w, type, candidate.key);
        return true;
    }
    advance_clock(w, limit);
    if (round_due) {
        play_round(w);
    } else if (meeting_due) {
        meet(w);
    } else {
        handle(w, item);
        ++w.agenda_item;
    }
    return true;
}

CampaignSummary run_campaign(World& w, CampaignKey key, Trajectory* record, Seats* seats = nullptr) {
    start(w, key, record, seats);
    while (step(w)) {
    }
    finish(w);
    return w.summary;
}

bool reach(World& w, int rung) {
    while (w.summary.highest_rung < rung) {
        if (!step(w)) return false;
    }
    return true;
}

}  // namespace

struct Simulator::State {
    State(const Model& model, const std::shared_ptr<TableLibrary>& tables) : world(model, tables) {}
    World world;
};

Simulator::Simulator(const Model& model, std::shared_ptr<TableLibrary> tables) {
    if (!tables && needs_tables(model)) tables = std::make_shared<TableLibrary>(model);
    state_ = std::make_unique<State>(model, tables);
}
Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

void Simulator::hold(const HeldPosture& held) {
    state_->world.held = held;
}

CampaignSummary Simulator::run(CampaignKey key) {
    return run_campaign(state_->world, key, nullptr);
}

CampaignSummary Simulator::run(CampaignKey key, Trajectory& record) {
    record.clear();
    record.campaign = key.campaign;
    return run_campaign(state_->world, key, &record);
}

CampaignSummary Simulator::run(CampaignKey key, Trajectory& record, Seats& seats) {
    record.clear();
    record.campaign = key.campaign;
    return run_campaign(state_->world, key, &record, &seats);
}

bool Simulator::run_until_rung(CampaignKey key, int rung) {
    start(state_->world, key, nullptr);
    return reach(state_->world, rung);
}

bool Simulator::resume_until_rung(const PausedCampaign& from, CampaignKey key, int rung) {
    World& w = state_->world;
    w.record = nullptr;
    w.seats = nullptr;
    static_cast<CampaignState&>(w) = *from.state_;
    w.use_model(w.change);
    draw_anew(w, Draws(key.seed, key.campaign));
    if (w.in_crisis) w.decider->resume_crisis(w.crisis.table);
    return reach(w, rung);
}

PausedCampaign Simulator::pause() const {
    return PausedCampaign(std::make_shared<const CampaignState>(state_->world));
}

int Simulator::highest_rung() const {
    return state_->world.summary.highest_rung;
}

std::uint64_t Simulator::steps() const {
    return state_->world.steps;
}

PausedCampaign::PausedCampaign(std::shared_ptr<const CampaignState> state) : state_(std::move(state)) {}

int PausedCampaign::highest_rung() const {
    return state_->summary.highest_rung;
}

}  // namespace offramp
