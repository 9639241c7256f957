// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/stage_game.hpp"

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr double kPerRung = -0.3;
constexpr double kBoth = -0.1;

// Later play costs 0.3 a rung of one's own, and actor 1 another 0.1.
struct ByRung final : Continuation {
    void evaluate(const CrisisState& next, TypeValues& value) override {
        for (int i = 0; i < kActors; ++i) value[at(i)].fill(kPerRung * next.rungs[at(i)] + kBoth * i);
    }
};

struct Setting {
    Model model;
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    CrisisState state;
    StageGame game;

    explicit Setting(Pair<int> rungs, double risk_aversion = 0.0)
        : model(model_of_text(edited(
              source_text("tests/fixtures/compact.yaml"),
              {{"  call: {calls", "  mutter: {signal: 2, cost: 0.03}\n  call: {calls"},
               {"\n  terms: [-0.2, 0, 0.2]",
                "\n  war_share: {us: 0.3, cn: -0.3}\n  first_strike: 0.2\n  terms: [-0.2, 0, 0.2]"}}))) {
        model.actors[0].risk_aversion = risk_aversion;
        context = open_context(model, 0, 1, {x.data(), 0, 1, {0.0, 0.0}});
        state = opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, 1);
        state.rungs = rungs;
        ByRung beyond;
        build_stage_game(context, state, beyond, game);
    }
    Setting(const Setting&) = delete;  // the context points into the model

    int course(int actor, const std::string& name, double terms = 0.0) const {
        const MoveList& moves = game.moves[at(actor)];
        for (int k = 0; k < moves.size; ++k) {
            if (model.names.actions[at(moves[k].action)] == name && moves[k].terms == terms)
                return game.courses[at(actor)].of_move[at(k)];
        }
        FAIL("not open: " << name);
        return -1;
    }
    double payoff(int actor, int own, int rival, int type = 0) const {
        return game.payoff(actor, type, own, rival);
    }
    double payoff(int actor, const std::string& own, const std::string& rival, int type = 0) const {
        return payoff(actor, course(actor, own), course(1 - actor, rival), type);
    }
};

constexpr double kRound = 12.0 / 24.0;  // days

double flow(int rung) {
    constexpr double kCost[] = {0, 0.01, 0.05, 0.2, 0.8, 2};
    return kCost[rung] * kRound;
}

double accident(int rungs) {
    return 1 - std::exp(-0.05 * kRound * std::exp(0.2 * rungs));
}

// Of an accident that does not lead to war: it carries both up by one rung or (0.2) two, and does harm of 0.5
// half the time.
constexpr double kCarried = 1.2 * kPerRung - 0.25;

constexpr double kFactor[] = {1.5, 1.0};  // of a type, on stakes and on audience costs

double logit(double gain) {
    return 1 / (1 + std::exp(-3 * gain));  // rationality 3
}

}  // namespace

TEST_CASE("moves that differ only in cost and words are one course") {
    const Setting s({1, 2});
    CHECK(s.course(0, "hold") == s.course(0, "mutter"));
    CHECK(s.course(0, "hold") != s.course(0, "denounce"));  // which answers the affront
    CHECK(s.course(0, "hold") != s.course(0, "climb"));
    CHECK(s.course(0, "hold") != s.course(0, "call"));
    CHECK(s.course(0, "call") != s.course(0, "call", 0.2));
    CHECK(s.course(1, "hold") != s.course(1, "withdraw"));  // which ends what persists
    // Calls lead to the stand that holding leads to.
    const Stands& stands = s.game.stands[0];
    CHECK(stands.of_course[at(s.course(0, "hold"))] == stands.of_course[at(s.course(0, "call", -0.2))]);
    CHECK(s.game.talks[0].size == 3);
}

TEST_CASE("a round is worth what follows it, less accidents, flow costs and what persists") {
    const Setting s({1, 2});
    const double onward = accident(3) * kCarried;
    CHECK(s.payoff(0, "hold", "hold") ==
          Approx(kPerRung + onward - flow(1) - 0.1 * kRound));  // the victim pays
    CHECK(s.payoff(1, "hold", "hold") == Approx(2 * kPerRung + kBoth + onward - flow(2)));
    CHECK(s.payoff(0, "hold", "withdraw") == Approx(kPerRung + onward - flow(1)));
    // Own cost of a move is not in the course's payoff; what a type minds of stepping down is.
    CHECK(s.payoff(0, "climb", "hold") ==
          Approx(2 * kPerRung + accident(4) * kCarried - flow(2) - 0.1 * kRound));
    for (int type = 0; type < 2; ++type) {
        CHECK(s.payoff(1, "step_down", "hold", type) ==
              Approx(kPerRung + kBoth + accident(2) * kCarried - flow(1) - kFactor[type] * 0.1));
    }
}

TEST_CASE("a call that is heard offers terms, unless the other side climbs") {
    const Setting s({1, 2});
    const double in_time = 0.5 * std::erfc(-std::log(2.0) / 0.8 / std::sqrt(2.0));
    const double heard = 0.8 * in_time * 0.6 * 0.9 * 0.9;
    const double standing[] = {flow(1) + 0.1 * kRound, flow(2)};
    const double on[] = {kPerRung + accident(3) * kCarried, 2 * kPerRung + kBoth + accident(3) * kCarried};
    // Terms agreed on move a fifth of the stakes of 1, and spare half of the audience costs: of climbing down
    // from where they stand, 0.05 and 0.15, and of the affront to the victim, 0.1.
    const auto agreed = [&](int actor, double moved, int type) {
        return kFactor[type] * (moved - 0.5 * (actor == 0 ? 0.05 + 0.1 : 0.15));
    };
    const auto accepts = [&](int actor, double moved, int type) {
        return logit(agreed(actor, moved, type) - on[actor]);
    };
    for (const double terms : {-0.2, 0.0, 0.2}) {
        for (int type = 0; type < 2; ++type) {
            // Which type of China hears is known by the belief alone.
            const double yes = 0.4 * accepts(1, -terms, 0) + 0.6 * accepts(1, -terms, 1);
            CHECK(s.payoff(0, s.course(0, "call", terms), s.course(1, "hold"), type) ==
                  Approx(heard * (yes * agreed(0, terms, type) + (1 - yes) * on[0]) + (1 - heard) * on[0] -
                         standing[0]));
            // The one who is called knows its own type.
            const double own = accepts(1, -terms, type);
            CHECK(s.payoff(1, s.course(1, "hold"), s.course(0, "call", terms), type) ==
                  Approx(heard * (own * agreed(1, -terms, type) + (1 - own) * on[1]) + (1 - heard) * on[1] -
                         standing[1]));
        }
    }
    // Where both call there is one talk at most, that of either as likely where both would be heard.
    const double talk = heard * (1 - heard) + heard * heard / 2;
    for (int type = 0; type < 2; ++type) {
        const double theirs = 0.4 * accepts(1, 0.2, 0) + 0.6 * accepts(1, 0.2, 1);  // of what the US offers
        const double ours = accepts(0, -0.2, type);                                 // of what China asks for
        CHECK(s.payoff(0, s.course(0, "call", -0.2), s.course(1, "call", 0.2), type) ==
              Approx(talk * (theirs * agreed(0, -0.2, type) + (1 - theirs) * on[0]) +
                     talk * (ours * agreed(0, -0.2, type) + (1 - ours) * on[0]) + (1 - 2 * talk) * on[0] -
                     standing[0]));
    }
    // Against a climb to rung 3 nothing is offered; an accident of two rungs is then war.
    const double a = accident(4);
    const double carried = 0.8 * 2 * kPerRung + 0.2 * (0.3 * 1.5 - 0.1 - 6) - 0.25;
    CHECK(s.payoff(0, s.course(0, "call", 0.2), s.course(1, "climb")) ==
          Approx((1 - a) * kPerRung + a * carried - standing[0]));
}

TEST_CASE("war by choice comes before accidents; what war is worth depends on the type") {
    const Setting s({4, 2});
    // The track that is suspended on rung 4 and above costs 0.01 a day. Who alone chooses war strikes first.
    const double standing = flow(5) + (0.01 + 0.1) * kRound;
    CHECK(s.payoff(0, "climb", "hold", 0) == Approx((0.3 + 0.2) * 1.5 - 0.1 - 6 - standing));
    CHECK(s.payoff(0, "climb", "hold", 1) == Approx(0.3 + 0.2 - 0.1 - 20 - standing));
    CHECK(s.payoff(1, "hold", "climb", 1) == Approx(-(0.3 + 0.2) - 0.1 - 20 - flow(2) - 0.01 * kRound));
    const double a = accident(6);
    CHECK(s.payoff(0, "hold", "hold", 0) == Approx((1 - a) * 4 * kPerRung + a * (0.3 * 1.5 - 0.1 - 6 - 0.25) -
                                                   flow(4) - (0.01 + 0.1) * kRound));
}

TEST_CASE("stepping down to the bottom before one that stands is backing down") {
    const Setting s({1, 2});
    const double a = accident(2);
    // Half of the stakes goes to the other side, and the affront stays unanswered; or an accident carries on.
    CHECK(s.payoff(0, "step_down", "hold") ==
          Approx((1 - a) * -1.5 * (0.5 + 0.1) + a * kCarried - flow(0) - 0.1 * kRound - 1.5 * 0.05));
    CHECK(s.payoff(1, "hold", "step_down") ==
          Approx((1 - a) * 1.5 * 0.5 + a * (2 * kPerRung + kBoth + kCarried) - flow(2)));
}

TEST_CASE("the averse count a round at its certainty equivalent, what is made of terms included") {
    const Setting s({1, 2}, 2.0);
    const double a = accident(3);
    const auto rising = [](int rungs) { return std::exp(-2 * (rungs * kPerRung - 0.25)); };
    const double utility = (1 - a) * std::exp(-2 * kPerRung) + a * (0.8 * rising(2) + 0.2 * rising(3));
    const double standing = flow(1) + 0.1 * kRound;
    CHECK(s.payoff(0, "hold", "hold") == Approx(-std::log(utility) / 2 - standing));
    // A call with terms of 0: China, which is neutral, accepts by the mean.
    const double heard = s.game.heard[0][at(s.course(0, "call"))];
    const double on = 2 * kPerRung + kBoth + a * kCarried;
    const double yes = 0.4 * logit(-1.5 * 0.075 - on) + 0.6 * logit(-0.075 - on);
    const double agreed = std::exp(-2 * 1.5 * -0.075);
    CHECK(s.payoff(0, "call", "hold") ==
          Approx(-std::log(heard * yes * agreed + (1 - heard * yes) * utility) / 2 - standing));
}
