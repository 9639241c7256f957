// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis.hpp"

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// War that favours the first side, and who starts it.
const std::pair<std::string, std::string> kWarMoves = {
    "\n  terms: [-0.2, 0, 0.2]",
    "\n  war_share: {us: 0.2, cn: -0.2}\n  first_strike: 0.15\n  concession: 0.4\n  face_saving: 0.7\n"
    "  terms: [-0.2, 0, 0.2]"};

struct Setting {
    Model model;
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    Setting(const Setting&) = delete;  // the context points into the model
    explicit Setting(int provoker = 1, std::uint32_t guardrails = 0)
        : model(model_of_text(edited(source_text("tests/fixtures/compact.yaml"), {kWarMoves}))) {
        context = open_context(model, 0, provoker, {x.data(), guardrails, 1, {0.0, 0.0}});
    }
    Move move(const CrisisState& s, int actor, const std::string& name, double terms = 0.0) const {
        MoveList list;
        list_moves(context, s, actor, list);
        for (int k = 0; k < list.size; ++k) {
            if (model.names.actions[at(list[k].action)] == name && list[k].terms == terms) return list[k];
        }
        FAIL("not open: " << name);
        return {};
    }
};

bool ends(const CrisisContext& c, int round, Pair<int> before, Pair<int> moved, Pair<int> after,
          bool persists, Ending ending, int by = -1) {
    const End end = end_of(c, round, before, moved, after, persists);
    return end.ending == ending && end.by == by && end.terms == 0.0;
}

CrisisState stand(Pair<int> rungs, double answered) {
    CrisisState s;
    s.rungs = rungs;
    s.answered = answered;
    return s;
}

}  // namespace

TEST_CASE("how a round ends") {
    const Setting s;  // war is rung 5, calm_rung 2, 10 rounds
    const CrisisContext& c = s.context;
    CHECK(ends(c, 0, {4, 1}, {5, 1}, {5, 1}, false, Ending::kWarByChoice, 0));
    CHECK(ends(c, 0, {2, 4}, {2, 5}, {2, 5}, false, Ending::kWarByChoice, 1));
    CHECK(ends(c, 0, {4, 4}, {5, 5}, {5, 5}, false, Ending::kWarByChoice));  // nobody alone
    CHECK(ends(c, 0, {4, 1}, {4, 1}, {5, 2}, false, Ending::kWarByAccident));
    CHECK(ends(c, 0, {4, 1}, {5, 1}, {5, 2}, false, Ending::kWarByChoice, 0));
    CHECK(ends(c, 0, {1, 1}, {0, 0}, {0, 0}, false, Ending::kStoodDown));
    CHECK(ends(c, 0, {1, 1}, {0, 0}, {0, 0}, true, Ending::kNone));
    CHECK(ends(c, 0, {1, 1}, {0, 0}, {1, 1}, false, Ending::kNone));  // an accident in between
    CHECK(ends(c, 0, {1, 2}, {0, 2}, {0, 2}, false, Ending::kBackedDown, 0));
    CHECK(ends(c, 0, {3, 1}, {3, 0}, {3, 0}, true, Ending::kBackedDown, 1));
    CHECK(ends(c, 0, {1, 1}, {0, 1}, {0, 1}, false, Ending::kNone));  // the other is below calm_rung
    CHECK(ends(c, 0, {0, 2}, {0, 3}, {0, 3}, false, Ending::kNone));  // it was at the bottom before
    CHECK(ends(c, 8, {2, 2}, {2, 2}, {2, 2}, false, Ending::kNone));
    CHECK(ends(c, 9, {2, 2}, {2, 2}, {2, 2}, false, Ending::kFaded));
    CHECK(ends(c, 9, {1, 2}, {0, 2}, {0, 2}, false, Ending::kBackedDown, 0));
}

TEST_CASE("an end is worth what it moves, less what is left open, spoiled, unanswered and destroyed") {
    const Setting s;  // China provokes
    const CrisisContext& c = s.context;
    const auto worth = [&](const End& end, const CrisisState& state, int actor, int type) {
        return ending_payoff(c, end, state, actor, type);
    };
    // The resolute (type 0) hold one and a half of the stakes of 1 and of audience costs. Climbing down from
    // rung k costs 0.5 * 0.1 * (1 + ... + k); the affront to the victim is 0.5 * 0.2, of which 0.6 was
    // answered.
    const CrisisState low = stand({0, 2}, 0.6);
    const double affront = 0.1 * 0.4;
    CHECK(worth({Ending::kNone}, low, 0, 0) == 0.0);
    CHECK(worth({Ending::kStoodDown}, low, 0, 0) == Approx(-1.5 * affront));
    CHECK(worth({Ending::kStoodDown}, low, 0, 1) == Approx(-affront));
    CHECK(worth({Ending::kStoodDown}, low, 1, 0) == 0.0);  // the provoker
    CHECK(worth({Ending::kBackedDown, 1}, low, 0, 0) == Approx(1.5 * (0.4 - affront)));
    CHECK(worth({Ending::kBackedDown, 1}, low, 1, 0) == Approx(-1.5 * 0.4));
    CHECK(worth({Ending::kBackedDown, 0}, low, 0, 1) == Approx(-0.4 - affront));
    CHECK(worth({Ending::kBackedDown, 0}, low, 1, 1) == Approx(0.4));
    // Faded: a sore of a tenth of the stakes, and the calm of 0.1, which no type values more.
    CHECK(worth({Ending::kFaded}, low, 0, 0) == Approx(-0.1 * 1.5 - 0.1 - 1.5 * affront));
    CHECK(worth({Ending::kFaded}, low, 1, 1) == Approx(-0.1 - 0.1));
    // War: nobody looks back at affronts.
    const CrisisState war = stand({5, 5}, 0.0);
    CHECK(worth({Ending::kWarByAccident}, war, 0, 0) == Approx(0.2 * 1.5 - 0.1 - 6));
    CHECK(worth({Ending::kWarByChoice}, war, 0, 0) == Approx(0.2 * 1.5 - 0.1 - 6));  // of both
    CHECK(worth({Ending::kWarByChoice, 0}, war, 0, 0) == Approx((0.2 + 0.15) * 1.5 - 0.1 - 6));
    CHECK(worth({Ending::kWarByChoice, 1}, war, 0, 1) == Approx(0.2 - 0.15 - 0.1 - 20));
    CHECK(worth({Ending::kWarByChoice, 1}, war, 1, 1) == Approx(-0.2 + 0.15 - 0.1 - 20));
    // Terms of China that move a fifth to the United States; three tenths of the audience costs remain.
    const CrisisState high = stand({3, 2}, 0.6);
    const End agreed{Ending::kOffRamp, 1, -0.2};
    CHECK(worth(agreed, high, 0, 0) == Approx(1.5 * (0.2 - 0.3 * (0.05 * 6 + affront))));
    CHECK(worth(agreed, high, 1, 1) == Approx(-0.2 - 0.3 * 0.05 * 3));
}

TEST_CASE("whatever an end moves to one side it moves from the other") {
    const Setting s;
    for (const double terms : {-0.2, 0.0, 0.2}) {
        for (int by = -1; by < kActors; ++by) {
            for (const Ending ending :
                 {Ending::kNone, Ending::kOffRamp, Ending::kStoodDown, Ending::kBackedDown, Ending::kFaded,
                  Ending::kWarByChoice, Ending::kWarByAccident}) {
                const End end{ending, by, terms};
                CHECK(share_moved(s.context, end, 0) ==
                      Approx(-share_moved(s.context, end, 1)).margin(1e-15));
            }
        }
    }
    CHECK(share_moved(s.context, {Ending::kOffRamp, 1, 0.2}, 1) == Approx(0.2));
    CHECK(share_moved(s.context, {Ending::kBackedDown, 1}, 1) == Approx(-0.4));
    CHECK(share_moved(s.context, {Ending::kFaded}, 1) == 0.0);
}

TEST_CASE("payments are made of parts") {
    const Setting s;
    const auto part = [](const Payment& payment, PayoffPart which) {
        double sum = 0.0;
        for (int k = 0; k < payment.size; ++k) {
            if (payment.parts[at(k)].first == which) sum += payment.parts[at(k)].second;
        }
        return sum;
    };
    const Payment faded = ending_payment(s.context, {Ending::kFaded}, stand({1, 2}, 0.0), 0, 0);
    CHECK(part(faded, PayoffPart::kStakes) == 0.0);
    CHECK(part(faded, PayoffPart::kOpenMatters) == Approx(-0.15));
    CHECK(part(faded, PayoffPart::kCalm) == Approx(-0.1));
    CHECK(part(faded, PayoffPart::kAffronts) == Approx(-0.15));
    const Payment war = ending_payment(s.context, {Ending::kWarByChoice, 0}, stand({5, 2}, 0.0), 0, 0);
    CHECK(part(war, PayoffPart::kStakes) == Approx(0.35 * 1.5));
    CHECK(part(war, PayoffPart::kWar) == Approx(-6));
    CHECK(part(war, PayoffPart::kAffronts) == 0.0);
    const Payment agreed = ending_payment(s.context, {Ending::kOffRamp, 0, 0.2}, stand({3, 2}, 0.0), 0, 0);
    CHECK(part(agreed, PayoffPart::kStakes) == Approx(0.3));
    CHECK(part(agreed, PayoffPart::kAudience) == Approx(-1.5 * 0.3 * 0.3));
    CHECK(part(agreed, PayoffPart::kAffronts) == Approx(-1.5 * 0.3 * 0.1));
    // A round: stepping down from rung 2 costs a type its own multiple of 0.1.
    Move move = s.move(stand({2, 2}, 0.0), 0, "step_down");
    move.cost = 0.5;
    move.breach = 0.2;
    const Payment round = round_payment(s.context, move, {0.04, 0.02, 0.08, 0.01}, 0, 0);
    CHECK(part(round, PayoffPart::kActions) == Approx(-0.3));
    CHECK(part(round, PayoffPart::kBreaches) == Approx(-0.2));
    CHECK(part(round, PayoffPart::kAudience) == Approx(-0.15));
    CHECK(part(round, PayoffPart::kStanding) == Approx(-0.07));
    CHECK(round.amount == Approx(-0.72));
    CHECK(cost_of(s.context, move, 0, 1) == Approx(0.6));
}

TEST_CASE("an affront is answered by the largest answer, of whoever gives it") {
    const Model model = model_of_text(edited(
        source_text("tests/fixtures/compact.yaml"),
        {{"  withdraw: {role: provoker, ends_incident: true",
          "  deplore: {answers: 0.25}\n  withdraw: {role: provoker, answers: 0.8, ends_incident: true"}}));
    CrisisState s;
    const auto action = [&](const std::string& name) {
        for (std::size_t k = 0; k < model.names.actions.size(); ++k) {
            if (model.names.actions[k] == name) return static_cast<int>(k);
        }
        FAIL("no action " << name);
        return -1;
    };
    take_action(model, s, 0, action("deplore"));
    CHECK(s.answered == 0.25);
    take_action(model, s, 0, action("denounce"));
    CHECK(s.answered == 0.6);
    take_action(model, s, 0, action("deplore"));
    CHECK(s.answered == 0.6);
    take_action(model, s, 1, action("withdraw"));
    CHECK(s.answered == 0.8);
}

TEST_CASE("calls become talks that exclude each other, and none where the other side climbs") {
    const Setting s;
    CrisisState state = opening_state(s.context, false, {}, 1);
    const Move us = s.move(state, 0, "call", 0.2);
    const Move cn = s.move(state, 1, "call", -0.2);
    const double talk = 0.6 * 0.9 * 0.9;
    const double heard = 0.8 * 0.5 * std::erfc(-std::log(2.0) / 0.8 / std::sqrt(2.0)) * talk;
    const Round both = enter_round(s.context, state, {us, cn});
    CHECK(both.talk[0] == Approx(talk));
    const Pair<double> p = talk_probabilities(s.context, both);
    CHECK(p[0] == Approx(heard * (1 - heard) + heard * heard / 2));
    CHECK(p[0] + p[1] == Approx(1 - (1 - heard) * (1 - heard)));
    const Pair<double> uneven = talk_shares({0.9, 0.4});
    CHECK(uneven[0] == Approx(0.9 * 0.6 + 0.9 * 0.4 / 2));
    CHECK(uneven[1] == Approx(0.4 * 0.1 + 0.9 * 0.4 / 2));
    CHECK(agreement(both, 1).ending == Ending::kOffRamp);
    CHECK(agreement(both, 1).by == 1);
    CHECK(agreement(both, 1).terms == -0.2);
    const Round climbed = enter_round(s.context, state, {us, s.move(state, 1, "climb")});
    CHECK(climbed.talk[0] == 0.0);
    // What is agreed on is agreed on where nobody has climbed, and where who stepped down has.
    const Round down = enter_round(s.context, state, {us, s.move(state, 1, "step_down")});
    CHECK(down.agreed.rungs == Pair<int>{1, 1});
    CHECK(enter_round(s.context, state, {s.move(state, 0, "climb"), cn}).agreed.rungs == state.rungs);

    // Which talk a number draws, once it is known who answered.
    const Round sure{{us, cn}, state, state, false, {0.8, 0.5}};
    CHECK(draw_talk(sure, {true, true}, 1 - 0.8 * 0.75 + 1e-9) == 0);
    CHECK(draw_talk(sure, {true, true}, 1 - 0.8 * 0.75 - 1e-9) == 1);
    CHECK(draw_talk(sure, {true, true}, 1 - 0.8 * 0.75 - 0.5 * 0.6 + 1e-9) == 1);
    CHECK(draw_talk(sure, {true, true}, 1 - 0.8 * 0.75 - 0.5 * 0.6 - 1e-9) == -1);
    CHECK(draw_talk(sure, {true, false}, 0.2 + 1e-9) == 0);
    CHECK(draw_talk(sure, {true, false}, 0.2 - 1e-9) == -1);
    CHECK(draw_talk(sure, {false, true}, 0.5 + 1e-9) == 1);
    CHECK(draw_talk(sure, {false, false}, 0.9999) == -1);
}

TEST_CASE("terms are accepted by logit on what they are worth more than going on") {
    CHECK(acceptance_probability(3.0, 0.0) == 0.5);
    CHECK(acceptance_probability(3.0, 0.4) == Approx(1 / (1 + std::exp(-1.2))));
    CHECK(acceptance_probability(3.0, 0.4) + acceptance_probability(3.0, -0.4) == Approx(1.0));
    CHECK(acceptance_probability(0.0, -9.0) == 0.5);
}

TEST_CASE("a stand is misread as one rung higher, but at the bottom and next to war") {
    const Setting s;
    CrisisState state = opening_state(s.context, false, {}, 1);
    for (int rung = 0; rung < 5; ++rung) {
        state.rungs = {2, rung};
        const CrisisState seen = misread(s.context, state, 0);
        CHECK(seen.rungs == Pair<int>{2, rung == 0 || rung == 4 ? rung : rung + 1});
        CHECK(seen.seen == state.seen);
        state.rungs = {rung, 2};
        CHECK(misread(s.context, state, 1).rungs == Pair<int>{rung == 0 || rung == 4 ? rung : rung + 1, 2});
    }
}

TEST_CASE("a crisis opens on the incident's rungs, the victim lower where it recognises an accident") {
    const Setting s;  // cn provokes: rung 2, victim 1, relief 1
    const Pair<Belief> belief = {s.model.actors[0].prior, s.model.actors[1].prior};
    const CrisisState intended = opening_state(s.context, false, belief, 3);
    CHECK(intended.rungs == Pair<int>{1, 2});
    CHECK(intended.seen == intended.rungs);
    CHECK(intended.channels_open == 3);
    CHECK(intended.answered == 0.0);
    const CrisisState accident = opening_state(s.context, true, belief, 3);
    CHECK(accident.rungs == Pair<int>{0, 2});
    CHECK(accident.answered == 1.0);  // no affront
    CHECK(opening_state(Setting(0).context, false, belief, 0).rungs == Pair<int>{2, 1});
}

TEST_CASE("accidents, misreading and talks have the probabilities of their models") {
    const Setting s;
    CrisisState state = opening_state(s.context, false, {}, 1);
    const double hours = 12;
    CHECK(accident_probability(s.context, {1, 2}, 0) ==
          Approx(1 - std::exp(-0.05 / 24 * hours * std::exp(0.2 * 3))));
    CHECK(harm_probability(s.context, {1, 2}, 0) == Approx(0.5));
    CHECK(misperception_probability(s.context, state) == Approx(0.1));
    CHECK(talk_probability(s.context, state, 0) == Approx(0.6 * 0.9 * 0.9));
    // Answered: picks up, and within the round of 12 h at a median of 6 h (lognormal, sigma 0.8).
    const double in_time = 0.5 * std::erfc(-std::log(2.0) / 0.8 / std::sqrt(2.0));
    CHECK(s.context.answer[0][1] == Approx(0.8 * in_time));
}

TEST_CASE("each side's rung has its own effect on the odds, and each side answers in its own way") {
    const Model model = model_of_text(edited(
        source_text("tests/fixtures/compact.yaml"),
        {{"effects: {rung.us: 0.2, rung.cn: 0.2}", "effects: {rung.us: 0.2, rung.cn: 0.5, harm: 0.3}"},
         {"harm: {base: 0.5}", "harm: {base: 0.5, effects: {rung.us: 0.4, rung.cn: -0.1, harm: 0.6}}"},
         {"misperception: {base: 0.1, effects: {tension: 0.2}}",
          "misperception: {base: 0.1, effects: {rung.us: 0.3, rung.cn: -0.2, harm: 0.1}}"},
         {"kept: {base: 0.6, effects: {trust.us: 0.5, trust.cn: 0.5}}",
          "kept: {base: 0.6, effects: {rung.us: -0.3, rung.cn: -0.1, harm: -0.2}}"},
         {"fidelity: 0.9", "fidelity: 0.95"},
         {"pickup: {us: {base: 0.8}, cn: {base: 0.8}}", "pickup: {us: {base: 0.3}, cn: {base: 0.8}}"}}));
    const std::array<double, kMaxFeatures> x{};
    const CrisisContext c = open_context(model, 0, 1, {x.data(), 0, 1, {0.0, 0.0}});
    CrisisState state;
    state.rungs = {1, 3};
    state.harms = 2;
    const auto at_odds = [](double base, double effects) {
        return 1 / (1 + (1 - base) / base * std::exp(-effects));
    };
    CHECK(accident_probability(c, state.rungs, 2) ==
          Approx(1 - std::exp(-0.05 / 24 * 12 * std::exp(0.2 * 1 + 0.5 * 3 + 0.3 * 2))));
    CHECK(harm_probability(c, state.rungs, 2) == Approx(at_odds(0.5, 0.4 * 1 - 0.1 * 3 + 0.6 * 2)));
    CHECK(misperception_probability(c, state) == Approx(at_odds(0.1, 0.3 * 1 - 0.2 * 3 + 0.1 * 2)));
    const double talk = at_odds(0.6, -0.3 * 1 - 0.1 * 3 - 0.2 * 2) * 0.95 * 0.9;
    CHECK(talk_probability(c, state, 0) == Approx(talk));
    const double in_time = 0.5 * std::erfc(-std::log(2.0) / 0.8 / std::sqrt(2.0));
    CHECK(heard_probability(c, state, 0, 0) == Approx(0.8 * in_time * talk));  // China answers
    CHECK(heard_probability(c, state, 1, 0) == Approx(0.3 * in_time * talk));
    CHECK(heard_probability(c, state, 0, -1) == 0.0);
}

TEST_CASE("readings of a signal are a distribution over rungs one off at most") {
    constexpr int kWar = 5;
    for (int signal = 0; signal <= kWar; ++signal) {
        double sum = 0.0;
        for (int seen = 0; seen <= kWar; ++seen) {
            const double p = reading_probability(signal, seen, 0.3, kWar);
            if (std::abs(seen - signal) > 1) CHECK(p == 0.0);
            sum += p;
        }
        CHECK(sum == Approx(1.0));
        CHECK(reading_probability(signal, signal, 0.3, kWar) ==
              Approx(signal == 0 || signal == kWar ? 0.85 : 0.7));
    }
}

TEST_CASE("the noise of a stance divides rationality; tracks that a rung suspends are lost") {
    const Setting s;
    CHECK(s.context.rationality[0] == Approx(3.0));
    const CrisisContext noisy = open_context(s.model, 0, 0, {s.x.data(), 0, 1, {1.0, 0.0}});
    CHECK(noisy.rationality[0] == Approx(1.5));
    CHECK(noisy.rationality[1] == Approx(3.0));
    CHECK(noisy.lost_cooperation[0][3] == 0.0);
    CHECK(noisy.lost_cooperation[0][4] == Approx(0.01 / 24 * 12));
    const CrisisContext closed = open_context(s.model, 0, 0, {s.x.data(), 0, 0, {0.0, 0.0}});
    CHECK(closed.lost_cooperation[0][4] == 0.0);
}
