#include "engine/crisis/crisis_table.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace offramp {

namespace {

// The moves of the table's own state that are open in the state at hand, in the latter's order.
void match_moves(const MoveList& known, const MoveList& open, std::array<int, kMaxActions>& of_open) {
    for (int k = 0; k < open.size; ++k) {
        of_open[at(k)] = -1;
        for (int n = 0; n < known.size; ++n) {
            if (known[n].action == open[k].action) of_open[at(k)] = n;
        }
    }
}

int holding_move(const MoveList& moves, int rung) {
    for (int k = 0; k < moves.size; ++k) {
        if (moves[k].target == rung && moves[k].channel < 0) return k;
    }
    throw InternalError("an actor has no move that holds");
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
      grids{BeliefGrid(c.model->actors[0].types, subdivisions),
            BeliefGrid(c.model->actors[1].types, subdivisions)},
      space(context, channels_open, harms, configurations) {}

void CrisisTable::strategies(const CrisisContext& c, const CrisisState& s, Pair<MoveList>& moves,
                             Pair<Strategy>& strategies) const {
    const int k = space.find(s);
    CrisisState known = s;
    known.round = std::min(s.round, context.incident->rounds - 1);
    known.channels_open = space[k].channels;
    known.taken = space[k].taken;
    known.incident_over = space[k].incident_over;
    Pair<GridWeights> place;
    Pair<MoveList> listed;
    Pair<int> width{};
    for (int i = 0; i < kActors; ++i) {
        list_moves(c, s, i, moves[at(i)]);
        list_moves(context, known, i, listed[at(i)]);
        grids[at(i)].locate(s.belief[at(i)], place[at(i)]);
        width[at(i)] = context.model->actors[at(i)].types * listed[at(i)].size;
    }
    const float* block_start = &probabilities[first[block(known.round, k, s.rungs)]];
    for (int i = 0; i < kActors; ++i) {
        const int types = context.model->actors[at(i)].types;
        std::array<double, kMaxTypes * kMaxActions> mean{};
        for (int a = 0; a < place[0].size; ++a) {
            for (int b = 0; b < place[1].size; ++b) {
                const int point = place[0].point[at(a)] * grids[1].size() + place[1].point[at(b)];
                const double weight = place[0].weight[at(a)] * place[1].weight[at(b)];
                const float* p = block_start + point * (width[0] + width[1]) + (i == 0 ? 0 : width[0]);
                for (int n = 0; n < width[at(i)]; ++n) mean[at(n)] += weight * static_cast<double>(p[n]);
            }
        }
        std::array<int, kMaxActions> of_open{};
        match_moves(listed[at(i)], moves[at(i)], of_open);
        for (int type = 0; type < types; ++type) {
            auto& p = strategies[at(i)][at(type)];
            double sum = 0.0;
            for (int n = 0; n < moves[at(i)].size; ++n) {
                const int from = of_open[at(n)];
                sum += p[at(n)] = from < 0 ? 0.0 : mean[at(type * listed[at(i)].size + from)];
            }
            if (sum <= 0.0) {  // all that the table would do is spent
                p[at(holding_move(moves[at(i)], s.rungs[at(i)]))] = sum = 1.0;
            }
            for (int n = 0; n < moves[at(i)].size; ++n) p[at(n)] /= sum;
        }
    }
}

void CrisisTable::opening_values(const CrisisState& s, TypeValues& value) const {
    Pair<GridWeights> place;
    for (int i = 0; i < kActors; ++i) grids[at(i)].locate(s.belief[at(i)], place[at(i)]);
    const double* plane = opening.plane(space.find(s), s.rungs);
    int lane_index = 0;
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < context.model->actors[at(i)].types; ++type, ++lane_index) {
            double sum = 0.0;
            for (int a = 0; a < place[0].size; ++a) {
                for (int b = 0; b < place[1].size; ++b) {
                    const int point = place[0].point[at(a)] * grids[1].size() + place[1].point[at(b)];
                    sum += place[0].weight[at(a)] * place[1].weight[at(b)] *
                           plane[point * opening.lanes() + lane_index];
                }
            }
            value[at(i)][at(type)] = sum;
        }
    }
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
           probabilities.size() * sizeof(float);
}

}  // namespace offramp
