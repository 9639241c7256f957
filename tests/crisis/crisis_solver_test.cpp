// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_solver.hpp"

#include <cmath>

#include "engine/agents/lookahead.hpp"
#include "engine/crisis/table_file.hpp"
#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using offramp::testing::kSanitized;

namespace {

constexpr int kFine = kSanitized ? 10 : 40;
constexpr double kGridError = kSanitized ? 3e-3 : 2e-4;

const char* const kTypes =
    "types: {resolute: {prior: 0.4, war_cost: 3, stakes: 1.4, audience: 1.3}, restrained: {prior: 0.6, "
    "war_cost: 9}}";

// Three rounds with everything that happens in one: calls with terms, accidents, misperception, an affront,
// types that differ.
const std::string kSmall = std::string(R"(name: small
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low, cost: 0.1/day}, {name: high, cost: 0.5/day}, {name: edge, cost: 1.5/day}, {name: war}]
actors:
  us:
    )") + kTypes + R"(
    rationality: 4
    audience_cost: {scale: 0.2, exponent: 1.2, affront: 0.3}
    calm_value: {base: 0.1}
  cn:
    )" + kTypes + R"(
    rationality: 6
    audience_cost: {scale: 0.3, exponent: 1, affront: 0.5}
channels:
  line: {latency: {family: exponential, base: 6h}, pickup: 0.8, fidelity: 0.9, authority: 0.9, cost: 0.02}
actions: {hold: {}, climb: {move: 1, cost: 0.03, answers: 0.7}, step_down: {move: -1}, call: {calls: [line]}}
incidents:
  brush: {rate: 0/day, stakes: {us: 1.2, cn: 0.9}, visibility: 0.6, provoker_rung: 2, victim_rung: 1, round: 12h, rounds: 3,
          hazard: {base: 0.2/day, effects: {rung.us: 0.2, rung.cn: 0.2}}, two_rung_accident: 0.3, harm: 0.5, harm_cost: 0.7}
crisis: {calm_rung: 2, misperception: {base: 0.15, effects: {rung.us: 0.1}}, kept: {base: 0.6, effects: {harm: -0.4}},
         terms: [-0.1, 0.2], concession: 0.4, war_share: {us: 0.1, cn: -0.1}, first_strike: 0.1}
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
// move is worth to each type; knows nothing of courses, stands or talks between them.
class Walk {
  public:
    /// @param far  through all later rounds, without the grid of beliefs; else one round, with the values
    /// that the table has of the next
    Walk(const Solved& solved, bool far)
        : c_(solved.context), m_(solved.model), table_(*solved.table), far_(far) {}

    using MoveWorth = Pair<std::array<std::array<double, kMaxMoves>, kMaxTypes>>;

    // Of each move to each type, against what the other side is expected to do.
    MoveWorth worth_of_moves(const CrisisState& s) {
        const Play play = play_at(s);
        MoveWorth worth{};
        for (int a = 0; a < play.moves[0].size; ++a) {
            for (int b = 0; b < play.moves[1].size; ++b) {
                const TypeValues value = after(s, {a, b}, play);
                for (int i = 0; i < kActors; ++i) {
                    const int own = i == 0 ? a : b;
                    const double p = chosen(s, other(i), play, i == 0 ? b : a);
                    for (int type = 0; type < types(i); ++type) {
                        worth[at(i)][at(type)][at(own)] += p * value[at(i)][at(type)];
                    }
                }
            }
        }
        return worth;
    }

    TypeValues value(const CrisisState& s) {
        const Play play = play_at(s);
        const MoveWorth worth = worth_of_moves(s);
        TypeValues value{};
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < types(i); ++type) {
                for (int a = 0; a < play.moves[at(i)].size; ++a) {
                    value[at(i)][at(type)] +=
                        play.drawn[at(i)][at(type)][at(a)] * worth[at(i)][at(type)][at(a)];
                }
            }
        }
        return value;
    }

  private:
    struct Play {
        Pair<MoveList> moves;
        Pair<Strategy> right;  // of a side that sees right: what the other side supposes
        Pair<Strategy> drawn;  // with what it does that takes the other to stand higher
    };

    int types(int i) const { return m_.actors[at(i)].types; }

    Play play_at(const CrisisState& s) const {
        Play play;
        table_.strategies(c_, s, play.moves, play.right);
        const double error = misperception_probability(c_, s);
        for (int i = 0; i < kActors; ++i) {
            play.drawn[at(i)] = play.right[at(i)];
            CrisisState seen = s;
            int& rung = seen.rungs[at(other(i))];
            if (rung == 0 || rung + 1 == m_.war_rung) continue;
            ++rung;
            Pair<MoveList> moves;
            Pair<Strategy> strategies;
            table_.strategies(c_, seen, moves, strategies);
            for (int type = 0; type < types(i); ++type) {
                for (int a = 0; a < play.moves[at(i)].size; ++a) {
                    play.drawn[at(i)][at(type)][at(a)] = (1.0 - error) * play.right[at(i)][at(type)][at(a)] +
                                                         error * strategies[at(i)][at(type)][at(a)];
                }
            }
        }
        return play;
    }

    double chosen(const CrisisState& s, int i, const Play& play, int move) const {
        double p = 0.0;
        for (int type = 0; type < types(i); ++type) {
            p += s.belief[at(i)][at(type)] * play.drawn[at(i)][at(type)][at(move)];
        }
        return p;
    }

    static void add(TypeValues& sum, double p, const TypeValues& x) {
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < kMaxTypes; ++type) sum[at(i)][at(type)] += p * x[at(i)][at(type)];
        }
    }

    TypeValues at_end(const End& end, const CrisisState& s) const {
        TypeValues value{};
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < types(i); ++type) {
                value[at(i)][at(type)] = ending_payoff(c_, end, s, i, type);
            }
        }
        return value;
    }

    // To each type of both sides, where the sides take their moves a and b; the other side's type is known by
    // the belief and by the move that it takes.
    TypeValues after(const CrisisState& s, const Pair<int>& chosen_moves, const Play& play) {
        const Pair<Move> move = {play.moves[0][chosen_moves[0]], play.moves[1][chosen_moves[1]]};
        CrisisState moved = s;
        for (int i = 0; i < kActors; ++i) {
            moved.rungs[at(i)] = move[at(i)].target;
            moved.answered = std::max(moved.answered, m_.actions[at(move[at(i)].action)].answers);
        }
        CrisisState agreed = moved;
        for (std::size_t i = 0; i < kActors; ++i) agreed.rungs[i] = std::min(moved.rungs[i], s.rungs[i]);
        Pair<double> heard{};
        for (int i = 0; i < kActors; ++i) {
            if (!move[at(other(i))].climbs) heard[at(i)] = heard_probability(c_, s, i, move[at(i)].channel);
        }
        const double both = heard[0] * heard[1];
        const Pair<double> talk = {heard[0] - both / 2, heard[1] - both / 2};
        TypeValues sum{};
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < types(i); ++type) {
                sum[at(i)][at(type)] = -move[at(i)].cost -
                                       m_.actors[at(i)].audience[at(type)] * move[at(i)].audience -
                                       c_.incident->flow_cost[at(i)][at(move[at(i)].target)];
            }
        }
        add(sum, 1.0 - talk[0] - talk[1], go_on(s, moved, move, play, -1));
        for (int caller = 0; caller < kActors; ++caller) {
            if (talk[at(caller)] <= 0.0) continue;
            const int called = other(caller);
            const TypeValues on = go_on(s, moved, move, play, caller);
            const TypeValues settled = at_end({Ending::kOffRamp, caller, move[at(caller)].terms}, agreed);
            // The types of the side called accept by themselves; the caller knows which of them take the
            // move.
            double all = 0.0;
            double yes = 0.0;
            for (int type = 0; type < types(called); ++type) {
                const double gain = settled[at(called)][at(type)] - on[at(called)][at(type)];
                const double accepts = 1 / (1 + std::exp(-c_.rationality[at(called)] * gain));
                sum[at(called)][at(type)] += talk[at(caller)] * (accepts * settled[at(called)][at(type)] +
                                                                 (1 - accepts) * on[at(called)][at(type)]);
                const double p = s.belief[at(called)][at(type)] *
                                 play.drawn[at(called)][at(type)][at(chosen_moves[at(called)])];
                all += p;
                yes += p * accepts;
            }
            const double accepted = all > 0.0 ? yes / all : 0.0;
            for (int type = 0; type < types(caller); ++type) {
                sum[at(caller)][at(type)] += talk[at(caller)] * (accepted * settled[at(caller)][at(type)] +
                                                                 (1 - accepted) * on[at(caller)][at(type)]);
            }
        }
        return sum;
    }

    // Accidents, ends and later rounds where nothing is agreed on, after a talk that a side called for or
    // none.
    TypeValues go_on(const CrisisState& s, const CrisisState& moved, const Pair<Move>& move, const Play& play,
                     int caller) {
        const IncidentModel& n = *c_.incident;
        TypeValues sum{};
        const bool war = std::max(moved.rungs[0], moved.rungs[1]) >= m_.war_rung;
        const double accident = war ? 0.0 : accident_probability(c_, moved.rungs, s.harms);
        const double harm = harm_probability(c_, moved.rungs, s.harms);
        for (int up = 0; up < 3; ++up) {
            const double rise = up == 0   ? 1.0 - accident
                                : up == 1 ? accident * (1.0 - n.two_rung_accident)
                                          : accident * n.two_rung_accident;
            for (int hurt = 0; hurt < (up == 0 ? 1 : 2); ++hurt) {
                const double p = rise * (up == 0 ? 1.0 : hurt == 1 ? harm : 1.0 - harm);
                if (p <= 0.0) continue;
                CrisisState next = moved;
                next.harms += hurt;
                for (int i = 0; i < kActors; ++i) {
                    next.rungs[at(i)] = std::min(moved.rungs[at(i)] + up, m_.war_rung);
                    for (int type = 0; type < types(i); ++type) {
                        sum[at(i)][at(type)] -= p * hurt * n.harm_cost[at(i)];
                    }
                }
                const End end = end_of(c_, s.round, s.rungs, moved.rungs, next.rungs, false);
                if (end.ending != Ending::kNone) {
                    add(sum, p, at_end(end, next));
                    continue;
                }
                ++next.round;
                read(sum, p, s, next, move, play, caller);
            }
        }
        return sum;
    }

    // Over all ways in which the two signals are read.
    void read(TypeValues& sum, double p, const CrisisState& s, CrisisState next, const Pair<Move>& move,
              const Play& play, int caller) {
        const double error = misperception_probability(c_, s);
        for (int r0 = 0; r0 <= m_.war_rung; ++r0) {
            const double p0 = reading_probability(move[0].signal, r0, error, m_.war_rung);
            if (p0 <= 0.0) continue;
            next.belief[0] = posterior(s, 0, r0, error, play, caller == 0 ? &move[0] : nullptr);
            for (int r1 = 0; r1 <= m_.war_rung; ++r1) {
                const double p1 = reading_probability(move[1].signal, r1, error, m_.war_rung);
                if (p1 <= 0.0) continue;
                next.belief[1] = posterior(s, 1, r1, error, play, caller == 1 ? &move[1] : nullptr);
                TypeValues later{};
                if (far_) {
                    later = value(next);
                } else {
                    table_.going_on(next, later);
                }
                add(sum, p * p0 * p1, later);
            }
        }
    }

    // Who hears terms besides (`offer`) knows that the move was a call that carries them.
    Belief posterior(const CrisisState& s, int i, int seen, double error, const Play& play,
                     const Move* offer) const {
        Belief b{};
        double sum = 0.0;
        const MoveList& moves = play.moves[at(i)];
        for (int type = 0; type < types(i); ++type) {
            double likelihood = 0.0;
            for (int a = 0; a < moves.size; ++a) {
                double p = reading_probability(moves[a].signal, seen, error, m_.war_rung);
                if (offer != nullptr) {
                    p *= moves[a].channel >= 0 && moves[a].terms == offer->terms ? 1.0
                                                                                 : 0.0;  // of one channel
                }
                likelihood += play.right[at(i)][at(type)][at(a)] * p;
            }
            sum += b[at(type)] = s.belief[at(i)][at(type)] * likelihood;
        }
        for (double& x : b) x /= sum;
        return b;
    }

    const CrisisContext& c_;
    const Model& m_;
    const CrisisTable& table_;
    bool far_;
};

void check_logit_response(const Solved& solved, const CrisisState& s, bool far, double tolerance) {
    Pair<MoveList> moves;
    Pair<Strategy> play;
    solved.table->strategies(solved.context, s, moves, play);
    const Walk::MoveWorth worth = Walk(solved, far).worth_of_moves(s);
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < solved.model.actors[at(i)].types; ++type) {
            double sum = 0.0;
            std::array<double, kMaxMoves> response{};
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

void check_values(const TypeValues& a, const TypeValues& b, double tolerance) {
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < 2; ++type) {
            CHECK(a[at(i)][at(type)] == Approx(b[at(i)][at(type)]).margin(tolerance));
        }
    }
}

std::string in_turns(const std::string& text) {
    return edited(text, {{"crisis: {", "crisis: {moves: alternating, "}});
}

}  // namespace

TEST_CASE("Strategies of the solved crisis are logit responses to play from it", "[long]") {
    SolverOptions fine;
    fine.subdivisions = kFine;
    fine.harms = 1;  // as many as there can be before the last round
    for (const bool alternating : {false, true}) {
        const Solved solved(alternating ? in_turns(kSmall) : kSmall, fine);
        CHECK(solved.table->report.unconverged == 0);
        CHECK(solved.table->report.residual <= fine.tolerance);
        // From the second round on through everything that can follow, with exact beliefs.
        CrisisState s = solved.opening;
        s.round = 1;
        for (const Pair<int>& rungs : {Pair<int>{1, 3}, {2, 1}}) {
            s.rungs = rungs;
            s.belief[0] = {0.2, 0.8};
            s.belief[1] = {0.75, 0.25};
            check_logit_response(solved, s, true, kGridError);
            TypeValues value{};
            solved.table->going_on(s, value);
            check_values(value, Walk(solved, true).value(s), kGridError);
        }
        // The opening, with the values that the table has of the second round.
        check_logit_response(solved, solved.opening, false, kGridError);
        TypeValues value{};
        solved.table->opening_values(solved.opening, value);
        check_values(value, Walk(solved, false).value(solved.opening), kGridError);
    }
}

TEST_CASE("At the points of its grid every state of the solved crisis is answered by itself") {
    SolverOptions coarse;
    coarse.subdivisions = 5;
    for (const bool alternating : {false, true}) {
        const Solved solved(alternating ? in_turns(kSmall) : kSmall, coarse);
        CrisisState s = solved.opening;
        for (s.round = 0; s.round < 3; ++s.round) {
            for (const Pair<int>& rungs : {Pair<int>{2, 1}, {0, 3}, {3, 3}, {1, 2}}) {
                for (const double answered : {0.0, 0.7}) {
                    s.rungs = rungs;
                    s.answered = answered;
                    s.belief[0] = {0.4, 0.6};
                    s.belief[1] = {0.8, 0.2};
                    check_logit_response(solved, s, false, 2e-5);
                    TypeValues value{};
                    solved.table->going_on(s, value);
                    check_values(value, Walk(solved, false).value(s), 2e-5);
                }
            }
        }
    }
}

TEST_CASE("Without private types the solved crisis is lookahead to its end") {
    const std::string text =
        edited(kSmall, {{kTypes, "types: {only: {prior: 1, war_cost: 5}}"},
                        {kTypes, "types: {only: {prior: 1, war_cost: 8}}"},
                        {"harm: 0.5, harm_cost: 0.7", "harm: 0"},
                        {"misperception: {base: 0.15, effects: {rung.us: 0.1}}", "misperception: 0"}});
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

TEST_CASE("A type split in two that are alike changes nothing", "[long]") {
    SolverOptions coarse;
    coarse.harms = 0;
    const Solved two(kSmall, coarse);
    const std::string split =
        "types: {resolute: {prior: 0.4, war_cost: 3, stakes: 1.4, audience: 1.3}, restrained: {prior: 0.3, "
        "war_cost: "
        "9}, meek: {prior: 0.3, war_cost: 9}}";
    const Solved three(edited(kSmall, {{kTypes, split}}), coarse);
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

TEST_CASE("Risk aversion near zero is risk neutrality, and more of it lowers what a gamble is worth",
          "[long]") {
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

TEST_CASE("A state that does not converge is counted, and its residual shown", "[long]") {
    SolverOptions impossible;
    impossible.subdivisions = 1;
    impossible.harms = 0;
    impossible.tolerance = 0.0;
    const Solved solved(
        edited(kSmall,
               {{"rounds: 3", "rounds: 1"}, {"affront: 0.3", "affront: 0"}, {"affront: 0.5", "affront: 0"}}),
        impossible);
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

TEST_CASE("where a state cannot be solved, the others are not sought for long") {
    SolverOptions options;
    options.subdivisions = 4;
    const auto iterations_at = [&](const std::string& rationality) {
        const Solved crisis(edited(source_text("tests/extremes/small.yaml"),
                                   {{"rationality: 2\n    risk_aversion",
                                     "rationality: " + rationality + "\n    risk_aversion"}}),
                            options);
        return crisis.table->report;
    };
    const SolverReport mild = iterations_at("2");
    CHECK(mild.unconverged == 0);
    const SolverReport sharp = iterations_at("10000");
    CHECK(sharp.states == mild.states);
    CHECK(sharp.unconverged > 0);
    // All attempts at a state make 11,190 responses, before the branch is traced.
    CHECK(static_cast<double>(sharp.iterations) < 1000.0 * static_cast<double>(sharp.states));
}
