#include "engine/agents/stage_game.hpp"

#include <algorithm>

namespace offramp {

namespace {

void group_moves(const MoveList& moves, Courses& courses) {
    courses.size = 0;
    for (int k = 0; k < moves.size; ++k) {
        const Move& move = moves[k];
        int course = 0;
        while (course < courses.size) {
            const Move& same = courses.of[at(course)];
            if (same.target == move.target && same.channel == move.channel &&
                same.ends_incident == move.ends_incident) {
                break;
            }
            ++course;
        }
        if (course == courses.size) courses.of[at(courses.size++)] = move;
        courses.of_move[at(k)] = course;
    }
}

// Rungs to which courses lead, each once: what follows a round depends on the courses mostly through these.
struct Targets {
    int size = 0;
    std::array<int, kMaxActions> of_course;

    explicit Targets(const Courses& courses) {
        std::array<int, kMaxRungs> position;
        position.fill(-1);
        for (int k = 0; k < courses.size; ++k) {
            int& p = position[at(courses.of[at(k)].target)];
            if (p < 0) p = size++;
            of_course[at(k)] = p;
        }
    }
};

// Worth of having moved to these rungs where no off-ramp was taken: the lottery over accidents and what
// follows them.
void evaluate_round(const CrisisContext& c, const CrisisState& state, const Pair<int>& moved,
                    bool incident_over, Continuation& beyond, TypeValues& value) {
    const Model& m = *c.model;
    const IncidentModel& n = *c.incident;
    const bool persisting = state.round < n.persists && !incident_over;
    // War by choice comes before any accident of the round.
    const bool war = std::max(moved[0], moved[1]) >= m.war_rung;
    const double accident = war ? 0.0 : accident_probability(c, moved, state.harms);
    const double harm = accident > 0.0 ? harm_probability(c, moved, state.harms) : 0.0;
    const std::array<double, 3> chance = {1.0 - accident, accident * (1.0 - n.two_rung_accident),
                                          accident * n.two_rung_accident};

    Pair<std::array<Lottery, kMaxTypes>> lotteries;
    for (int i = 0; i < kActors; ++i) lotteries[at(i)].fill(Lottery(m.actors[at(i)].risk_aversion));

    for (int up = 0; up < 3; ++up) {
        if (chance[at(up)] <= 0.0) continue;
        const Pair<int> after = {std::min(moved[0] + up, m.war_rung), std::min(moved[1] + up, m.war_rung)};
        int loser = -1;
        const Ending ending = ending_of(c, state.round, state.rungs, moved, after, persisting, loser);
        TypeValues next;
        if (ending == Ending::kNone) {
            CrisisState later = state;
            later.rungs = after;
            later.round = state.round + 1;
            later.incident_over = incident_over;
            beyond.evaluate(later, next);
        }
        for (int i = 0; i < kActors; ++i) {
            const double damage = up == 0 ? 0.0 : harm * n.harm_cost[at(i)];
            for (int type = 0; type < m.actors[at(i)].types; ++type) {
                const double payoff = ending == Ending::kNone
                                          ? next[at(i)][at(type)]
                                          : ending_payoff(c, ending, loser, i, type, after[at(i)]);
                lotteries[at(i)][at(type)].add(chance[at(up)], payoff - damage);
            }
        }
    }
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < m.actors[at(i)].types; ++type) {
            value[at(i)][at(type)] = lotteries[at(i)][at(type)].value();
        }
    }
}

// What the round costs an actor whatever comes of it, besides its own move.
double round_cost(const CrisisContext& c, const CrisisState& state, const Pair<int>& moved,
                  bool incident_over, int i) {
    const bool persisting = state.round < c.incident->persists && !incident_over;
    return c.incident->flow_cost[at(i)][at(moved[at(i)])] +
           c.lost_cooperation[at(i)][at(std::max(moved[0], moved[1]))] +
           (persisting && i != c.provoker ? c.incident->persistence_cost : 0.0);
}

}  // namespace

void build_stage_game(const CrisisContext& c, const CrisisState& state, Continuation& beyond,
                      StageGame& game) {
    const Model& m = *c.model;
    for (int i = 0; i < kActors; ++i) {
        list_moves(c, state, i, game.moves[at(i)]);
        group_moves(game.moves[at(i)], game.courses[at(i)]);
    }
    Pair<std::array<double, kMaxActions>> exit;  // probability of an off-ramp unless the other side climbs
    for (int i = 0; i < kActors; ++i) {
        for (int k = 0; k < game.courses[at(i)].size; ++k) {
            const int channel = game.courses[at(i)].of[at(k)].channel;
            exit[at(i)][at(k)] =
                channel < 0 ? 0.0
                            : c.answer[at(channel)][at(other(i))] * off_ramp_probability(c, state, channel);
        }
    }
    const Targets targets0(game.courses[0]);
    const Targets targets1(game.courses[1]);
    std::array<std::array<std::array<bool, kMaxRungs>, kMaxRungs>, 2> known{};  // [incident over][rung][rung]
    std::array<std::array<std::array<TypeValues, kMaxRungs>, kMaxRungs>, 2> worth;

    for (int a = 0; a < game.courses[0].size; ++a) {
        for (int b = 0; b < game.courses[1].size; ++b) {
            const Pair<const Move*> move = {&game.courses[0].of[at(a)], &game.courses[1].of[at(b)]};
            const Pair<int> moved = {move[0]->target, move[1]->target};
            const bool over = state.incident_over || move[0]->ends_incident || move[1]->ends_incident;
            const std::size_t layer = over ? 1 : 0;
            const std::size_t row = at(targets0.of_course[at(a)]);
            const std::size_t column = at(targets1.of_course[at(b)]);
            TypeValues& onward = worth[layer][row][column];
            if (!known[layer][row][column]) {
                evaluate_round(c, state, moved, over, beyond, onward);
                known[layer][row][column] = true;
            }
            const double settle0 = move[1]->climbs ? 0.0 : exit[0][at(a)];
            const double settle1 = move[0]->climbs ? 0.0 : exit[1][at(b)];
            const double settle = settle0 + settle1 - settle0 * settle1;
            for (int i = 0; i < kActors; ++i) {
                const double cost = round_cost(c, state, moved, over, i);
                for (int type = 0; type < m.actors[at(i)].types; ++type) {
                    double value = onward[at(i)][at(type)];
                    if (settle > 0.0) {
                        Lottery lottery(m.actors[at(i)].risk_aversion);
                        lottery.add(settle, ending_payoff(c, Ending::kOffRamp, -1, i, type, moved[at(i)]));
                        lottery.add(1.0 - settle, value);
                        value = lottery.value();
                    }
                    game.payoff(i, type, i == 0 ? a : b, i == 0 ? b : a) = value - cost;
                }
            }
        }
    }
}

}  // namespace offramp
