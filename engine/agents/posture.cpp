// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/posture.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/base/elementary.hpp"
#include "engine/game/fixed_point.hpp"

namespace offramp {

namespace {

constexpr double kTolerance = 1e-10;
constexpr std::array<Attempt, 1> kDamped = {{{.responses = 2000}}};

using Matrix =
    std::array<std::array<double, kMaxLevels>, kMaxLevels>;  // [level of actor 0][level of actor 1]

void logit(const std::array<double, kMaxLevels>& payoff, int size, double lambda, LevelMixture& mixture) {
    const double best = *std::max_element(payoff.begin(), payoff.begin() + size);
    double sum = 0.0;
    for (int k = 0; k < size; ++k) sum += mixture[at(k)] = elementary::exp(lambda * (payoff[at(k)] - best));
    for (int k = 0; k < size; ++k) mixture[at(k)] /= sum;
}

// Logit quantal response of a two-player game: play follows the responses to it, in ever shorter steps where
// these do not contract. Returns the residual before the last step.
double solve_levels(const Pair<Matrix>& payoff, const Pair<int>& size, const Pair<double>& lambda,
                    Pair<LevelMixture>& play) {
    Pair<LevelMixture> answer{};
    double step = 1.0;
    double previous = HUGE_VAL;
    const auto set_out = [&](const Attempt&) {
        for (int i = 0; i < kActors; ++i) std::fill_n(play[at(i)].begin(), size[at(i)], 1.0 / size[at(i)]);
    };
    const auto respond = [&] {
        double residual = 0.0;
        for (int i = 0; i < kActors; ++i) {
            std::array<double, kMaxLevels> expected{};
            for (int a = 0; a < size[0]; ++a) {
                for (int b = 0; b < size[1]; ++b) {
                    expected[at(i == 0 ? a : b)] +=
                        play[at(other(i))][at(i == 0 ? b : a)] * payoff[at(i)][at(a)][at(b)];
                }
            }
            logit(expected, size[at(i)], lambda[at(i)], answer[at(i)]);
            for (int k = 0; k < size[at(i)]; ++k) {
                residual = larger_gap(residual, std::abs(answer[at(i)][at(k)] - play[at(i)][at(k)]));
            }
        }
        return residual;
    };
    const auto follow = [&](const Attempt&, int, double residual) {
        if (residual > 0.9 * previous) step = std::max(0.7 * step, 0.02);
        previous = residual;
        for (int i = 0; i < kActors; ++i) {
            for (int k = 0; k < size[at(i)]; ++k) {
                play[at(i)][at(k)] += step * (answer[at(i)][at(k)] - play[at(i)][at(k)]);
            }
        }
        return true;
    };
    const FixedPoint found = find_fixed_point(kDamped, kTolerance, set_out, respond, follow);
    follow(kDamped.front(), found.iterations, found.residual);
    return found.residual;
}

std::span<const double> open_levels(PostureChoice choice, const std::vector<double>& levels,
                                    const double& initial) {
    return choice == PostureChoice::kFixed ? std::span(&initial, 1) : std::span(levels);
}

}  // namespace

PostureFlow posture_flows(const Posture& posture, double own, double rival, double unpredictability) {
    const PresencePosture& p = posture.presence;
    return {p.benefit * own - 0.5 * p.curvature * own * own, -p.nuisance * rival,
            -posture.unpredictability.cost * unpredictability};
}

double posture_flow(const Posture& posture, double own, double rival, double unpredictability) {
    const PostureFlow flow = posture_flows(posture, own, rival, unpredictability);
    return flow.own_presence + flow.rival_presence + flow.stance;
}

double season_payoff(const Posture& posture, double own, double rival, double unpredictability,
                     double crises) {
    return posture_flow(posture, own, rival, unpredictability) - posture.presence.dread * crises;
}

PostureGame::PostureGame(const Model& m, std::shared_ptr<TableLibrary> tables)
    : model_(&m), reckoner_(m, std::move(tables)) {}

SeasonReckoning PostureGame::reckon(const Pair<double>& presence, const Pair<double>& unpredictability) {
    reckoner_.take_stances(unpredictability);
    SeasonReckoning an_hour;
    an_hour.add(reckoner_.at_presence(presence), 1.0 / model_->season_hours);
    an_hour.add(reckoner_.from_timeline(), 1.0 / reckoner_.span().hours());
    return an_hour;
}

void PostureGame::solve(const SeasonView& view) {
    const Model& m = *model_;
    residual_ = 0.0;
    reckoner_.begin(view);

    Pair<std::span<const double>> stances;
    Pair<std::span<const double>> presences;
    Pair<int> stance_count{};
    Pair<int> presence_count{};
    Pair<double> lambda{};
    const ConcessionPhase& conceded = concessions_at(m, view.hours);
    for (int i = 0; i < kActors; ++i) {
        const Posture& p = conceded.posture[at(i)];
        stances[at(i)] = open_levels(p.choice, p.unpredictability.levels, p.unpredictability.initial);
        presences[at(i)] = open_levels(p.choice, p.presence.levels, p.presence.initial);
        stance_count[at(i)] = static_cast<int>(stances[at(i)].size());
        presence_count[at(i)] = static_cast<int>(presences[at(i)].size());
        lambda[at(i)] = p.rationality;
    }

    Pair<Matrix> worth{};  // of a pair of stances, when presence answers
    for (int u0 = 0; u0 < stance_count[0]; ++u0) {
        for (int u1 = 0; u1 < stance_count[1]; ++u1) {
            const Pair<double> u = {stances[0][at(u0)], stances[1][at(u1)]};
            reckoner_.take_stances(u);
            Pair<Matrix> payoff{};
            for (int p0 = 0; p0 < presence_count[0]; ++p0) {
                for (int p1 = 0; p1 < presence_count[1]; ++p1) {
                    const Pair<double> p = {presences[0][at(p0)], presences[1][at(p1)]};
                    const SeasonReckoning brings = reckoner_.at_presence(p);
                    for (int i = 0; i < kActors; ++i) {
                        payoff[at(i)][at(p0)][at(p1)] =
                            season_payoff(m.actors[at(i)].posture, p[at(i)], p[at(other(i))], u[at(i)],
                                          brings.loss[at(i)] + brings.aftermath[at(i)]);
                    }
                }
            }
            Pair<LevelMixture>& play = presence_[at(u0)][at(u1)];
            residual_ = std::max(residual_, solve_levels(payoff, presence_count, lambda, play));
            for (int i = 0; i < kActors; ++i) {
                for (int p0 = 0; p0 < presence_count[0]; ++p0) {
                    for (int p1 = 0; p1 < presence_count[1]; ++p1) {
                        worth[at(i)][at(u0)][at(u1)] +=
                            play[0][at(p0)] * play[1][at(p1)] * payoff[at(i)][at(p0)][at(p1)];
                    }
                }
            }
        }
    }
    residual_ = std::max(residual_, solve_levels(worth, stance_count, lambda, stance_));
}

}  // namespace offramp
