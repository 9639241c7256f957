#include "engine/agents/quantal_response.hpp"

#include <algorithm>
#include <cmath>

namespace offramp {

namespace {

using MoveMixture = std::array<double, kMaxActions>;

// Payoff of each own move against a mixture over the rival's; a certainty equivalent under risk aversion.
double against(const double* row, const MoveMixture& rival, int size, double risk_aversion) {
    double sum = 0.0;
    if (risk_aversion == 0.0) {
        for (int b = 0; b < size; ++b) sum += rival[at(b)] * row[b];
        return sum;
    }
    for (int b = 0; b < size; ++b) sum += rival[at(b)] * std::exp(-risk_aversion * row[b]);
    return -std::log(sum) / risk_aversion;
}

MoveMixture uniform(int size) {
    MoveMixture mixture{};
    std::fill_n(mixture.begin(), size, 1.0 / size);
    return mixture;
}

}  // namespace

void logit_response(const CrisisContext& c, const StageGame& game, int i, const MoveMixture& rival,
                    Strategy& strategy) {
    const ActorModel& actor = c.model->actors[at(i)];
    const int own_size = game.moves[at(i)].size;
    const int rival_size = game.moves[at(other(i))].size;
    const double lambda = c.rationality[at(i)];
    for (int type = 0; type < actor.types; ++type) {
        auto& p = strategy[at(type)];
        double best = -HUGE_VAL;
        for (int a = 0; a < own_size; ++a) {
            p[at(a)] = against(game.payoffs(i, type, a), rival, rival_size, actor.risk_aversion);
            best = std::max(best, p[at(a)]);
        }
        double sum = 0.0;
        for (int a = 0; a < own_size; ++a) {
            p[at(a)] = std::exp(lambda * (p[at(a)] - best));
            sum += p[at(a)];
        }
        for (int a = 0; a < own_size; ++a) p[at(a)] /= sum;
    }
}

MoveMixture expected_moves(const Model& m, const StageGame& game, int i, const Belief& belief,
                           const Strategy& strategy) {
    MoveMixture mixture{};
    for (int type = 0; type < m.actors[at(i)].types; ++type) {
        for (int a = 0; a < game.moves[at(i)].size; ++a) {
            mixture[at(a)] += belief[at(type)] * strategy[at(type)][at(a)];
        }
    }
    return mixture;
}

FixedPoint quantal_response(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                            Pair<Strategy>& strategies) {
    const Pair<int> size = {game.moves[0].size, game.moves[1].size};
    Pair<MoveMixture> play = {uniform(size[0]), uniform(size[1])};
    FixedPoint result{HUGE_VAL, 0};
    double step = 1.0;
    while (result.iterations < kPlayIterations && result.residual > kPlayTolerance) {
        double residual = 0.0;
        Pair<MoveMixture> answer;
        for (int i = 0; i < kActors; ++i) {
            logit_response(c, game, i, play[at(other(i))], strategies[at(i)]);
            answer[at(i)] = expected_moves(*c.model, game, i, belief[at(i)], strategies[at(i)]);
            for (int a = 0; a < size[at(i)]; ++a) {
                residual = std::max(residual, std::abs(answer[at(i)][at(a)] - play[at(i)][at(a)]));
            }
        }
        if (residual > 0.7 * result.residual) step = std::max(0.5 * step, 0.05);
        result.residual = residual;
        ++result.iterations;
        for (int i = 0; i < kActors; ++i) {
            for (int a = 0; a < size[at(i)]; ++a) {
                play[at(i)][at(a)] += step * (answer[at(i)][at(a)] - play[at(i)][at(a)]);
            }
        }
    }
    return result;
}

void expected_payoffs(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                      const Pair<Strategy>& strategies, TypeValues& value) {
    for (int i = 0; i < kActors; ++i) {
        const int j = other(i);
        const ActorModel& actor = c.model->actors[at(i)];
        const MoveMixture rival = expected_moves(*c.model, game, j, belief[at(j)], strategies[at(j)]);
        for (int type = 0; type < actor.types; ++type) {
            Lottery lottery(actor.risk_aversion);
            for (int a = 0; a < game.moves[at(i)].size; ++a) {
                lottery.add(
                    strategies[at(i)][at(type)][at(a)],
                    against(game.payoffs(i, type, a), rival, game.moves[at(j)].size, actor.risk_aversion));
            }
            value[at(i)][at(type)] = lottery.value();
        }
    }
}

}  // namespace offramp
