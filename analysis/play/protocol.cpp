// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "analysis/json_input.hpp"
#include "analysis/narration.hpp"
#include "analysis/play/json_object.hpp"
#include "analysis/play/move_text.hpp"
#include "analysis/play/play_document.hpp"
#include "analysis/play/review.hpp"
#include "analysis/play/seat_events.hpp"
#include "analysis/run_record.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/trajectory/calendar.hpp"
#include "engine/trajectory/jsonl.hpp"
#include "engine/trajectory/label.hpp"

namespace offramp {

using nlohmann::ordered_json;

namespace {

ordered_json names_in(std::uint32_t bits, const std::vector<std::string>& names) {
    ordered_json json = ordered_json::array();
    for (std::size_t k = 0; k < names.size(); ++k) {
        if ((bits >> k & 1U) != 0) json.push_back(names[k]);
    }
    return json;
}

template <class T>
ordered_json by_side(const Model& m, const std::array<T, kActors>& values) {
    return {{m.names.actors[0], values[0]}, {m.names.actors[1], values[1]}};
}

ordered_json name_or_null(const std::vector<std::string>& names, int place) {
    return place < 0 ? ordered_json() : ordered_json(names[at(place)]);
}

std::string date_of(const Model& m, double hours) {
    return iso_minute(calendar_time(m.names.start, hours));
}

ordered_json with_titles(const std::vector<std::string>& names, const std::vector<std::string>& titles) {
    ordered_json json = ordered_json::array();
    for (std::size_t k = 0; k < names.size(); ++k)
        json.push_back({{"name", names[k]}, {"title", titles[k].empty() ? names[k] : titles[k]}});
    return json;
}

ordered_json world_json(const Model& m) {
    ordered_json sides = ordered_json::array();
    for (int i = 0; i < kActors; ++i) {
        const ActorModel& actor = m.actors[at(i)];
        ordered_json types = ordered_json::array();
        for (int t = 0; t < actor.types; ++t) {
            types.push_back({{"name", m.names.types[at(i)][at(t)]},
                             {"prior", actor.prior[at(t)]},
                             {"war_cost", actor.war_cost[at(t)]},
                             {"stakes", actor.stakes[at(t)]},
                             {"audience", actor.audience[at(t)]}});
        }
        sides.push_back(
            {{"name", m.names.actors[at(i)]}, {"title", title_of(i, m.titles)}, {"types", types}});
    }
    return {{"program", version()},
            {"scenario", m.scenario_name},
            {"title", m.scenario_title},
            {"policy", m.policy_name},
            {"hash", m.hash},
            {"start", date_of(m, 0.0)},
            {"hours", m.horizon_hours},
            {"sides", sides},
            {"rungs", with_titles(m.names.rungs, m.titles.rungs)},
            {"actions", with_titles(m.names.actions, m.titles.actions)},
            {"incidents", with_titles(m.names.incidents, m.titles.incidents)},
            {"channels", with_titles(m.names.channels, m.titles.channels)},
            {"guardrails", with_titles(m.names.guardrails, m.titles.guardrails)}};
}

ordered_json event_json(const Model& m, const Event& event) {
    const std::string_view label = label_of(event, m.names);
    const std::string_view detail = to_string(event.detail);
    return {{"time", date_of(m, event.hours)},
            {"hours", event.hours},
            {"kind", to_string(event.kind)},
            {"actor", event.actor < 0 ? ordered_json() : ordered_json(m.names.actors[at(event.actor)])},
            {"label", label.empty() ? ordered_json() : ordered_json(label)},
            {"detail", detail.empty() ? ordered_json() : ordered_json(detail)},
            {"crisis", event.crisis < 0 ? ordered_json() : ordered_json(event.crisis)},
            {"round", event.round < 0 ? ordered_json() : ordered_json(event.round)},
            {"amount", event.amount},
            {"text", narrate(event, {}, m.titles).text}};
}

ordered_json crisis_json(const Model& m, const SeatView& view) {
    const CrisisContext& c = view.context;
    const CrisisState& s = view.state;
    ordered_json belief = ordered_json::object();
    for (int i = 0; i < kActors; ++i) {
        ordered_json& of = belief[m.names.actors[at(i)]];
        for (int t = 0; t < m.actors[at(i)].types; ++t)
            of[m.names.types[at(i)][at(t)]] = s.belief[at(i)][at(t)];
    }
    return {{"number", view.crisis},
            {"incident", m.names.incidents[at(c.incident_index)]},
            {"title", m.titles.incidents[at(c.incident_index)]},
            {"provoker", m.names.actors[at(c.provoker)]},
            {"round", s.round},
            {"rounds", c.incident->rounds},
            {"round_hours", c.incident->round_hours},
            {"persists", persists(c, s.round, s.incident_over)},
            {"rungs", by_side(m, s.rungs)},
            {"expressed", by_side(m, s.seen)},
            {"harms", s.harms},
            {"answered", s.answered},
            {"channels_open", names_in(s.channels_open, m.names.channels)},
            {"belief", belief}};
}

ordered_json answers_json(const Model& m, const SeatQuestion& question) {
    ordered_json answers = ordered_json::array();
    for (std::size_t a = 0; a < question.answers.size(); ++a) {
        ordered_json answer = {{"move", question.answers[a]},
                               {"title", answer_text(m, question, static_cast<int>(a))}};
        if (!question.talk) {
            const SeatView& view = question.view;
            const Move& move = view.moves[static_cast<int>(a)];
            answer["action"] = m.names.actions[at(move.action)];
            answer["rung"] = move.target;
            answer["expresses"] = move.signal;
            answer["channel"] = name_or_null(m.names.channels, move.channel);
            answer["terms"] = move.channel < 0 ? ordered_json() : ordered_json(move.terms);
            answer["cost"] = cost_of(view.context, move, view.side, view.type);
        }
        answers.push_back(std::move(answer));
    }
    return answers;
}

ordered_json worth_json(const MoveWorth& w) {
    return {{"solved", w.solved},
            {"value", w.value},
            {"agreed", w.agreed},
            {"settled", w.settled},
            {"war", w.war},
            {"accident", w.accident},
            {"war_ahead", w.war_ahead},
            {"high_ahead", w.high_ahead}};
}

ordered_json worth_json(const SeatQuestion& question, const std::vector<MoveWorth>& worth) {
    ordered_json json = ordered_json::array();
    for (std::size_t a = 0; a < worth.size(); ++a) {
        ordered_json row = {{"move", question.answers[a]}};
        row.update(worth_json(worth[a]));
        json.push_back(std::move(row));
    }
    return json;
}

}  // namespace

/// What can be asked: each reads its keys, does it and says what to reply.
struct PlayRequests {
    PlayProtocol& play;
    JsonObject& request;

    const Model& model() const { return *play.model_; }
    PlaySession& session() const { return play.session_; }

    ordered_json state_reply(bool all_events = false) const {
        const Model& m = model();
        const PlaySession& s = session();
        const auto& question = s.question();
        ordered_json json = {{"reply", "state"},
                             {"branch", play.branch_},
                             {"seed", s.setup().seed},
                             {"campaign", s.setup().campaign},
                             {"seats", seat_names(m, s.setup().outside)},
                             {"entries", s.entries().size()},
                             {"over", !question}};
        const int side = question ? question->view.side : (s.setup().outside[0] ? 0 : 1);
        const std::size_t known = question ? question->view.known_events : s.record().events.size();
        std::size_t first = 0;
        for (const SeatQuestion& before : s.answered()) {
            if (!all_events && before.view.side == side) first = before.view.known_events;
        }
        json["side"] = m.names.actors[at(side)];
        if (question) {
            const SeatView& view = question->view;
            json["type"] = m.names.types[at(side)][at(view.type)];
            json["hours"] = view.hours;
            json["time"] = date_of(m, view.hours);
            json["tension"] = view.tension;
            json["trust"] = by_side(m, view.trust);
            json["guardrails"] = names_in(view.guardrails, m.names.guardrails);
            json["crisis"] = crisis_json(m, view);
            if (question->talk) {
                const Talk& talk = *question->talk;
                const Move& call = talk.move[at(talk.caller)];
                json["talk"] = {{"caller", m.names.actors[at(talk.caller)]},
                                {"channel", m.names.channels[at(call.channel)]},
                                {"terms", call.terms},
                                {"title", terms_text(call.terms, talk.caller, m.titles)},
                                {"own_move", move_name(m, talk.move[at(side)])}};
            }
            json["moves"] = answers_json(m, *question);
        } else {
            const CampaignSummary& end = s.summary();
            json["outcome"] = {{"war", end.war},
                               {"highest_rung", end.highest_rung},
                               {"crises", end.crises},
                               {"value", by_side(m, end.value)}};
        }
        json["events"] = ordered_json::array();
        for (const Event& event : seen_by(m, s.record(), side, first, known))
            json["events"].push_back(event_json(m, event));
        return json;
    }

    const SeatQuestion& question() const {
        const auto& asked = session().question();
        if (!asked)
            throw InputError({"request.do"}, "the campaign is over: nothing is asked", "rewind, or start");
        return *asked;
    }

    ordered_json describe() const {
        request.finish();
        ordered_json json = {{"reply", "world"}};
        json.update(world_json(model()));
        return json;
    }

    ordered_json start() const {
        PlaySetup setup = session().setup();
        if (request.has("seed")) setup.seed = request.count("seed");
        if (request.has("campaign")) setup.campaign = request.count("campaign");
        const bool seats = request.has("seats");
        const std::vector<std::string> names = seats ? request.texts("seats") : std::vector<std::string>();
        request.finish();
        if (seats) setup.outside = seats_of(model(), names, "request.seats");
        session().restart(setup, {});
        play.branch_ = "main";
        play.others_.clear();
        return state_reply();
    }

    ordered_json state() const {
        static const std::array<std::string, 2> kEvents = {"new", "all"};
        const int which = request.has("events") ? request.name("events", kEvents) : 0;
        request.finish();
        return state_reply(which == 1);
    }

    int rung() const {
        int rung = usual_rung(model());
        if (request.has("rung")) {
            const auto highest = static_cast<std::uint64_t>(model().war_rung);
            rung = static_cast<int>(request.count("rung", 1, highest));
        }
        request.finish();
        return rung;
    }

    ordered_json odds() const {
        const int rung = this->rung();
        const SeatQuestion& asked = question();
        const auto worth = worth_of_moves(asked, play.solved_.of(asked.view), rung);
        return {{"reply", "odds"}, {"rung", rung}, {"moves", worth_json(asked, worth)}};
    }

    ordered_json act() const {
        const std::string move = request.text("move");
        request.finish();
        if (move != PlaySession::kByRule)
            place_among(question().answers, move, "'" + move + "' is not open here", {"request.move"});
        session().act(move);
        return state_reply();
    }

    ordered_json step() const {
        static const std::array<std::string, 3> kUntil = {"question", "crisis", "end"};
        const int until = request.has("until") ? request.name("until", kUntil) : 0;
        request.finish();
        const int crisis = question().view.crisis;
        bool first = true;
        session().act_by_rule([&](const SeatQuestion& asked) {
            if (until == 0) return std::exchange(first, false);
            return until == 2 || asked.view.crisis == crisis;
        });
        return state_reply();
    }

    ordered_json inject() const {
        const ordered_json entry = request.value("entry", "an injection");
        request.finish();
        const PlayEntry read = entry_from(model(), entry, "request.entry");
        const auto* injection = std::get_if<Injection>(&read);
        if (injection == nullptr) throw InputError({"request.entry"}, "is a decision", "'act' is for those");
        session().inject(*injection);
        return state_reply();
    }

    ordered_json rewind() const {
        const std::uint64_t entries = request.count("entries");
        request.finish();
        session().rewind(static_cast<std::size_t>(entries));
        return state_reply();
    }

    ordered_json branch() const {
        const std::string name = request.text("name");
        request.finish();
        if (name == play.branch_ || play.others_.contains(name))
            throw InputError({"request.name"}, "there is a branch '" + name + "' already",
                             "'switch' goes to it");
        play.others_[std::exchange(play.branch_, name)] = session().entries();
        return state_reply();
    }

    ordered_json switch_to() const {
        std::vector<std::string> known;
        for (const auto& [name, entries] : play.others_) known.push_back(name);
        const int which = request.name("name", known);
        request.finish();
        const auto target = play.others_.find(known[at(which)]);
        std::vector<PlayEntry> present = session().entries();
        session().replace(target->second);
        const std::string name = target->first;
        play.others_.erase(target);
        play.others_[std::exchange(play.branch_, name)] = std::move(present);
        return state_reply();
    }

    ordered_json save() const {
        request.finish();
        return {{"reply", "saved"}, {"play", play_document(session())}};
    }

    ordered_json load() const {
        const ordered_json document = request.value("play", "what was saved");
        request.finish();
        SavedPlay saved = play_from(model(), document, "request.play");
        session().restart(saved.setup, std::move(saved.entries));
        play.branch_ = "main";
        play.others_.clear();
        return state_reply();
    }

    ordered_json look_back() const {
        const int rung = this->rung();
        ordered_json decisions = ordered_json::array();
        for (ReviewedDecision& d : review(session(), play.solved_)) {
            if (d.done != d.solved) look_ahead(d, play.solved_, rung);
            const SeatView& view = d.question.view;
            decisions.push_back({{"entry", d.question.entry},
                                 {"side", model().names.actors[at(view.side)]},
                                 {"time", date_of(model(), view.hours)},
                                 {"crisis", view.crisis},
                                 {"round", view.state.round},
                                 {"done", d.question.answers[at(d.done)]},
                                 {"solved", d.question.answers[at(d.solved)]},
                                 {"given_up", d.given_up()},
                                 {"moves", worth_json(d.question, d.worth)}});
        }
        return {{"reply", "review"}, {"rung", rung}, {"decisions", decisions}};
    }

    /// The whole truth, as `offramp run` writes it: only when there is nothing left to decide.
    ordered_json record() const {
        request.finish();
        if (session().question()) {
            throw InputError({"request.do"},
                             "the campaign is not over, and its record tells what no side knows",
                             "play it to its end, or 'step' until 'end'");
        }
        std::string lines;
        append_jsonl(lines, session().record(), model().names);
        return {{"reply", "record"}, {"jsonl", lines}};
    }
};

namespace {

struct RequestRow {
    const char* name;
    ordered_json (PlayRequests::*answer)() const;
};

const std::array<RequestRow, 14> kRequests = {{
    {"describe", &PlayRequests::describe},
    {"start", &PlayRequests::start},
    {"state", &PlayRequests::state},
    {"odds", &PlayRequests::odds},
    {"act", &PlayRequests::act},
    {"step", &PlayRequests::step},
    {"inject", &PlayRequests::inject},
    {"rewind", &PlayRequests::rewind},
    {"branch", &PlayRequests::branch},
    {"switch", &PlayRequests::switch_to},
    {"save", &PlayRequests::save},
    {"load", &PlayRequests::load},
    {"review", &PlayRequests::look_back},
    {"record", &PlayRequests::record},
}};

ordered_json error_json(const InputError& error) {
    ordered_json problems = ordered_json::array();
    for (const Diagnostic& problem : error.diagnostics()) {
        problems.push_back({{"where", problem.where.file.empty() ? "request" : to_string(problem.where)},
                            {"message", problem.message},
                            {"hint", problem.hint}});
    }
    return {{"reply", "error"}, {"problems", problems}};
}

}  // namespace

PlayProtocol::PlayProtocol(const Model& model, const std::shared_ptr<TableLibrary>& tables, SavedPlay start)
    : model_(&model), solved_(model, tables), session_(model, tables, start.setup) {
    session_.replace(std::move(start.entries));
}

std::string PlayProtocol::reply(std::string_view text) {
    ordered_json id;
    ordered_json body;
    try {
        if (text.size() > kLongestRequest) {
            throw InputError({"request"}, fmt::format("is longer than {} MiB", kLongestRequest >> 20U),
                             "a line feed ends a request");
        }
        const ordered_json json = parse_json(text, "request");
        JsonObject request(json, "request");
        id = request.any("id");
        const ordered_json asked = request.any("protocol");
        std::vector<std::string> names;
        for (const RequestRow& row : kRequests) names.emplace_back(row.name);
        const int which = request.name("do", names);
        if (which < 0) request.finish();
        if (!asked.is_null() && asked != kPlayVersion) {
            throw InputError({"request.protocol"}, fmt::format("version {} is not spoken here", asked.dump()),
                             fmt::format("version {} is", kPlayVersion));
        }
        body = (PlayRequests{*this, request}.*kRequests[at(which)].answer)();
    } catch (const InputError& error) {
        body = error_json(error);
    } catch (const RuntimeFailure& failure) {
        body = error_json(InputError({}, failure.what()));
    }
    ordered_json json = {{"protocol", kPlayVersion}, {"id", id}};
    json.update(body);
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace offramp
