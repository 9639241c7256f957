#include "engine/agents/quantal_response.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace offramp {

namespace {

using CourseMatrix = std::array<std::array<double, kMaxActions>, kMaxActions>;

// Worth of a course against a mixture over the rival's: its mean, or certainty equivalent under risk
// aversion.
double against(const double* row, const CourseMixture& rival, int size, double risk_aversion) {
    double sum = 0.0;
    if (risk_aversion == 0.0) {
        for (int b = 0; b < size; ++b) sum += rival[at(b)] * row[b];
        return sum;
    }
    for (int b = 0; b < size; ++b) sum += rival[at(b)] * std::exp(-risk_aversion * row[b]);
    return -std::log(sum) / risk_aversion;
}

// The stage game as one actor answers it, at a share of its rationality: the logit weights of its moves
// summed by course, which no answer changes.
struct Responder {
    const CrisisContext& c;
    const StageGame& game;
    const Belief& belief;
    int actor;
    int own;    // courses
    int rival;  // courses of the rival
    double lambda;
    double risk_aversion;
    int types;
    std::array<double, kMaxActions>
        log_weight{};  // of the sum over the course's moves of exp(-lambda * cost)

    Responder(const CrisisContext& context, const StageGame& g, const Belief& b, int i, double share = 1.0)
        : c(context),
          game(g),
          belief(b),
          actor(i),
          own(g.courses[at(i)].size),
          rival(g.courses[at(other(i))].size),
          lambda(share * context.rationality[at(i)]),
          risk_aversion(context.model->actors[at(i)].risk_aversion),
          types(context.model->actors[at(i)].types) {
        const MoveList& moves = g.moves[at(i)];
        const auto& course = g.courses[at(i)].of_move;
        std::array<double, kMaxActions> cheapest;
        cheapest.fill(HUGE_VAL);
        for (int k = 0; k < moves.size; ++k) {
            double& cost = cheapest[at(course[at(k)])];
            cost = std::min(cost, moves[k].cost);
        }
        for (int k = 0; k < moves.size; ++k) {
            const std::size_t a = at(course[at(k)]);
            log_weight[a] += std::exp(-lambda * (moves[k].cost - cheapest[a]));
        }
        for (std::size_t a = 0; a < at(own); ++a)
            log_weight[a] = std::log(log_weight[a]) - lambda * cheapest[a];
    }

    // Course probabilities of one type against a mixture over the rival's courses.
    void respond(int type, const CourseMixture& play, CourseMixture& answer) const {
        double best = -HUGE_VAL;
        for (int a = 0; a < own; ++a) {
            answer[at(a)] = lambda * against(game.payoffs(actor, type, a), play, rival, risk_aversion) +
                            log_weight[at(a)];
            best = std::max(best, answer[at(a)]);
        }
        double sum = 0.0;
        for (int a = 0; a < own; ++a) sum += answer[at(a)] = std::exp(answer[at(a)] - best);
        for (int a = 0; a < own; ++a) answer[at(a)] /= sum;
    }

    // The answer expected by the rival, averaged over types.
    void respond(const CourseMixture& play, CourseMixture& answer) const {
        answer.fill(0.0);
        CourseMixture of_type;
        for (int type = 0; type < types; ++type) {
            respond(type, play, of_type);
            for (int a = 0; a < own; ++a) answer[at(a)] += belief[at(type)] * of_type[at(a)];
        }
    }

    // Derivative of the expected answer: jacobian[a][b] = d answer(a) / d play(b).
    void differentiate(const CourseMixture& play, CourseMatrix& jacobian) const {
        for (int a = 0; a < own; ++a) std::fill_n(jacobian[at(a)].begin(), rival, 0.0);
        CourseMixture p;
        CourseMatrix slope;  // d worth(a) / d play(b)
        for (int type = 0; type < types; ++type) {
            respond(type, play, p);
            for (int a = 0; a < own; ++a) {
                const double* row = game.payoffs(actor, type, a);
                if (risk_aversion == 0.0) {
                    std::copy_n(row, rival, slope[at(a)].begin());
                } else {
                    double sum = 0.0;
                    for (int b = 0; b < rival; ++b) {
                        sum += play[at(b)] * (slope[at(a)][at(b)] = std::exp(-risk_aversion * row[b]));
                    }
                    for (int b = 0; b < rival; ++b) slope[at(a)][at(b)] /= -risk_aversion * sum;
                }
            }
            for (int b = 0; b < rival; ++b) {
                double mean = 0.0;
                for (int a = 0; a < own; ++a) mean += p[at(a)] * slope[at(a)][at(b)];
                for (int a = 0; a < own; ++a) {
                    jacobian[at(a)][at(b)] +=
                        belief[at(type)] * lambda * p[at(a)] * (slope[at(a)][at(b)] - mean);
                }
            }
        }
    }
};

// Solves matrix * x = right side by elimination with row pivoting; false where the matrix is singular.
bool solve_linear(CourseMatrix& matrix, CourseMixture& x, int size) {
    for (int k = 0; k < size; ++k) {
        int pivot = k;
        for (int r = k + 1; r < size; ++r) {
            if (std::abs(matrix[at(r)][at(k)]) > std::abs(matrix[at(pivot)][at(k)])) pivot = r;
        }
        if (std::abs(matrix[at(pivot)][at(k)]) < 1e-12) return false;
        std::swap(matrix[at(k)], matrix[at(pivot)]);
        std::swap(x[at(k)], x[at(pivot)]);
        for (int r = k + 1; r < size; ++r) {
            const double factor = matrix[at(r)][at(k)] / matrix[at(k)][at(k)];
            if (factor == 0.0) continue;
            for (int col = k + 1; col < size; ++col)
                matrix[at(r)][at(col)] -= factor * matrix[at(k)][at(col)];
            x[at(r)] -= factor * x[at(k)];
        }
    }
    for (int k = size - 1; k >= 0; --k) {
        for (int col = k + 1; col < size; ++col) x[at(k)] -= matrix[at(k)][at(col)] * x[at(col)];
        x[at(k)] /= matrix[at(k)][at(k)];
    }
    return true;
}

void project_on_simplex(CourseMixture& play, int size) {
    double sum = 0.0;
    for (int a = 0; a < size; ++a) sum += play[at(a)] = std::max(play[at(a)], 0.0);
    for (int a = 0; a < size; ++a) play[at(a)] /= sum;
}

// One Newton step for play = answer(play). With J01 = d answer0 / d play1 and J10 likewise, and F = answer -
// play: (1 - J01 J10) d0 = F0 + J01 F1, then d1 = F1 + J10 d0.
bool newton_step(const Pair<Responder>& side, const Pair<CourseMixture>& answer, Pair<CourseMixture>& play) {
    const int n0 = side[0].own;
    const int n1 = side[1].own;
    CourseMatrix j01;
    CourseMatrix j10;
    side[0].differentiate(play[1], j01);
    side[1].differentiate(play[0], j10);
    CourseMatrix matrix;
    CourseMixture d0;
    for (int a = 0; a < n0; ++a) {
        d0[at(a)] = answer[0][at(a)] - play[0][at(a)];
        for (int b = 0; b < n1; ++b) d0[at(a)] += j01[at(a)][at(b)] * (answer[1][at(b)] - play[1][at(b)]);
        for (int k = 0; k < n0; ++k) {
            double product = 0.0;
            for (int b = 0; b < n1; ++b) product += j01[at(a)][at(b)] * j10[at(b)][at(k)];
            matrix[at(a)][at(k)] = (a == k ? 1.0 : 0.0) - product;
        }
    }
    if (!solve_linear(matrix, d0, n0)) return false;
    CourseMixture d1;
    for (int b = 0; b < n1; ++b) {
        d1[at(b)] = answer[1][at(b)] - play[1][at(b)];
        for (int a = 0; a < n0; ++a) d1[at(b)] += j10[at(b)][at(a)] * d0[at(a)];
    }
    for (int a = 0; a < n0; ++a) play[0][at(a)] += d0[at(a)];
    for (int b = 0; b < n1; ++b) play[1][at(b)] += d1[at(b)];
    project_on_simplex(play[0], n0);
    project_on_simplex(play[1], n1);
    return true;
}

// Both sides' answers to `play`; the largest difference between a probability and the answer to it.
double answer_both(const Pair<Responder>& side, const Pair<CourseMixture>& play,
                   Pair<CourseMixture>& answer) {
    double residual = 0.0;
    for (int i = 0; i < kActors; ++i) {
        side[at(i)].respond(play[at(other(i))], answer[at(i)]);
        for (int a = 0; a < side[at(i)].own; ++a) {
            residual = std::max(residual, std::abs(answer[at(i)][at(a)] - play[at(i)][at(a)]));
        }
    }
    return residual;
}

// From `play`, by fixed-point iteration and by Newton's method where that does not contract; leaves the best
// point.
FixedPoint iterate(const Pair<Responder>& side, Pair<CourseMixture>& play) {
    Pair<CourseMixture> best = play;
    FixedPoint result{HUGE_VAL, 0};
    double previous = HUGE_VAL;
    double damping = 0.5;
    while (result.iterations < kPlayIterations) {
        Pair<CourseMixture> answer;
        const double residual = answer_both(side, play, answer);
        ++result.iterations;
        if (residual < result.residual) {
            result.residual = residual;
            best = play;
        }
        if (residual <= kPlayTolerance) break;
        const bool contracts = residual < 0.2 * previous;
        const bool astray = residual > 2.0 * result.residual;
        previous = residual;
        if (result.iterations <= 2 || contracts) {
            play = answer;
        } else if (astray || !newton_step(side, answer, play)) {
            // Newton went astray: walk from where it stands with short steps, then try again.
            for (int i = 0; i < kActors; ++i) {
                for (int a = 0; a < side[at(i)].own; ++a) {
                    play[at(i)][at(a)] += damping * (answer[at(i)][at(a)] - play[at(i)][at(a)]);
                }
            }
            damping = std::max(0.7 * damping, 0.05);
        }
    }
    play = best;
    return result;
}

// A few steps of Newton's method from a point that is near.
FixedPoint polish(const Pair<Responder>& side, Pair<CourseMixture>& play) {
    constexpr int kSteps = 8;
    FixedPoint result{HUGE_VAL, 0};
    while (result.iterations < kSteps) {
        Pair<CourseMixture> answer;
        result.residual = answer_both(side, play, answer);
        ++result.iterations;
        if (result.residual <= kPlayTolerance || !newton_step(side, answer, play)) break;
    }
    return result;
}

// Follows the equilibrium from uniform play up to full rationality (the principal branch: McKelvey, Palfrey
// 1995), in steps that shrink where Newton's method fails and grow where it does not. Stops short where the
// branch turns back.
FixedPoint trace(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                 Pair<CourseMixture>& play) {
    constexpr int kMostIterations = 2000;
    constexpr double kShortestStep = 1e-6;
    play = {uniform_play(game, 0), uniform_play(game, 1)};
    FixedPoint result{HUGE_VAL, 0};
    double share = 0.0;
    double step = 1.0 / 16.0;
    while (share < 1.0 && step > kShortestStep && result.iterations < kMostIterations) {
        const double next = std::min(share + step, 1.0);
        const Pair<Responder> side = {Responder(c, game, belief[0], 0, next),
                                      Responder(c, game, belief[1], 1, next)};
        Pair<CourseMixture> trial = play;
        const FixedPoint at_next = polish(side, trial);
        result.iterations += at_next.iterations;
        if (at_next.residual <= kPlayTolerance) {
            play = trial;
            share = next;
            step *= 2.0;
            if (share == 1.0) result.residual = at_next.residual;
        } else {
            step *= 0.5;
        }
    }
    return result;
}

}  // namespace

CourseMixture uniform_play(const StageGame& game, int i) {
    CourseMixture mixture{};
    const int moves = game.moves[at(i)].size;
    for (int k = 0; k < moves; ++k) mixture[at(game.courses[at(i)].of_move[at(k)])] += 1.0 / moves;
    return mixture;
}

void logit_response(const CrisisContext& c, const StageGame& game, int i, const CourseMixture& rival,
                    Strategy& strategy) {
    const ActorModel& actor = c.model->actors[at(i)];
    const MoveList& moves = game.moves[at(i)];
    const Courses& courses = game.courses[at(i)];
    const double lambda = c.rationality[at(i)];
    for (int type = 0; type < actor.types; ++type) {
        CourseMixture worth;
        for (int a = 0; a < courses.size; ++a) {
            worth[at(a)] = against(game.payoffs(i, type, a), rival, game.courses[at(other(i))].size,
                                   actor.risk_aversion);
        }
        auto& p = strategy[at(type)];
        double best = -HUGE_VAL;
        for (int k = 0; k < moves.size; ++k) {
            p[at(k)] = worth[at(courses.of_move[at(k)])] - moves[k].cost;
            best = std::max(best, p[at(k)]);
        }
        double sum = 0.0;
        for (int k = 0; k < moves.size; ++k) sum += p[at(k)] = std::exp(lambda * (p[at(k)] - best));
        for (int k = 0; k < moves.size; ++k) p[at(k)] /= sum;
    }
}

CourseMixture expected_courses(const Model& m, const StageGame& game, int i, const Belief& belief,
                               const Strategy& strategy) {
    CourseMixture mixture{};
    for (int type = 0; type < m.actors[at(i)].types; ++type) {
        for (int k = 0; k < game.moves[at(i)].size; ++k) {
            mixture[at(game.courses[at(i)].of_move[at(k)])] += belief[at(type)] * strategy[at(type)][at(k)];
        }
    }
    return mixture;
}

FixedPoint quantal_response(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                            Pair<Strategy>& strategies) {
    const Pair<Responder> side = {Responder(c, game, belief[0], 0), Responder(c, game, belief[1], 1)};
    Pair<CourseMixture> play = {uniform_play(game, 0), uniform_play(game, 1)};
    FixedPoint result = iterate(side, play);
    if (result.residual > kPlayTolerance) {
        Pair<CourseMixture> traced;
        FixedPoint other_way = trace(c, belief, game, traced);
        result.iterations += other_way.iterations;
        if (other_way.residual > kPlayTolerance) {  // the branch turned back: on to another one from there
            other_way = iterate(side, traced);
            result.iterations += other_way.iterations;
        }
        if (other_way.residual < result.residual) {
            result.residual = other_way.residual;
            play = traced;
        }
    }
    for (int i = 0; i < kActors; ++i) logit_response(c, game, i, play[at(other(i))], strategies[at(i)]);
    return result;
}

void expected_payoffs(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                      const Pair<Strategy>& strategies, TypeValues& value) {
    for (int i = 0; i < kActors; ++i) {
        const int j = other(i);
        const ActorModel& actor = c.model->actors[at(i)];
        const MoveList& moves = game.moves[at(i)];
        const CourseMixture rival = expected_courses(*c.model, game, j, belief[at(j)], strategies[at(j)]);
        for (int type = 0; type < actor.types; ++type) {
            CourseMixture worth;
            for (int a = 0; a < game.courses[at(i)].size; ++a) {
                worth[at(a)] =
                    against(game.payoffs(i, type, a), rival, game.courses[at(j)].size, actor.risk_aversion);
            }
            Lottery lottery(actor.risk_aversion);
            for (int k = 0; k < moves.size; ++k) {
                lottery.add(strategies[at(i)][at(type)][at(k)],
                            worth[at(game.courses[at(i)].of_move[at(k)])] - moves[k].cost);
            }
            value[at(i)][at(type)] = lottery.value();
        }
    }
}

}  // namespace offramp
