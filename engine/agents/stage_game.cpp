#include "engine/agents/stage_game.hpp"

#include <algorithm>
#include <cmath>

namespace offramp {

void Lottery::add(double probability, double payoff) {
    sum_ += probability * (a_ == 0.0 ? payoff : std::exp(-a_ * payoff));
}

double Lottery::value() const {
    return a_ == 0.0 ? sum_ : -std::log(sum_) / a_;
}

namespace {

// The rungs to which an actor's moves lead, each once.
struct Targets {
    int size = 0;
    std::array<int, kMaxRungs> rungs;
    std::array<int, kMaxActions> of_move;

    explicit Targets(const MoveList& list) {
        std::array<int, kMaxRungs> position;
        position.fill(-1);
        for (int k = 0; k < list.size; ++k) {
            int& p = position[at(list[k].target)];
            if (p < 0) {
                p = size++;
                rungs[at(p)] = list[k].target;
            }
            of_move[at(k)] = p;
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
    const double accident = accident_probability(c, moved, state.harms);
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
    for (int i = 0; i < kActors; ++i) list_moves(c, state, i, game.moves[at(i)]);
    const Targets targets0(game.moves[0]);
    const Targets targets1(game.moves[1]);

    // Many moves lead to few rungs: what follows is evaluated once for each pair of rungs (and again where a
    // move ends the incident), not for each pair of moves.
    std::array<std::array<std::array<bool, kMaxRungs>, kMaxRungs>, 2> known{};
    std::array<std::array<std::array<TypeValues, kMaxRungs>, kMaxRungs>, 2> rounds;

    for (int a = 0; a < game.moves[0].size; ++a) {
        for (int b = 0; b < game.moves[1].size; ++b) {
            const Pair<const Move*> move = {&game.moves[0][a], &game.moves[1][b]};
            const Pair<int> moved = {move[0]->target, move[1]->target};
            const bool over = state.incident_over || move[0]->ends_incident || move[1]->ends_incident;
            const std::size_t layer = over ? 1 : 0;
            const std::size_t row = at(targets0.of_move[at(a)]);
            const std::size_t column = at(targets1.of_move[at(b)]);
            TypeValues& onward = rounds[layer][row][column];
            if (!known[layer][row][column]) {
                evaluate_round(c, state, moved, over, beyond, onward);
                known[layer][row][column] = true;
            }
            const double settle0 = settlement_probability(c, state, 0, *move[0], *move[1]);
            const double settle1 = settlement_probability(c, state, 1, *move[1], *move[0]);
            const double settle = settle0 + settle1 - settle0 * settle1;
            for (int i = 0; i < kActors; ++i) {
                const int own = i == 0 ? a : b;
                const int rival = i == 0 ? b : a;
                const double cost = move[at(i)]->cost + round_cost(c, state, moved, over, i);
                for (int type = 0; type < m.actors[at(i)].types; ++type) {
                    double value = onward[at(i)][at(type)];
                    if (settle > 0.0) {
                        Lottery lottery(m.actors[at(i)].risk_aversion);
                        lottery.add(settle, ending_payoff(c, Ending::kOffRamp, -1, i, type, moved[at(i)]));
                        lottery.add(1.0 - settle, value);
                        value = lottery.value();
                    }
                    game.payoff(i, type, own, rival) = value - cost;
                }
            }
        }
    }
}

}  // namespace offramp
