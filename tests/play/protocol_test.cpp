// SPDX-License-Identifier: Apache-2.0
// The protocol says what the simulator does, in messages of its schema, and tells a side no more than it
// knows.
#include "analysis/play/protocol.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/play/seat_events.hpp"
#include "engine/trajectory/jsonl.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/play/json_schema.hpp"

using namespace offramp;
using Json = nlohmann::ordered_json;

namespace {

/// A protocol whose every message is held to the schema.
class Talker {
  public:
    Talker(const Model& model, const PlaySetup& setup)
        : protocol_(model, nullptr, {setup, {}}), schema_(play_schema()) {}

    Json ask(const Json& request) {
        INFO(request.dump());
        CHECK(schema_.problem(request, "request") == "");
        return answer_to(request.dump());
    }

    Json answer_to(const std::string& line) {
        const std::string text = protocol_.reply(line);
        CHECK(text.find('\n') == std::string::npos);
        Json reply = Json::parse(text);
        CHECK(schema_.problem(reply, "reply") == "");
        return reply;
    }

    /// The message of the only problem of an error, with its place.
    std::string refusal(const std::string& line) {
        const Json reply = answer_to(line);
        REQUIRE(reply["reply"] == "error");
        REQUIRE(reply["problems"].size() == 1);
        const Json& problem = reply["problems"][0];
        return problem["where"].get<std::string>() + ": " + problem["message"].get<std::string>() + " (" +
               problem["hint"].get<std::string>() + ")";
    }

  private:
    PlayProtocol protocol_;
    testing::JsonSchema schema_;
};

const Model& compact() {
    static const Model model = model_of("tests/fixtures/compact.yaml");
    return model;
}

/// The same for six weeks, so that many campaigns can be played.
const Model& brief() {
    static const Model model = model_of_text(
        edited(source_text("tests/fixtures/compact.yaml"), {{"end: 2023-07-01", "end: 2023-02-16"}}));
    return model;
}

std::string jsonl_of_run(const Model& model, CampaignKey key) {
    Trajectory record;
    Simulator(model).run(key, record);
    std::string lines;
    append_jsonl(lines, record, model.names);
    return lines;
}

}  // namespace

TEST_CASE("1,000 campaigns played through the protocol by their own rules leave the bytes of a run") {
    const Model& m = brief();
    PlayProtocol protocol(m, nullptr, {{7, 0, {true, true}}, {}});
    const std::vector<Json> seats = {{"us"}, {"cn"}, {"us", "cn"}};
    std::size_t differing = 0;
    std::size_t decisions = 0;
    for (std::uint64_t campaign = 0; campaign < 1000; ++campaign) {
        const Json start = {{"do", "start"}, {"campaign", campaign}, {"seats", seats[campaign % 3]}};
        Json state = Json::parse(protocol.reply(start.dump()));
        if (!state["over"]) state = Json::parse(protocol.reply(R"({"do": "step", "until": "end"})"));
        decisions += state["entries"].get<std::size_t>();
        const Json record = Json::parse(protocol.reply(R"({"do": "record"})"));
        differing += record["jsonl"] == jsonl_of_run(m, {7, campaign}) ? 0U : 1U;
    }
    CHECK(differing == 0);
    CHECK(decisions > 5000);
}

TEST_CASE("every message is of the schema, one decision at a time") {
    const Model& m = brief();
    Talker talker(m, {7, 0, {true, true}});
    talker.ask({{"do", "describe"}});
    std::set<std::string> kinds;
    std::size_t talks = 0;
    for (std::uint64_t campaign = 0; campaign < 20; ++campaign) {
        Json state = talker.ask({{"do", "start"}, {"campaign", campaign}, {"id", campaign}});
        CHECK(state["id"] == campaign);
        while (!state["over"]) {
            talks += state.contains("talk") ? 1U : 0U;
            for (const Json& event : state["events"]) kinds.insert(event["kind"]);
            state = talker.ask({{"do", "act"}, {"move", "rule"}});
        }
        CHECK(talker.ask({{"do", "record"}})["jsonl"] == jsonl_of_run(m, {7, campaign}));
    }
    CHECK(talks > 0);
    for (const char* kind :
         {"incident", "crisis_opened", "action", "call", "terms", "crisis_ended", "contact"})
        CHECK(kinds.contains(kind));
}

TEST_CASE("a side is told what it knows, and nothing of what it does not") {
    const Model& m = brief();
    Talker talker(m, {7, 0, {true, false}});
    std::size_t misread = 0;
    std::size_t asked = 0;
    for (std::uint64_t campaign = 0; campaign < 60; ++campaign) {
        PlaySession truth(m, nullptr, {7, campaign, {true, false}});
        Trajectory record;  // of the whole campaign, as the rules play it
        Simulator(m).run({7, campaign}, record);
        Json state = talker.ask({{"do", "start"}, {"campaign", campaign}});
        while (!state["over"]) {
            REQUIRE(truth.question());
            const SeatView& view = truth.question()->view;
            const std::string text = state.dump();
            for (const char* hidden : {"misreading", "misperceived", "probability", "rungs\":[", "options"})
                CHECK(text.find(hidden) == std::string::npos);
            for (const Json& event : state["events"]) {
                if (event["actor"] != "cn") continue;
                CHECK(event["detail"] != "unanswered");
                CHECK(event["detail"] != "accidental");
                if (event["kind"] == "action") CHECK(event["label"].is_null());
            }
            // Both stand where the round began; but where the other's stand is misread, it is what that says.
            Pair<int> stand{};
            int taken_for = -1;
            for (const Event& event : record.events) {
                if (event.crisis != view.crisis || event.round != view.state.round) continue;
                if (event.kind == EventKind::kMisreading && event.actor == 1)
                    taken_for = static_cast<int>(event.amount);
                if (event.kind == EventKind::kAction && event.actor == 0)
                    stand = {event.rungs[0], event.rungs[1]};
            }
            ++asked;
            misread += taken_for >= 0 ? 1U : 0U;
            CHECK(state["crisis"]["rungs"]["us"] == stand[0]);
            CHECK(state["crisis"]["rungs"]["cn"] == (taken_for >= 0 ? taken_for : stand[1]));
            CHECK(state["type"] == m.names.types[0][at(view.type)]);
            truth.act(PlaySession::kByRule);
            state = talker.ask({{"do", "act"}, {"move", "rule"}});
        }
        CHECK_FALSE(truth.question());
    }
    CHECK(misread > 5);
    CHECK(asked > 100);
}

TEST_CASE("what the other side did is the rung that was seen") {
    const Model& m = compact();
    PlaySession session(m, nullptr, {7, 3, {true, false}});
    session.act_by_rule([](const SeatQuestion&) { return true; });
    Trajectory record = session.record();
    const auto is_read = [](const Event& event) {
        return event.kind == EventKind::kAction && event.actor == 1;
    };
    const auto action = std::ranges::find_if(record.events, is_read);
    REQUIRE(action != record.events.end());
    const auto first_seen = [&] {
        const std::vector<Event> seen = seen_by(m, record, 0, 0, record.events.size());
        return *std::ranges::find_if(seen, is_read);
    };
    std::erase_if(record.events, [](const Event& event) { return event.kind == EventKind::kSignal; });
    const int signal = m.actions[at(action->label)].signal;
    CHECK(first_seen().amount == (signal >= 0 ? signal : action->amount));
    Event signal_read = *action;
    signal_read.kind = EventKind::kSignal;
    signal_read.amount = 4;
    record.events.insert(std::ranges::find_if(record.events, is_read) + 1, signal_read);
    CHECK(first_seen().amount == 4);
    CHECK(first_seen().label == -1);
    CHECK(std::isnan(first_seen().probability));
}

TEST_CASE("branches, rewinding, saving and injecting") {
    const Model& m = compact();
    Talker talker(m, {7, 3, {true, true}});
    const Json first = talker.ask({{"do", "state"}});
    REQUIRE_FALSE(first["over"].get<bool>());
    const Json hold = talker.ask({{"do", "act"}, {"move", "hold"}});
    CHECK(hold["entries"] == 1);
    CHECK(hold["side"] == "cn");
    // A branch leaves the old one where it is.
    talker.ask({{"do", "branch"}, {"name", "hard line"}});
    const Json climbed = talker.ask({{"do", "act"}, {"move", "climb"}});
    CHECK(climbed["branch"] == "hard line");
    Json back = talker.ask({{"do", "switch"}, {"name", "main"}});
    CHECK(back == hold);
    CHECK(talker.ask({{"do", "switch"}, {"name", "hard line"}}) == climbed);
    CHECK(talker.ask({{"do", "rewind"}, {"entries", 0}})["moves"] == first["moves"]);
    talker.ask({{"do", "step"}, {"until", "crisis"}});

    const Json saved = talker.ask({{"do", "save"}})["play"];
    Talker other(m, {1, 1, {true, true}});
    const Json loaded = other.ask({{"do", "load"}, {"play", saved}});
    CHECK(loaded["moves"] == talker.ask({{"do", "state"}})["moves"]);
    CHECK(other.ask({{"do", "save"}})["play"] == saved);

    // A frozen channel is gone from the options of this round; what was decided in the round is taken back.
    talker.ask({{"do", "start"}});
    talker.ask({{"do", "act"}, {"move", "hold"}});
    const auto calls = [](const Json& state) {
        std::set<std::string> channels;
        for (const Json& move : state["moves"]) {
            if (!move["channel"].is_null()) channels.insert(move["channel"]);
        }
        return channels;
    };
    CHECK(calls(talker.ask({{"do", "state"}})).contains("hotline"));
    const Json frozen =
        talker.ask({{"do", "inject"}, {"entry", {{"inject", "freeze"}, {"name", "hotline"}, {"by", "cn"}}}});
    CHECK(frozen["side"] == "us");
    CHECK(frozen["entries"] == 1);
    CHECK_FALSE(calls(frozen).contains("hotline"));
    const Json complicated =
        talker.ask({{"do", "inject"}, {"entry", {{"inject", "incident"}, {"name", "brush"}, {"by", "cn"}}}});
    CHECK(complicated["events"].dump().find("complication") != std::string::npos);
    const Json tense = talker.ask({{"do", "inject"}, {"entry", {{"inject", "tension"}, {"amount", 0.5}}}});
    const double before = complicated["tension"].get<double>();
    CHECK(tense["tension"].get<double>() == Approx(before + 0.5 * (1.0 - before)));
    const Json trusting =
        talker.ask({{"do", "inject"}, {"entry", {{"inject", "trust"}, {"side", "us"}, {"amount", -1}}}});
    CHECK(trusting["trust"]["us"].get<double>() < tense["trust"]["us"].get<double>());
    CHECK(trusting["trust"]["cn"] == tense["trust"]["cn"]);
}

TEST_CASE("what is wrong with a request is said, with its place, and changes nothing") {
    const Model& m = compact();
    Talker talker(m, {7, 3, {true, false}});
    const Json before = talker.ask({{"do", "state"}});
    CHECK(talker.refusal(R"({"do": "act", "move": "clim"})") ==
          "request.move: 'clim' is not open here (did you mean 'climb'?)");
    CHECK(talker.refusal(R"({"do": "stat"})")
              .starts_with("request.do: 'stat' is not known (did you mean 'sta"));
    CHECK(talker.refusal(R"({"do": "act"})") == "request.move: is missing (expected a text)");
    CHECK(talker.refusal(R"({"do": "act", "move": "hold", "moves": 1})") ==
          "request.moves: is not asked for here (did you mean 'move'?)");
    CHECK(talker.refusal(R"({"do": "state", "protocol": 2})").starts_with("request.protocol: version 2"));
    CHECK(talker.refusal(R"({"do": "odds", "rung": 1.5})") ==
          "request.rung: is not a whole number from 1 to 5 ()");
    CHECK(talker.refusal(R"({"do": "load"})") == "request.play: is missing (expected what was saved)");
    CHECK(talker.refusal(R"({"do": "rewind", "entries": 5})").find("there are 0 entries") !=
          std::string::npos);
    CHECK(
        talker.refusal(std::string(kLongestRequest + 1, ' ')).starts_with("request: is longer than 16 MiB"));
    CHECK(talker.refusal(std::string(1000, '[')).find("is nested more than 100 deep") != std::string::npos);
    CHECK(talker.refusal("[1]") == "request: is not a JSON object ()");
    CHECK(talker.refusal("{\"do\": ").starts_with("request:1:"));
    CHECK(talker.refusal(R"({"do": "record"})").starts_with("request.do: the campaign is not over"));
    CHECK(talker.refusal(R"({"do": "start", "seats": []})").starts_with("request.seats: nobody plays"));
    CHECK(
        talker.refusal(R"({"do": "start", "seats": ["uk"]})").starts_with("request.seats: there is no side"));
    CHECK(talker.refusal(R"({"do": "inject", "entry": {"inject": "freeze", "name": "hotlin"}})") ==
          "request.entry.name: 'hotlin' is not known (did you mean 'hotline'?)");
    CHECK(talker.refusal(R"({"do": "inject", "entry": {"inject": "tension", "amount": 2}})") ==
          "request.entry.amount: is not a number from -1 to 1 ()");
    // All problems at once.
    CHECK(talker.answer_to(R"({"do": "start", "seed": -1, "campaign": "x"})")["problems"].size() == 2);
    Json elsewhere = talker.ask({{"do", "save"}})["play"];
    elsewhere["hash"] = "0";
    CHECK(talker.refusal(Json({{"do", "load"}, {"play", elsewhere}}).dump()).find("another world") !=
          std::string::npos);
    CHECK(talker.ask({{"do", "state"}}) == before);
}

TEST_CASE("odds and the review are those of the solved game") {
    const Model m = solving_model();
    Talker talker(m, {7, 3, {true, true}});
    std::size_t asked = 0;
    for (std::uint64_t campaign = 0; campaign < 2; ++campaign) {
        Json state = talker.ask({{"do", "start"}, {"campaign", campaign}});
        while (!state["over"] && asked < 6) {
            const Json odds = talker.ask({{"do", "odds"}, {"rung", 4}});
            REQUIRE(odds["moves"].size() == state["moves"].size());
            double sum = 0.0;
            for (const Json& move : odds["moves"]) {
                sum += move["solved"].get<double>();
                const double agreed = move["agreed"], settled = move["settled"], war = move["war"];
                const double ahead = move["war_ahead"], high = move["high_ahead"];
                CHECK(agreed + settled + war <= 1.0 + 1e-9);
                CHECK(ahead >= war - 1e-9);
                CHECK(high >= ahead - 1e-6);  // war stands above rung 4
                CHECK(high <= 1.0 + 1e-6);
            }
            CHECK(sum == Approx(1.0).margin(1e-6));
            ++asked;
            state = talker.ask({{"do", "act"}, {"move", "rule"}});
        }
    }
    CHECK(asked == 6);
    const Json review = talker.ask({{"do", "review"}, {"rung", 4}});
    for (const Json& decision : review["decisions"]) {
        double done = 0.0, solved = 0.0, most = 0.0;
        for (const Json& move : decision["moves"]) {
            if (move["move"] == decision["done"]) done = move["value"];
            const bool is_told = decision["done"] != decision["solved"] &&
                                 (move["move"] == decision["done"] || move["move"] == decision["solved"]);
            CHECK(move["high_ahead"].is_null() != is_told);
            if (move["move"] == decision["solved"]) solved = move["value"];
            most = std::max(most, move["solved"].get<double>());
        }
        CHECK(decision["given_up"].get<double>() == Approx(solved - done).margin(1e-12));
        CHECK(most > 0.0);
    }
}
