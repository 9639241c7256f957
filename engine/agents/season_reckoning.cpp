// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/season_reckoning.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/elementary.hpp"

namespace offramp {

namespace {

constexpr int kMeanStateRounds = 3;  // of state and rates answering each other; each gains two digits

int slow_feature(int state) {
    return state == kTension ? FeatureIndex::tension : FeatureIndex::trust + state - kTrust;
}

double slow_relaxation(const Model& m, int state) {
    return relaxation_rate(state == kTension ? m.tension.decay : m.actors[at(state - kTrust)].trust.decay,
                           m.tick_hours);
}

// (I - N)^-1, with N the mean number of incidents of each type that one of each type sets off directly.
std::vector<double> descendants_of(const Model& m) {
    const auto size = static_cast<Eigen::Index>(m.incidents.size());
    Eigen::MatrixXd none = Eigen::MatrixXd::Identity(size, size);
    for (Eigen::Index source = 0; source < size; ++source) {
        for (const auto& [target, jump] : m.incidents[static_cast<std::size_t>(source)].excites) {
            none(target, source) -= jump * m.incidents[at(target)].excitation_decay_hours;
        }
    }
    std::vector<double> rows(m.incidents.size() * m.incidents.size());
    using RowByRow = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Eigen::Map<RowByRow>(rows.data(), size, size) = none.inverse();
    return rows;
}

SlowSteps incident_steps(const IncidentModel& n) {
    SlowSteps steps;
    steps.add(kTension, n.tension);
    return steps;
}

}  // namespace

void SeasonReckoning::add(const SeasonReckoning& other, double times) {
    incidents += times * other.incidents;
    crises += times * other.crises;
    harms += times * other.harms;
    for (std::size_t i = 0; i < kActors; ++i) {
        loss[i] += times * other.loss[i];
        aftermath[i] += times * other.aftermath[i];
    }
}

namespace {

// What a crisis costs each side, of the types that are believed in, if it opens in this state.
Pair<double> loss_in(const CrisisTable& table, const CrisisState& state) {
    TypeValues value;
    table.opening_values(state, value);
    Pair<double> loss{};
    for (std::size_t i = 0; i < kActors; ++i) {
        for (int type = 0; type < table.context.model->actors[i].types; ++type) {
            loss[i] -= state.belief[i][at(type)] * value[i][at(type)];
        }
    }
    return loss;
}

// What it costs each side more to open in one state than in another, by one table that has both: the two may
// be further apart in what they were solved for than the states are.
Pair<double> loss_of_opening_so(const CrisisTable& table, const CrisisState& state,
                                const CrisisState& plain) {
    const CrisisTable& both = table.opens_in(state) ? table : *table.whole;
    const Pair<double> as_it_is = loss_in(both, plain);
    Pair<double> more = loss_in(both, state);
    for (std::size_t i = 0; i < kActors; ++i) more[i] -= as_it_is[i];
    return more;
}

}  // namespace

SeasonReckoner::SeasonReckoner(const Model& m, std::shared_ptr<TableLibrary> tables)
    : model_(&m), tables_(std::move(tables)) {
    if (!tables_) return;
    descendants_ = descendants_of(m);
    const std::array<double, kMaxFeatures> nothing{};
    for (int k = 0; k < incidents(); ++k) {
        const IncidentModel& n = m.incidents[at(k)];
        const bool opens = m.glms.predict(n.opens_crisis, nothing.data()) > -HUGE_VAL;
        const bool by_itself = m.glms.predict(n.rate, nothing.data()) > -HUGE_VAL;
        bool set_off = false;
        for (int j = 0; j < incidents(); ++j)
            set_off |= j != k && descendants_[at(k * incidents() + j)] > 0.0;
        for (int i = 0; i < kActors; ++i) {
            wanted_[at(k)][at(i)] = opens && (by_itself || set_off) && share(k, i) > 0.0;
            for (const GlmId glm : {n.opens_crisis, n.accident, n.harm.frozen, n.recognised}) {
                presence_moves_prices_ |= m.glms.coefficient(glm, FeatureIndex::presence + i) != 0.0;
            }
        }
    }
    for (const SolverModel::Axis& axis : m.solver.contexts) {
        for (int i = 0; i < kActors; ++i)
            presence_moves_prices_ |= axis.feature == FeatureIndex::presence + i;
    }
    for (const ShockModel& shock : m.shocks) {
        if (shock.incident < 0) continue;
        for (int i = 0; i < kActors; ++i) {
            const bool provokes = shock.provoker < 0 ? share(shock.incident, i) > 0.0 : shock.provoker == i;
            if (provokes) wanted_[at(shock.incident)][at(i)] = true;
        }
    }
}

double SeasonReckoner::share(int incident, int provoker) const {
    const double first = model_->incidents[at(incident)].first_provoker_share;
    return provoker == 0 ? first : 1.0 - first;
}

void SeasonReckoner::begin(const SeasonView& view) {
    const Model& m = *model_;
    view_ = view;
    ++season_;
    span_ = {view.hours, std::min(view.hours + m.season_hours, m.horizon_hours)};
    std::copy_n(view.features, m.feature_count, x_.begin());
    came_from_ = {x_[FeatureIndex::presence], x_[FeatureIndex::presence + 1]};
    x_[FeatureIndex::rung] = x_[FeatureIndex::rung + 1] = x_[FeatureIndex::harm] = 0.0;
    for (int i = 0; i < kActors; ++i) {
        const int resolute = m.actors[at(i)].most_resolute;
        x_[at(FeatureIndex::resolve + i)] = view.belief[at(i)][at(resolute)];
    }
    look_ahead(m, span_, x_.data());
    for (auto& price : price_) price.fill(0.0);
    find_openings();
    for (int round = 0; round < kMeanStateRounds; ++round) find_mean_state();
}

void SeasonReckoner::take_stances(const Pair<double>& unpredictability) {
    for (int i = 0; i < kActors; ++i) {
        x_[at(FeatureIndex::unpredictability + i)] = unpredictability[at(i)];
        x_[at(FeatureIndex::presence + i)] = came_from_[at(i)];
        price_[at(i)].fill(0.0);
    }
    find_openings();
    price_tracks();
    price_incidents();
    price_slow_state();
    price_incidents();
}

// What every crisis that can open is worth now, to sides of the types that are believed in.
void SeasonReckoner::find_openings() {
    const Model& m = *model_;
    const CrisisSetting setting = {
        x_.data(),
        view_.guardrails,
        view_.tracks_open,
        {x_[FeatureIndex::unpredictability], x_[FeatureIndex::unpredictability + 1]}};
    first_met_.clear();
    for (int k = 0; k < incidents(); ++k) {
        for (int provoker = 0; provoker < kActors; ++provoker) {
            if (!wanted_[at(k)][at(provoker)]) continue;
            const ContextKey key = tables_->key(k, provoker, setting, view_.channels_open);
            const auto [place, first_met] = known_.try_emplace(key);
            if (first_met) first_met_.push_back(key);
            openings_[at(k)][at(provoker)] = &place->second;
        }
    }
    tables_->prepare(first_met_);
    for (const ContextKey& key : first_met_) {
        Opening& opening = known_.at(key);
        opening.table = &tables_->find(key);
        opening.forecast = &opening.table->forecast();
    }
    for (int k = 0; k < incidents(); ++k) {
        const bool accidents = m.glms.predict(m.incidents[at(k)].accident, x_.data()) > -HUGE_VAL;
        for (Opening* opening : openings_[at(k)]) {
            if (opening == nullptr || opening->season == season_) continue;
            value(*opening, accidents);
            opening->season = season_;
        }
    }
}

void SeasonReckoner::value(Opening& opening, bool accidents) const {
    const Model& m = *model_;
    const CrisisTable& table = *opening.table;
    const auto opened = [&](bool recognised, int harms) {
        CrisisState state = opening_state(table.context, recognised, view_.belief, view_.channels_open);
        state.harms = harms;
        return state;
    };
    const CrisisState plain = opened(false, 0);
    opening.loss[0][0] = loss_in(table, plain);
    if (accidents) {
        for (const auto& [recognised, harms] : {std::pair{0, 1}, {1, 0}, {1, 1}}) {
            Pair<double>& loss = opening.loss[at(recognised)][at(harms)] = opening.loss[0][0];
            const Pair<double> more = loss_of_opening_so(table, opened(recognised == 1, harms), plain);
            for (std::size_t i = 0; i < kActors; ++i) loss[i] += more[i];
        }
    }
    CrisisState raised = plain;
    for (int& rung : raised.rungs) {
        rung = std::max(rung, std::min(rung + m.crisis.written.complication_rungs, m.war_rung - 1));
    }
    opening.complication = loss_of_opening_so(table, raised, plain);
}

SeasonReckoner::Odds SeasonReckoner::odds(int incident) const {
    const IncidentModel& n = model_->incidents[at(incident)];
    const GlmTable& glms = model_->glms;
    Odds odds;
    odds.opens = glms.probability(n.opens_crisis, x_.data());
    odds.accident = glms.probability(n.accident, x_.data());
    if (odds.accident > 0.0) {
        odds.harm = glms.probability(n.harm.frozen, x_.data());
        odds.recognised = glms.probability(n.recognised, x_.data());
    }
    return odds;
}

void SeasonReckoner::price_incidents() {
    for (int k = 0; k < incidents(); ++k) {
        Price& price = prices_[at(k)];
        price = {};
        price.at_once.incidents = 1.0;
        const Odds o = odds(k);
        for (int provoker = 0; provoker < kActors; ++provoker) {
            if (wanted_[at(k)][at(provoker)]) add_price(price, k, provoker, o, share(k, provoker));
        }
    }
}

// A crisis, at the present prices of what it leaves behind.
void SeasonReckoner::add_price(Price& price, int incident, int provoker, const Odds& o, double times) const {
    const Model& m = *model_;
    const Opening& opening = *openings_[at(incident)][at(provoker)];
    const CrisisForecast& forecast = *opening.forecast;
    const double harm = o.accident * o.harm;
    SeasonReckoning at_once{.harms = o.opens * harm};
    SeasonReckoning in_crisis{.crises = o.opens, .harms = o.opens * forecast.harms};
    SlowSteps steps = forecast.steps;
    steps.add(kTension, harm * m.aftermath_tension.harm);
    for (int i = 0; i < kActors; ++i) {
        steps.add(kTrust + i, trust_step(m.actors[at(i)].trust, harm * m.aftermath_trust.harm));
    }
    for (int i = 0; i < kActors; ++i) {
        double loss = (1.0 - o.accident) * opening.loss[0][0][at(i)];
        for (const std::size_t recognised : {std::size_t{0}, std::size_t{1}}) {
            const double read = recognised == 1 ? o.recognised : 1.0 - o.recognised;
            const Pair<Pair<double>>& by_harm = opening.loss[recognised];
            loss += o.accident * read * (o.harm * by_harm[1][at(i)] + (1.0 - o.harm) * by_harm[0][at(i)]);
        }
        double aftermath = forecast.lost_cooperation[at(i)];
        for (int s = 0; s < kSlow; ++s) {
            aftermath += price_[at(i)][at(s)] * steps.moves(s, x_[at(slow_feature(s))]);
        }
        for (std::size_t k = 0; k < m.tracks.size(); ++k) {
            aftermath += track_price_[at(i)][k] * forecast.suspended[k];
        }
        at_once.loss[at(i)] = o.opens * harm * m.incidents[at(incident)].harm_cost[at(i)];
        in_crisis.loss[at(i)] = o.opens * (loss - forecast.lost_cooperation[at(i)]);
        in_crisis.aftermath[at(i)] = o.opens * aftermath;
        price.complication[at(i)] += times * o.opens * forecast.hours * opening.complication[at(i)];
    }
    price.opens += times * o.opens;
    price.hours += times * o.opens * forecast.hours;
    price.at_once.add(at_once, times);
    price.in_crisis.add(in_crisis, times);
    price.steps.add(steps, times * o.opens);
}

SeasonReckoner::ByIncident SeasonReckoner::own_rates() const {
    ByIncident rates{};
    for (int k = 0; k < incidents(); ++k) {
        rates[at(k)] = elementary::exp(log_rate(*model_, model_->incidents[at(k)], x_.data()));
    }
    return rates;
}

// Of a Hawkes process in the mean: (I - N)^-1 times the rates of incidents that nothing set off.
SeasonReckoner::ByIncident SeasonReckoner::mean_rates() const {
    return with_descendants(own_rates());
}

SeasonReckoner::ByIncident SeasonReckoner::with_descendants(const ByIncident& own) const {
    ByIncident all{};
    const double* weight = descendants_.data();
    for (int k = 0; k < incidents(); ++k) {
        for (int j = 0; j < incidents(); ++j) all[at(k)] += *weight++ * own[at(j)];
    }
    return all;
}

// The mean over the season of the state to which drift, contacts, incidents and crises lead. Each moves it by
// a share of what is left, so that together they make one linear drift.
void SeasonReckoner::find_mean_state() {
    const Model& m = *model_;
    price_incidents();
    contacts_ = forecast_contacts(m, x_.data(), span_);
    SlowSteps steps;  // an hour
    steps.add(contacts_.steps, 1.0 / span_.hours());
    const ByIncident rates = mean_rates();
    double recent = 0.0;
    for (int k = 0; k < incidents(); ++k) {
        steps.add(incident_steps(m.incidents[at(k)]), rates[at(k)]);
        steps.add(prices_[at(k)].steps, rates[at(k)]);
        recent += rates[at(k)] * m.incidents[at(k)].recent_weight;
    }
    for (std::size_t k = 0; k < m.tracks.size(); ++k) {
        if ((view_.tracks_open >> k & 1U) == 0) continue;
        for (int i = 0; i < kActors; ++i) {
            steps.add(kTrust + i, trust_step(m.actors[at(i)].trust, m.tracks[k].written.trust.value));
        }
    }
    for (int s = 0; s < kSlow; ++s) {
        const double back = slow_relaxation(m, s);
        const double mean = s == kTension ? m.tension.mean : m.actors[at(s - kTrust)].trust.baseline;
        const double rise = back * mean + steps.up[at(s)];
        const double fall = back + steps.up[at(s)] + steps.down[at(s)];
        const int feature = slow_feature(s);
        x_[at(feature)] = mean_of_drift(view_.features[feature], rise, fall, span_.hours());
    }
    x_[FeatureIndex::recent_incidents] = std::min(recent * m.recent_memory_hours, kRecentIncidentsCap);
}

// A suspension costs a track's flow until it reopens, by itself or at a contact, or the campaign ends.
void SeasonReckoner::price_tracks() {
    const Model& m = *model_;
    for (std::size_t k = 0; k < m.tracks.size(); ++k) {
        const bool open = (view_.tracks_open >> k & 1U) != 0;
        const double reopening =
            m.glms.rate(m.tracks[k].reopen, x_.data()) + contacts_.openings[k] / span_.hours() + 1.0 / rest();
        for (int i = 0; i < kActors; ++i) {
            const double flow = open ? m.tracks[k].written.value[i].value : 0.0;
            track_price_[at(i)][k] = flow / (reopening + m.actors[at(i)].discount);
        }
    }
}

// A unit of tension or trust more dies away at its rate D, and meanwhile brings crises, G an hour at the
// prices of the moment, which move tension and trust by M for each unit of them. Over all the time that
// follows it costs side i the solution of (D - M)^T price = G_i.
void SeasonReckoner::price_slow_state() {
    using Vector = Eigen::Matrix<double, kSlow, 1>;
    using Matrix = Eigen::Matrix<double, kSlow, kSlow>;
    const Model& m = *model_;
    const ByIncident own = own_rates();
    const ByIncident rates = mean_rates();
    Matrix moved = Matrix::Zero();
    Pair<Vector> cost = {Vector::Zero(), Vector::Zero()};
    for (int s = 0; s < kSlow; ++s) {
        ByIncident more{};  // incidents an hour, for a unit of this state
        for (int k = 0; k < incidents(); ++k) {
            more[at(k)] = own[at(k)] * m.glms.coefficient(m.incidents[at(k)].rate, slow_feature(s));
        }
        more = with_descendants(more);
        for (int k = 0; k < incidents(); ++k) {
            const Price& price = prices_[at(k)];
            // Incidents more, and of all of them more that open a crisis: `opening` as many as if they had.
            const double steeper = m.glms.coefficient(m.incidents[at(k)].opens_crisis, slow_feature(s));
            const double opening = more[at(k)] + rates[at(k)] * (1.0 - price.opens) * steeper;
            const SlowSteps by_incident = incident_steps(m.incidents[at(k)]);
            for (int to = 0; to < kSlow; ++to) {
                const double stands = x_[at(slow_feature(to))];
                moved(to, s) +=
                    more[at(k)] * by_incident.moves(to, stands) + opening * price.steps.moves(to, stands);
            }
            moved(s, s) -= rates[at(k)] * (by_incident.up[at(s)] + by_incident.down[at(s)] +
                                           price.steps.up[at(s)] + price.steps.down[at(s)]);
            for (std::size_t i = 0; i < kActors; ++i) {
                cost[i][s] += opening * (price.at_once.loss[i] + price.in_crisis.loss[i] +
                                         price.in_crisis.aftermath[i]);
            }
        }
    }
    for (int i = 0; i < kActors; ++i) {
        Matrix decay = -moved;
        for (int s = 0; s < kSlow; ++s) {
            decay(s, s) += slow_relaxation(m, s) + 1.0 / rest() + m.actors[at(i)].discount;
        }
        const Vector price = decay.transpose().partialPivLu().solve(cost[at(i)]);
        for (int s = 0; s < kSlow; ++s) price_[at(i)][at(s)] = price[s];
    }
}

SeasonReckoning SeasonReckoner::at_presence(const Pair<double>& presence) {
    const Model& m = *model_;
    for (int i = 0; i < kActors; ++i) x_[at(FeatureIndex::presence + i)] = presence[at(i)];
    if (presence_moves_prices_) {
        find_openings();
        price_incidents();
    }
    const ByIncident rates = mean_rates();  // per hour
    // Erlang's loss formula: a crisis that would open while another runs complicates that one instead.
    double at_once = 0.0;  // crises that would run at a time
    for (int k = 0; k < incidents(); ++k) at_once += rates[at(k)] * prices_[at(k)].hours;
    alone_ = 1.0 / (1.0 + at_once);
    SeasonReckoning sum;
    double openings = 0.0;
    Pair<double>
        complication{};  // of the kinds of crisis that run, each times how many of it would at a time
    for (int k = 0; k < incidents(); ++k) {
        const double count = rates[at(k)] * m.season_hours;
        sum.add(prices_[at(k)].at_once, count);
        sum.add(prices_[at(k)].in_crisis, count * alone_);
        openings += count * prices_[at(k)].opens;
        for (std::size_t i = 0; i < kActors; ++i) {
            complication[i] += rates[at(k)] * prices_[at(k)].complication[i];
        }
    }
    // Each runs with probability alone_ times how many of it would at a time.
    for (std::size_t i = 0; i < kActors; ++i) sum.loss[i] += openings * alone_ * complication[i];
    return sum;
}

SeasonReckoning SeasonReckoner::from_timeline() const {
    SeasonReckoning sum;
    for (const AgendaItem& item : agenda_of(*model_, span_)) {
        if (item.kind != AgendaItem::Kind::kShock) continue;
        const ShockModel& shock = model_->shocks[at(item.index)];
        if (shock.incident < 0) continue;
        Odds o = odds(shock.incident);
        o.opens = 1.0;
        Price price;
        price.at_once.incidents = 1.0;
        for (int provoker = 0; provoker < kActors; ++provoker) {
            const double times = shock.provoker < 0           ? share(shock.incident, provoker)
                                 : shock.provoker == provoker ? 1.0
                                                              : 0.0;
            if (times > 0.0) add_price(price, shock.incident, provoker, o, times);
        }
        sum.add(price.at_once, 1.0);
        sum.add(price.in_crisis, alone_);
        // And what it sets off, which opens a crisis or does not like any other.
        for (int k = 0; k < incidents(); ++k) {
            const double all = descendants_[at(k * incidents() + shock.incident)];
            const double set_off = all - (k == shock.incident ? 1.0 : 0.0);
            sum.add(prices_[at(k)].at_once, set_off);
            sum.add(prices_[at(k)].in_crisis, set_off * alone_);
        }
    }
    return sum;
}

// Hours of the campaign that are left, from the middle of the season.
double SeasonReckoner::rest() const {
    return model_->horizon_hours - 0.5 * (span_.from + span_.to);
}

}  // namespace offramp
