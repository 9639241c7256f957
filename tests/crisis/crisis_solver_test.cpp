// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_solver.hpp"

#include <cmath>

#include "engine/agents/lookahead.hpp"
#include "engine/crisis/table_file.hpp"
#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

#ifdef OFFRAMP_SANITIZED
constexpr int kFine = 10;
constexpr double kGridError = 3e-3;
#else
constexpr int kFine = 60;
constexpr double kGridError = 1e-4;
#endif

const char* const kTypes =
    "types: {resolute: {prior: 0.4, war_cost: 3}, restrained: {prior: 0.6, war_cost: 9}}";

// Three rounds with everything that happens in one: calls, accidents, misperception, types that differ.
const std::string kSmall = std::string(R"(name: small
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low, cost: 0.1/day}, {name: high, cost: 0.5/day}, {name: edge, cost: 1.5/day}, {name: war}]
actors:
  us:
    )") + kTypes + R"(
    rationality: 4
    audience_cost: {scale: 0.2, exponent: 1.2}
    calm_bonus: {base: 0.1}
  cn:
    )" + kTypes + R"(
    rationality: 6
    audience_cost: {scale: 0.3, exponent: 1}
channels:
  line: {latency: {family: exponential, base: 6h}, pickup: 0.8, fidelity: 0.9, authority: 0.9, cost: 0.02}
actions: {hold: {}, climb: {move: 1, cost: 0.03}, step_down: {move: -1}, call: {calls: [line]}}
incidents:
  brush: {rate: 0/day, stakes: {us: 1.2, cn: 0.9}, visibility: 0.6, provoker_rung: 2, victim_rung: 1, round: 12h, rounds: 3,
          hazard: {base: 0.2/day, effects: {rung.us: 0.2, rung.cn: 0.2}}, two_rung_accident: 0.3, harm: 0.5, harm_cost: 0.7}
crisis: {calm_rung: 2, misperception: {base: 0.15, effects: {rung.us: 0.1}}, off_ramp: {base: 0.6, effects: {harm: -0.4}}}
)";

struct Solved {
    explicit Solved(const std::string& text, const SolverOptions& options = {}) : model(model_of_text(text)) {
        const Situation s = initial_situation(model);
        context = open_context(model, 0, 0, setting_of(s));
        opening =
            opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, s.channels_open);
        table = solve_crisis(context, s.channels_open, options);
    }
    Solved(const Solved&) = delete;
    Model model;
    CrisisContext context;
    CrisisState opening;
    std::unique_ptr<CrisisTable> table;
};

// Play from the table evaluated by walking through everything that can happen, with exact beliefs. What each
// move is worth to each type; knows nothing of grids, courses or stands.
class Walk {
  public:
    explicit Walk(const Solved& solved) : c_(solved.context), m_(solved.model), table_(*solved.table) {}

    using MoveWorth = Pair<std::array<std::array<double, kMaxActions>, kMaxTypes>>;

    MoveWorth worth_of_moves(const CrisisState& s) {
        Pair<MoveList> moves;
        Pair<Strategy> play;
        table_.strategies(c_, s, moves, play);
        MoveWorth worth{};
        for (int a = 0; a < moves[0].size; ++a) {
            for (int b = 0; b < moves[1].size; ++b) {
                const TypeValues value = after(s, {moves[0][a], moves[1][b]}, moves, play);
                for (int type = 0; type < m_.actors[0].types; ++type) {
                    worth[0][at(type)][at(a)] += expected(s, 1, play, b) * value[0][at(type)];
                }
                for (int type = 0; type < m_.actors[1].types; ++type) {
                    worth[1][at(type)][at(b)] += expected(s, 0, play, a) * value[1][at(type)];
                }
            }
        }
        return worth;
    }

    TypeValues value(const CrisisState& s) {
        Pair<MoveList> moves;
        Pair<Strategy> play;
        table_.strategies(c_, s, moves, play);
        const MoveWorth worth = worth_of_moves(s);
        TypeValues value{};
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                for (int a = 0; a < moves[at(i)].size; ++a) {
                    value[at(i)][at(type)] += play[at(i)][at(type)][at(a)] * worth[at(i)][at(type)][at(a)];
                }
            }
        }
        return value;
    }

  private:
    double expected(const CrisisState& s, int i, const Pair<Strategy>& play, int move) const {
        double p = 0.0;
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            p += s.belief[at(i)][at(type)] * play[at(i)][at(type)][at(move)];
        }
        return p;
    }

    void add(TypeValues& sum, double p, int i, int type, double x) const { sum[at(i)][at(type)] += p * x; }

    TypeValues after(const CrisisState& s, const Pair<Move>& move, const Pair<MoveList>& moves,
                     const Pair<Strategy>& play) {
        TypeValues sum{};
        const Pair<int> moved = {move[0].target, move[1].target};
        const IncidentModel& n = *c_.incident;
        double no_exit = 1.0;
        for (int i = 0; i < kActors; ++i) {
            if (move[at(i)].channel < 0 || move[at(other(i))].climbs) continue;
            no_exit *= 1.0 - c_.answer[at(move[at(i)].channel)][at(other(i))] *
                                 off_ramp_probability(c_, s, move[at(i)].channel);
        }
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                add(sum, 1.0, i, type, -move[at(i)].cost - n.flow_cost[at(i)][at(moved[at(i)])]);
                add(sum, 1.0 - no_exit, i, type,
                    ending_payoff(c_, Ending::kOffRamp, -1, i, type, moved[at(i)]));
            }
        }
        const bool war = std::max(moved[0], moved[1]) >= m_.war_rung;
        const double accident = war ? 0.0 : accident_probability(c_, moved, s.harms);
        const double harm = harm_probability(c_, moved, s.harms);
        for (int up = 0; up < 3; ++up) {
            const double rise = up == 0   ? 1.0 - accident
                                : up == 1 ? accident * (1.0 - n.two_rung_accident)
                                          : accident * n.two_rung_accident;
            for (int hurt = 0; hurt < (up == 0 ? 1 : 2); ++hurt) {
                const double p = no_exit * rise * (up == 0 ? 1.0 : hurt == 1 ? harm : 1.0 - harm);
                CrisisState next = s;
                next.harms += hurt;
                for (int i = 0; i < kActors; ++i) {
                    next.rungs[at(i)] = std::min(moved[at(i)] + up, m_.war_rung);
                    for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                        add(sum, p, i, type, -hurt * n.harm_cost[at(i)]);
                    }
                }
                int loser = -1;
                const Ending ending = ending_of(c_, s.round, s.rungs, moved, next.rungs, false, loser);
                if (ending != Ending::kNone) {
                    for (int i = 0; i < kActors; ++i) {
                        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                            add(sum, p, i, type,
                                ending_payoff(c_, ending, loser, i, type, next.rungs[at(i)]));
                        }
                    }
                    continue;
                }
                ++next.round;
                go_on(sum, p, s, next, move, moves, play);
            }
        }
        return sum;
    }

    // Over all ways in which the two signals are read.
    void go_on(TypeValues& sum, double p, const CrisisState& s, CrisisState next, const Pair<Move>& move,
               const Pair<MoveList>& moves, const Pair<Strategy>& play) {
        const double error = misperception_probability(c_, s);
        for (int r0 = 0; r0 <= m_.war_rung; ++r0) {
            const double p0 = reading_probability(move[0].signal, r0, error, m_.war_rung);
            if (p0 <= 0.0) continue;
            next.belief[0] = posterior(s, 0, r0, error, moves, play);
            for (int r1 = 0; r1 <= m_.war_rung; ++r1) {
                const double p1 = reading_probability(move[1].signal, r1, error, m_.war_rung);
                if (p1 <= 0.0) continue;
                next.belief[1] = posterior(s, 1, r1, error, moves, play);
                const TypeValues later = value(next);
                for (int i = 0; i < kActors; ++i) {
                    for (int type = 0; type < m_.actors[at(i)].types; ++type) {
                        add(sum, p * p0 * p1, i, type, later[at(i)][at(type)]);
                    }
                }
            }
        }
    }

    Belief posterior(const CrisisState& s, int i, int seen, double error, const Pair<MoveList>& moves,
                     const Pair<Strategy>& play) const {
        Belief b{};
        double sum = 0.0;
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            double likelihood = 0.0;
            for (int a = 0; a < moves[at(i)].size; ++a) {
                likelihood += play[at(i)][at(type)][at(a)] *
                              reading_probability(moves[at(i)][a].signal, seen, error, m_.war_rung);
            }
            sum += b[at(type)] = s.belief[at(i)][at(type)] * likelihood;
        }
        for (double& x : b) x /= sum;
        return b;
    }

    const CrisisContext& c_;
    const Model& m_;
    const CrisisTable& table_;
};

void check_logit_response(const Solved& solved, const CrisisState& s, double tolerance) {
    Pair<MoveList> moves;
    Pair<Strategy> play;
    solved.table->strategies(solved.context, s, moves, play);
    const Walk::MoveWorth worth = Walk(solved).worth_of_moves(s);
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < solved.model.actors[at(i)].types; ++type) {
            double sum = 0.0;
            std::array<double, kMaxActions> response{};
            for (int a = 0; a < moves[at(i)].size; ++a) {
                sum += response[at(a)] =
                    std::exp(solved.context.rationality[at(i)] * worth[at(i)][at(type)][at(a)]);
            }
            for (int a = 0; a < moves[at(i)].size; ++a) {
                CHECK(play[at(i)][at(type)][at(a)] == Approx(response[at(a)] / sum).margin(tolerance));
            }
        }
    }
}

}  // namespace

TEST_CASE("Strategies of the solved crisis are logit responses to play from it") {
    SolverOptions fine;
    fine.subdivisions = kFine;
    fine.harms = 3;
    for (const bool alternating : {false, true}) {
        const Solved solved(
            alternating ? edited(kSmall, {{"crisis: {", "crisis: {moves: alternating, "}}) : kSmall, fine);
        CHECK(solved.table->report.unconverged == 0);
        CHECK(solved.table->report.residual <= 1e-9);
        CrisisState s = solved.opening;
        check_logit_response(solved, s, kGridError);
        TypeValues value{};
        solved.table->opening_values(s, value);
        const TypeValues walked = Walk(solved).value(s);
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < 2; ++type) {
                CHECK(value[at(i)][at(type)] == Approx(walked[at(i)][at(type)]).margin(kGridError));
            }
        }
        s.round = 1;
        s.rungs = {1, 3};
        s.belief[0] = {0.2, 0.8};
        s.belief[1] = {0.75, 0.25};
        check_logit_response(solved, s, kGridError);
    }
}

TEST_CASE("Without private types the solved crisis is lookahead to its end") {
    const std::string text = edited(kSmall, {{kTypes, "types: {only: {prior: 1, war_cost: 5}}"},
                                             {kTypes, "types: {only: {prior: 1, war_cost: 8}}"},
                                             {"harm: 0.5, harm_cost: 0.7", "harm: 0"}});
    const Solved solved(text);
    Lookahead lookahead(3);
    for (int us = 1; us < 4; ++us) {
        for (int cn = 1; cn < 4; ++cn) {
            CrisisState s = solved.opening;
            s.rungs = {us, cn};
            Pair<Strategy> ahead;
            lookahead.quantal_response(solved.context, s, 3, ahead);
            Pair<MoveList> moves;
            Pair<Strategy> play;
            solved.table->strategies(solved.context, s, moves, play);
            for (int i = 0; i < kActors; ++i) {
                for (int a = 0; a < moves[at(i)].size; ++a) {
                    CHECK(play[at(i)][0][at(a)] == Approx(ahead[at(i)][0][at(a)]).margin(1e-5));
                }
            }
        }
    }
}

TEST_CASE("A type split in two that are alike changes nothing") {
    const Solved two(kSmall);
    const std::string split =
        "types: {resolute: {prior: 0.4, war_cost: 3}, restrained: {prior: 0.3, war_cost: 9}, meek: {prior: "
        "0.3, war_cost: 9}}";
    const Solved three(edited(kSmall, {{kTypes, split}}));
    CHECK(three.table->grids[0].size() == 66);
    CHECK(three.table->report.unconverged == 0);
    TypeValues of_two{};
    TypeValues of_three{};
    two.table->opening_values(two.opening, of_two);
    three.table->opening_values(three.opening, of_three);
    CHECK(of_three[0][0] == Approx(of_two[0][0]).margin(1e-6));
    CHECK(of_three[0][1] == Approx(of_two[0][1]).margin(1e-6));
    CHECK(of_three[0][2] == Approx(of_two[0][1]).margin(1e-6));
    CHECK(of_three[1][1] == Approx(of_two[1][1]).margin(1e-6));
}

TEST_CASE("Risk aversion near zero is risk neutrality, and more of it lowers what a gamble is worth") {
    const Solved neutral(kSmall);
    const auto averse = [](const std::string& a) {
        return edited(kSmall, {{"rationality: 4", "risk_aversion: " + a + "\n    rationality: 4"},
                               {"rationality: 6", "risk_aversion: " + a + "\n    rationality: 6"}});
    };
    const Solved barely(averse("0.000001"));
    const Solved more(averse("0.3"));
    CHECK(more.table->report.unconverged == 0);
    TypeValues at_zero{};
    TypeValues near_zero{};
    TypeValues high{};
    neutral.table->opening_values(neutral.opening, at_zero);
    barely.table->opening_values(barely.opening, near_zero);
    more.table->opening_values(more.opening, high);
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < 2; ++type) {
            CHECK(near_zero[at(i)][at(type)] == Approx(at_zero[at(i)][at(type)]).margin(1e-4));
            CHECK(high[at(i)][at(type)] < at_zero[at(i)][at(type)]);
        }
    }
}

TEST_CASE("The solution is the same on any number of threads, and can be kept as bytes") {
    SolverOptions options;
    options.subdivisions = 4;
    const Solved one(kSmall, options);
    options.threads = 3;
    const Solved three(kSmall, options);
    const std::string bytes = table_bytes(*one.table);
    CHECK((bytes == table_bytes(*three.table)));  // not shown: they are not text

    CrisisTable copy(one.context, one.opening.channels_open, 4, options.harms, options.configurations);
    REQUIRE(read_table(bytes, copy));
    CHECK((table_bytes(copy) == bytes));
    for (const std::size_t place : {std::size_t{3}, bytes.size() / 2, bytes.size() - 5}) {
        std::string damaged = bytes;
        damaged[place] = static_cast<char>(damaged[place] ^ 1);
        CHECK_FALSE(read_table(damaged, copy));
    }
    CHECK_FALSE(read_table(bytes.substr(0, bytes.size() / 2), copy));
    CHECK_FALSE(read_table("", copy));
    CrisisTable coarser(one.context, one.opening.channels_open, 3, options.harms, options.configurations);
    CHECK_FALSE(read_table(bytes, coarser));
}

TEST_CASE("A state that does not converge is counted, and its residual shown") {
    SolverOptions impossible;
    impossible.subdivisions = 1;
    impossible.harms = 0;
    impossible.tolerance = 0.0;
    const Solved solved(edited(kSmall, {{"rounds: 3", "rounds: 1"}}), impossible);
    CHECK(solved.table->report.unconverged > 0);
    CHECK(solved.table->report.residual > 0.0);
    CHECK(solved.table->report.residual < 1e-9);
}

TEST_CASE("Solving stops when it is told to") {
    std::stop_source stop;
    SolverOptions options;
    options.cancel = stop.get_token();
    options.progress = [&](int, int) { stop.request_stop(); };
    const Solved solved(kSmall, options);
    CHECK(solved.table == nullptr);
}
