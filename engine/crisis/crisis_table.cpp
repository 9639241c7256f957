// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_table.hpp"

#include <algorithm>

namespace offramp {

namespace {

// The moves of the table's own state that are open in the state at hand, in the latter's order.
void match_moves(const MoveList& known, const MoveList& open, std::array<int, kMaxMoves>& of_open) {
    for (int k = 0; k < open.size; ++k) {
        of_open[at(k)] = -1;
        for (int n = 0; n < known.size; ++n) {
            if (known[n].action == open[k].action && known[n].terms == open[k].terms) of_open[at(k)] = n;
        }
    }
}

// Calls visit(point, weight) for every pair of belief points around a pair of beliefs.
void for_each_point(const Pair<BeliefGrid>& grids, const Pair<const GridWeights*>& around, auto visit) {
    const GridWeights& first = *around[0];
    const GridWeights& second = *around[1];
    for (int a = 0; a < first.size; ++a) {
        for (int b = 0; b < second.size; ++b) {
            visit(first.point[at(a)] * grids[1].size() + second.point[at(b)],
                  first.weight[at(a)] * second.weight[at(b)]);
        }
    }
}

void for_each_point_around(const Pair<BeliefGrid>& grids, const Pair<Belief>& belief, auto visit) {
    Pair<GridWeights> around;
    for (int i = 0; i < kActors; ++i) grids[at(i)].locate(belief[at(i)], around[at(i)]);
    for_each_point(grids, {&around[0], &around[1]}, visit);
}

BeliefGrid grid_of(const ActorModel& actor, int subdivisions) {
    return subdivisions == 0 ? BeliefGrid(actor.prior) : BeliefGrid(actor.types, subdivisions);
}

}  // namespace

void SolverReport::add(const SolverReport& other) {
    states += other.states;
    unconverged += other.unconverged;
    residual = std::max(residual, other.residual);
    iterations += other.iterations;
    most_iterations = std::max(most_iterations, other.most_iterations);
}

CrisisTable::CrisisTable(const CrisisContext& c, std::uint32_t channels_open, int subdivisions, int harms,
                         int configurations)
    : context(c),
      grids{grid_of(c.model->actors[0], subdivisions), grid_of(c.model->actors[1], subdivisions)},
      space(context, channels_open, harms, configurations) {}

std::size_t CrisisTable::strategies_in(int round, int configuration, const Pair<int>& rungs) const {
    CrisisState s;
    s.round = round;
    s.rungs = rungs;
    space[configuration].put_into(s);
    MoveList moves;
    int width = 0;
    for (int i = 0; i < kActors; ++i) {
        list_moves(context, s, i, moves);
        width += context.model->actors[at(i)].types * moves.size;
    }
    return at(width * grids[0].size() * grids[1].size());
}

void CrisisTable::strategies(const CrisisContext& c, const CrisisState& s, Pair<MoveList>& moves,
                             Pair<Strategy>& strategies) const {
    const int k = space.find(s);
    const int round = std::min(s.round, context.incident->rounds - 1);
    if (!solved(block(round, k, s.rungs))) {
        whole->strategies(c, s, moves, strategies);
        return;
    }
    for (int i = 0; i < kActors; ++i) list_moves(c, s, i, moves[at(i)]);
    // Nearly always the moves of the table's own state are those of the state at hand.
    const Configuration& own = space[k];
    const bool same = own.taken == s.taken && own.incident_over == s.incident_over && round == s.round &&
                      own.answered == s.answered && own.channels == (s.channels_open & space.callable());
    Pair<MoveList> listed;
    if (!same) {
        CrisisState known = s;
        known.round = round;
        own.put_into(known);
        for (int i = 0; i < kActors; ++i) list_moves(context, known, i, listed[at(i)]);
    }
    const auto width = [&](int i) {
        return context.model->actors[at(i)].types * (same ? moves : listed)[at(i)].size;
    };
    const int stride = width(0) + width(1);
    const float* block_start = &probabilities[first[block(round, k, s.rungs)]];
    std::array<double, 2 * kMaxTypes * kMaxMoves> mean{};
    for_each_point_around(grids, s.belief, [&](int point, double weight) {
        const float* p = block_start + point * stride;
        for (int n = 0; n < stride; ++n) mean[at(n)] += weight * static_cast<double>(p[n]);
    });
    const double* p = mean.data();
    for (int i = 0; i < kActors; ++i) {
        const MoveList& open = moves[at(i)];
        const MoveList& known = (same ? moves : listed)[at(i)];
        std::array<int, kMaxMoves> from{};
        if (!same) match_moves(known, open, from);
        for (int type = 0; type < context.model->actors[at(i)].types; ++type, p += known.size) {
            auto& strategy = strategies[at(i)][at(type)];
            double sum = 0.0;
            for (int n = 0; n < open.size; ++n) {
                const int place_in_table = same ? n : from[at(n)];
                sum += strategy[at(n)] = place_in_table < 0 ? 0.0 : p[place_in_table];
            }
            if (sum <= 0.0) {  // all that the table would do is spent
                strategy[at(holding_move(open, s.rungs[at(i)]))] = sum = 1.0;
            }
            const double scale = 1.0 / sum;
            for (int n = 0; n < open.size; ++n) strategy[at(n)] *= scale;
        }
    }
}

CrisisTable::Place CrisisTable::find(const CrisisState& s) const {
    const int round = std::min(s.round, context.incident->rounds - 1);
    const std::size_t place = block(round, space.find(s), s.rungs);
    return solved(place) ? Place{this, place} : whole->find(s);
}

void CrisisTable::going_on(const CrisisState& s, TypeValues& value) const {
    const Place place = find(s);
    Pair<GridWeights> around;
    for (std::size_t i = 0; i < kActors; ++i) place.table->grids[i].locate(s.belief[i], around[i]);
    place.table->worth_in(place.block, {&around[0], &around[1]}, value);
}

void CrisisTable::worth_in(std::size_t block, const Pair<const GridWeights*>& around,
                           TypeValues& value) const {
    const float* of_block = &values[block * at(worth_of_block())];
    value = {};
    for_each_point(grids, around, [&](int point, double weight) {
        const float* of_point = of_block + point * types();
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < context.model->actors[at(i)].types; ++type) {
                value[at(i)][at(type)] += weight * static_cast<double>(*of_point++);
            }
        }
    });
}

void CrisisTable::opening_values(const CrisisState& s, TypeValues& value) const {
    const int configuration = space.find(s);
    if (!solved(block(0, configuration, s.rungs))) {
        whole->opening_values(s, value);
        return;
    }
    const double* plane = opening.plane(configuration, s.rungs);
    value = {};
    for_each_point_around(grids, s.belief, [&](int point, double weight) {
        const double* of_point = plane + point * opening.lanes();
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < context.model->actors[at(i)].types; ++type) {
                value[at(i)][at(type)] += weight * *of_point++;
            }
        }
    });
}

const CrisisForecast& CrisisTable::forecast() const {
    forecast_made_.call([&] { forecast_ = forecast_crisis(*this); });
    return forecast_;
}

ValueLayer CrisisTable::layer() const {
    const Model& m = *context.model;
    return {space.size(), m.war_rung, grids, {m.actors[0].types, m.actors[1].types}};
}

std::size_t CrisisTable::blocks() const {
    return at(context.incident->rounds * space.size() * context.model->war_rung * context.model->war_rung);
}

std::size_t CrisisTable::bytes() const {
    return opening.values().size_bytes() + first.size() * sizeof(std::uint64_t) +
           (probabilities.size() + values.size()) * sizeof(float);
}

}  // namespace offramp
