// SPDX-License-Identifier: Apache-2.0
// How a round of the solved crisis game is solved: strategies, the beliefs that follow from them, what these
// make play worth, and the responses to that, in turns until nothing changes.
#include <algorithm>
#include <cmath>

#include "engine/crisis/round_game.hpp"
#include "engine/game/branch.hpp"

namespace offramp {

namespace {

constexpr std::array<Attempt, 4> kAttempts = {{{.responses = 40, .uniform = false},
                                               {.responses = 40},
                                               {.responses = 150, .share = 0.5},
                                               {.responses = 1000, .share = 0.15}}};
// A derivative serves as long as each step leaves less than this share of the residual.
constexpr double kGoodContraction = 0.3;

}  // namespace

// Where the belief about actor i goes on each of its signals.
void RoundGame::update_beliefs(int i) {
    ActorRound& r = round_[at(i)];
    const int types = m_.actors[at(i)].types;
    if (types == 1) {
        for (int s = 0; s < r.signals; ++s) {
            r.reading[at(s)].size = 1;
            r.reading[at(s)].point[0] = 0;
            r.reading[at(s)].weight[0] = 1.0;
        }
        return;
    }
    // Probability of each reading, by type.
    std::array<std::array<double, kMaxTypes>, kMaxRungs + 1> likelihood{};
    std::uint32_t readings = 0;
    for (int s = 0; s < r.signals; ++s) {
        std::array<double, kMaxTypes> sent{};
        for (int a = 0; a < game_.courses[at(i)].size; ++a) {
            if (r.signal_of_stand[at(r.stands.of_course[at(a)])] != s) continue;
            for (int type = 0; type < types; ++type) sent[at(type)] += r.strategy[at(type)][at(a)];
        }
        for_each_reading(r.signal[at(s)], error_, m_.war_rung, [&](int seen, double p) {
            readings |= 1U << seen;
            for (int type = 0; type < types; ++type) likelihood[at(seen)][at(type)] += p * sent[at(type)];
        });
    }
    std::array<GridWeights, kMaxRungs + 1> place;
    for (int seen = 0; seen <= m_.war_rung; ++seen) {
        if ((readings >> seen & 1U) == 0) continue;
        const Belief posterior = updated_belief(state_.belief[at(i)], likelihood[at(seen)], types);
        grids_[at(i)].locate(posterior, place[at(seen)]);
    }
    for (int s = 0; s < r.signals; ++s) {
        Reading& reading = r.reading[at(s)];
        reading.size = 0;
        for_each_reading(r.signal[at(s)], error_, m_.war_rung, [&](int seen, double p) {
            const GridWeights& w = place[at(seen)];
            for (int k = 0; k < w.size; ++k) {
                int known = 0;
                while (known < reading.size && reading.point[at(known)] != w.point[at(k)]) ++known;
                if (known == reading.size) {
                    reading.point[at(reading.size)] = w.point[at(k)];
                    reading.weight[at(reading.size++)] = 0.0;
                }
                reading.weight[at(known)] += p * w.weight[at(k)];
            }
        });
    }
}

void RoundGame::value_stands() {
    const int size1 = grids_[1].size();
    const double* plane = planes_.data();
    double* worth = worth_.data();
    const bool averse = m_.actors[0].risk_aversion != 0.0 || m_.actors[1].risk_aversion != 0.0;
    for (int s0 = 0; s0 < round_[0].stands.size; ++s0) {
        const Reading& own = round_[0].reading[at(round_[0].signal_of_stand[at(s0)])];
        for (int s1 = 0; s1 < round_[1].stands.size; ++s1, plane += points_ * lanes_, worth += lanes_) {
            const Reading& rival = round_[1].reading[at(round_[1].signal_of_stand[at(s1)])];
            for (int l = 0; l < lanes_; l += kLane) {
                Lane sum = Lane::Zero();
                for (int j = 0; j < own.size; ++j) {
                    const double* row = plane + own.point[at(j)] * size1 * lanes_ + l;
                    Lane part = Lane::Zero();
                    for (int k = 0; k < rival.size; ++k) {
                        part += rival.weight[at(k)] * lane(row + rival.point[at(k)] * lanes_);
                    }
                    sum += own.weight[at(j)] * part;
                }
                lane(worth + l) = sum;
            }
            if (!averse) continue;
            int lane_index = 0;
            for (int i = 0; i < kActors; ++i) {
                for (int type = 0; type < m_.actors[at(i)].types; ++type, ++lane_index) {
                    worth[lane_index] = to_value(i, worth[lane_index]);
                }
            }
        }
    }
}

void RoundGame::fill_payoffs(int i) {
    const ActorRound& own = round_[at(i)];
    const ActorRound& rival = round_[at(other(i))];
    const int first = i == 0 ? 0 : m_.actors[0].types;
    const int types = m_.actors[at(i)].types;
    const double risk_aversion = m_.actors[at(i)].risk_aversion;
    const int stride = game_.stride(i);
    const int size = game_.courses[at(i)].size;
    for (int b = 0; b < game_.courses[at(other(i))].size; ++b) {
        const int s = rival.stands.of_course[at(b)];
        const bool rival_climbs = game_.courses[at(other(i))].of[at(b)].climbs;
        for (int a = 0; a < stride; ++a) {
            const int course = std::min(a, size - 1);  // the padding repeats a course
            const int stand = own.stands.of_course[at(course)];
            const std::size_t pair = at(i == 0 ? stand * rival.stands.size + s : s * own.stands.size + stand);
            const bool climbs = game_.courses[at(i)].of[at(course)].climbs;
            const double own_exit = rival_climbs ? 0.0 : own.exit[at(course)];
            const double rival_exit = climbs ? 0.0 : rival.exit[at(b)];
            const double settle = own_exit + rival_exit - own_exit * rival_exit;
            const double settled = own.settled[at(course)];
            const double cost = costs_[pair][at(i)];
            for (int type = 0; type < types; ++type) {
                const double straight = worth_[pair * at(lanes_) + at(first + type)];
                double value = straight;
                if (settle > 0.0) {
                    if (risk_aversion == 0.0) {
                        value += settle * (settled - straight);
                    } else {
                        Lottery lottery(risk_aversion);
                        lottery.add(settle, settled);
                        lottery.add(1.0 - settle, straight);
                        value = lottery.value();
                    }
                }
                game_.payoffs(i, type, b)[a] = value - cost;
            }
        }
    }
    side_[at(i)].refresh();
}

// One round of updating, valuing and responding; the residual of the strategies that it started from.
double RoundGame::respond() {
    for (int i = 0; i < kActors; ++i) update_beliefs(i);
    value_stands();
    for (int i = 0; i < kActors; ++i) fill_payoffs(i);
    const double difference =
        std::max(side_[0].respond(play_[1], play_[0]), side_[1].respond(play_[0], play_[1]));
    return std::max(difference, change());
}

double RoundGame::change() const {
    Lane largest = Lane::Zero();
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            const CourseMixture& p = side_[at(i)].of_type(type);
            const CourseMixture& q = round_[at(i)].strategy[at(type)];
            for (int a = 0; a < game_.stride(i); a += kLane) {
                largest = largest.max((lane(&p[at(a)]) - lane(&q[at(a)])).abs());
            }
        }
    }
    return largest.maxCoeff();
}

void RoundGame::set_out(bool uniform) {
    for (int i = 0; i < kActors; ++i) {
        auto& strategy = round_[at(i)].strategy;
        const int size = game_.courses[at(i)].size;
        if (uniform) {
            strategy.fill(uniform_play(game_, i));
            play_[at(i)] = strategy[0];
            continue;
        }
        play_[at(i)].fill(0.0);
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            for (int a = 0; a < size; ++a) {
                play_[at(i)][at(a)] += state_.belief[at(i)][at(type)] * strategy[at(type)][at(a)];
            }
        }
    }
}

void RoundGame::follow_response(double share) {
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            const CourseMixture& answer = side_[at(i)].of_type(type);
            CourseMixture& strategy = round_[at(i)].strategy[at(type)];
            for (int a = 0; a < game_.stride(i); a += kLane) {
                lane(&strategy[at(a)]) += share * (lane(&answer[at(a)]) - lane(&strategy[at(a)]));
            }
        }
    }
}

void RoundGame::for_each_entry(auto visit) const {
    Eigen::Index n = 0;
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            for (int a = 0; a < game_.courses[at(i)].size; ++a) visit(i, type, a, n++);
        }
    }
}

// Response less strategy, of every type and course, at a point made of strategies and a share of rationality.
void RoundGame::evaluate(const Eigen::VectorXd& point, Eigen::VectorXd& difference) {
    for (Responder& side : side_) side.set_share(point[point.size() - 1]);
    for_each_entry([&](int i, int type, int a, Eigen::Index n) {
        round_[at(i)].strategy[at(type)][at(a)] = std::max(point[n], 0.0);
    });
    set_out(false);
    respond();
    for_each_entry([&](int i, int type, int a, Eigen::Index n) {
        difference[n] = side_[at(i)].of_type(type)[at(a)] - point[n];
    });
}

// Along the principal branch (McKelvey, Palfrey 1995): from uniform play, the only answer without any
// rationality, to the actors' own. Slow; derivatives are differences.
FixedPoint RoundGame::trace_branch() {
    constexpr double kStep = 1e-7;
    Eigen::Index size = 0;
    for_each_entry([&](int, int, int, Eigen::Index n) { size = n + 1; });
    FixedPoint result;
    const BranchEquations equations = [&](const Eigen::VectorXd& point, Eigen::VectorXd& value,
                                          Eigen::MatrixXd& jacobian) {
        evaluate(point, value);
        Eigen::VectorXd moved(size);
        for (Eigen::Index k = 0; k <= size; ++k) {
            Eigen::VectorXd near = point;
            near[k] += kStep;
            evaluate(near, moved);
            jacobian.col(k) = (moved - value) / kStep;
        }
        result.iterations += static_cast<int>(size) + 2;
    };
    set_out(true);
    Eigen::VectorXd start = Eigen::VectorXd::Zero(size + 1);
    for_each_entry(
        [&](int i, int type, int a, Eigen::Index n) { start[n] = round_[at(i)].strategy[at(type)][at(a)]; });
    const BranchOptions options{
        .first_step = 0.02, .least_step = 1e-7, .tolerance = 1e-9, .most_steps = 2000};
    FirstCrossing end = first_crossing(equations, start, 1.0, options);
    end.point[size] = 1.0;
    Eigen::VectorXd difference(size);
    evaluate(end.point, difference);
    result.residual = difference.cwiseAbs().maxCoeff();
    return result;
}

FixedPoint RoundGame::solve(int point0, int point1, double tolerance, bool start) {
    state_.belief = {grids_[0][point0], grids_[1][point1]};
    // Strategies follow the responses to them; what each side expects goes ahead by Newton's method.
    const FixedPoint found = find_fixed_point(
        std::span(kAttempts).subspan(start ? 0 : 1), tolerance,
        [&](const Attempt& attempt) {
            set_out(attempt.uniform);
            newton_.set_out();
        },
        [&] { return respond(); },
        [&](const Attempt& attempt, int, double residual) {
            follow_response(attempt.share);
            return newton_.follow(side_, residual, kGoodContraction, play_);
        });
    if (found.residual <= tolerance) return found;
    const FixedPoint traced = trace_branch();
    return {std::isnan(traced.residual) ? HUGE_VAL : traced.residual, found.iterations + traced.iterations};
}

}  // namespace offramp
