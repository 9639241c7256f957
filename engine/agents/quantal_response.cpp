#include "engine/agents/quantal_response.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/agents/lane.hpp"

namespace offramp {

namespace {

// Odds beyond e^300 are cut off: they make no difference, and their squares stay clear of denormal numbers,
// which are slow.
constexpr double kLeastExponent = -300.0;
constexpr double kNever = -1e300;

using CourseMatrix = std::array<CourseMixture, kMaxActions>;

// The stage game as one actor answers it. Arrays over own courses are worked on a lane at a time, padding
// included: the padding has probability 0 but for e^-300.
class Responder {
  public:
    Responder(const CrisisContext& c, const StageGame& game, const Belief& belief, int i)
        : belief_(belief),
          own(game.courses[at(i)].size),
          rival(game.courses[at(other(i))].size),
          stride_(game.stride(i)),
          types_(c.model->actors[at(i)].types),
          lambda_(c.rationality[at(i)]),
          risk_aversion_(c.model->actors[at(i)].risk_aversion) {
        weigh_moves(game.moves[at(i)], game.courses[at(i)]);
        for (int type = 0; type < types_; ++type) table_[at(type)] = game.payoffs(i, type, 0);
        if (risk_aversion_ == 0.0) return;
        double* next = disutility_.data();
        for (int type = 0; type < types_; ++type) {
            for (int k = 0; k < rival * stride_; ++k)
                next[k] = std::exp(-risk_aversion_ * table_[at(type)][k]);
            table_[at(type)] = next;
            next += rival * stride_;
        }
    }

    /// Course probabilities of every type against a mixture over the rival's courses, and their average as
    /// the rival expects it. Returns the largest difference of the average from `expected`.
    double respond(const CourseMixture& play, const CourseMixture& expected) {
        for (int a = 0; a < stride_; a += kLane) lane(&answer[at(a)]).setZero();
        for (int type = 0; type < types_; ++type) {
            CourseMixture& p = of_type_[at(type)];
            Lane highest = Lane::Constant(-HUGE_VAL);
            for (int a = 0; a < stride_; a += kLane) {
                const double* row = table_[at(type)] + a;
                Lane sum = Lane::Zero();
                for (int b = 0; b < rival; ++b, row += stride_) sum += play[at(b)] * lane(row);
                if (risk_aversion_ == 0.0) {
                    sum = lane(&log_weight_[at(a)]) + lambda_ * sum;
                } else {
                    lane(&worst_[at(type)][at(a)]) = sum;
                    sum = lane(&log_weight_[at(a)]) - lambda_ / risk_aversion_ * sum.log();
                }
                highest = highest.max(sum);
                lane(&p[at(a)]) = sum;
            }
            const double best = highest.maxCoeff();
            Lane total = Lane::Zero();
            for (int a = 0; a < stride_; a += kLane) {
                const Lane weight = exp_of_negative((lane(&p[at(a)]) - best).max(kLeastExponent));
                total += weight;
                lane(&p[at(a)]) = weight;
            }
            const double scale = 1.0 / total.sum();
            for (int a = 0; a < stride_; a += kLane) {
                lane(&p[at(a)]) *= scale;
                lane(&answer[at(a)]) += belief_[at(type)] * lane(&p[at(a)]);
            }
        }
        double difference = 0.0;
        for (int a = 0; a < own; ++a) {
            difference = std::max(difference, std::abs(answer[at(a)] - expected[at(a)]));
        }
        return difference;
    }

    /// Derivative of the answer at the last response: jacobian[b][a] = d answer(a) / d play(b).
    void differentiate(CourseMatrix& jacobian) const {
        for (int b = 0; b < rival; ++b) {
            for (int a = 0; a < stride_; a += kLane) lane(&jacobian[at(b)][at(a)]).setZero();
        }
        for (int type = 0; type < types_; ++type) {
            const CourseMixture& p = of_type_[at(type)];
            CourseMixture gain;  // p * d(exponent) / d(worth as tabled)
            CourseMixture share;
            for (int a = 0; a < stride_; a += kLane) {
                lane(&share[at(a)]) = belief_[at(type)] * lane(&p[at(a)]);
                if (risk_aversion_ == 0.0) {
                    lane(&gain[at(a)]) = lambda_ * lane(&p[at(a)]);
                } else {
                    lane(&gain[at(a)]) =
                        -lambda_ / risk_aversion_ * lane(&p[at(a)]) / lane(&worst_[at(type)][at(a)]);
                }
            }
            const double* row = table_[at(type)];
            for (int b = 0; b < rival; ++b, row += stride_) {
                Lane sum = Lane::Zero();
                for (int a = 0; a < stride_; a += kLane) sum += lane(&gain[at(a)]) * lane(row + a);
                const double mean = sum.sum();
                for (int a = 0; a < stride_; a += kLane) {
                    lane(&jacobian[at(b)][at(a)]) +=
                        belief_[at(type)] * lane(&gain[at(a)]) * lane(row + a) - mean * lane(&share[at(a)]);
                }
            }
        }
    }

    /// Probabilities of the moves at the last response.
    void fill(const MoveList& moves, const Courses& courses, Strategy& strategy) const {
        for (int type = 0; type < types_; ++type) {
            for (int k = 0; k < moves.size; ++k) {
                strategy[at(type)][at(k)] =
                    of_type_[at(type)][at(courses.of_move[at(k)])] * share_of_course_[at(k)];
            }
        }
    }

  private:
    // A course attracts by the logit weights of its moves together; within it they share as their costs say.
    void weigh_moves(const MoveList& moves, const Courses& courses) {
        CourseMixture cheapest;
        cheapest.fill(HUGE_VAL);
        CourseMixture sum{};
        for (int k = 0; k < moves.size; ++k) {
            double& least = cheapest[at(courses.of_move[at(k)])];
            least = std::min(least, moves[k].cost);
        }
        for (int k = 0; k < moves.size; ++k) {
            const std::size_t course = at(courses.of_move[at(k)]);
            const double dearer = moves[k].cost - cheapest[course];
            sum[course] += share_of_course_[at(k)] = dearer == 0.0 ? 1.0 : std::exp(-lambda_ * dearer);
        }
        for (int a = 0; a < stride_; ++a) log_weight_[at(a)] = kNever;
        for (int a = 0; a < own; ++a) {
            log_weight_[at(a)] =
                -lambda_ * cheapest[at(a)] + (sum[at(a)] == 1.0 ? 0.0 : std::log(sum[at(a)]));
        }
        for (int k = 0; k < moves.size; ++k) share_of_course_[at(k)] /= sum[at(courses.of_move[at(k)])];
    }

    const Belief& belief_;

  public:
    const int own;    ///< courses
    const int rival;  ///< courses of the rival
    CourseMixture answer;

  private:
    int stride_;
    int types_;
    double lambda_;
    double risk_aversion_;
    CourseMixture log_weight_;
    CourseMixture share_of_course_;
    std::array<CourseMixture, kMaxTypes> of_type_;
    // By rival course: payoffs, or under risk aversion exp(-risk aversion * payoff), whose mean is what
    // counts.
    std::array<const double*, kMaxTypes> table_;
    std::array<CourseMixture, kMaxTypes> worst_;  // that mean, at the last response
    std::array<double, kMaxTypes * kMaxActions * kMaxActions> disutility_;
};

int kWarmup = std::getenv("WARM") ? std::atoi(std::getenv("WARM")) : 1;
double kChord = std::getenv("CHORD") ? std::atof(std::getenv("CHORD")) : 0.1;
struct Stats {
    std::array<long, 101> hist{};
    long jacobians = 0, n = 0, own = 0;
    void add(const FixedPoint& r, const Pair<Responder>& s) {
        ++hist[at(r.iterations)];
        ++n;
        own += s[0].own + s[1].own;
    }
    ~Stats() {
        std::fprintf(stderr, "rounds %ld jac %.2f own %.2f:", n, double(jacobians) / double(n),
                     double(own) / double(n) / 2);
        double mean = 0;
        for (std::size_t k = 0; k < 101; ++k) {
            mean += double(k) * double(hist[k]) / double(n);
            if (hist[k]) std::fprintf(stderr, " %zu:%ld", k, hist[k]);
        }
        std::fprintf(stderr, " mean %.2f\n", mean);
    }
} stats;

void project_on_simplex(CourseMixture& play, int size) {
    double sum = 0.0;
    for (int a = 0; a < size; ++a) sum += play[at(a)] = std::max(play[at(a)], 0.0);
    const double scale = 1.0 / sum;
    for (int a = 0; a < size; ++a) play[at(a)] *= scale;
}

// Newton's method for play = answer(play). With J0 = d answer0 / d play1, J1 likewise and F = answer - play:
// (1 - J0 J1) d0 = F0 + J0 F1, then d1 = F1 + J1 d0. The derivatives, once taken, serve several steps.
class Newton {
  public:
    bool differentiate(const Pair<Responder>& side) {
        n0_ = side[0].own;
        n1_ = side[1].own;
        side[0].differentiate(j0_);
        side[1].differentiate(j1_);
        const int stride = padded(n0_);
        for (int k = 0; k < n0_; ++k) {
            CourseMixture& column = upper_[at(k)];
            for (int a = 0; a < stride; a += kLane) {
                Lane sum = Lane::Zero();
                for (int b = 0; b < n1_; ++b) sum -= j1_[at(k)][at(b)] * lane(&j0_[at(b)][at(a)]);
                lane(&column[at(a)]) = sum;
            }
            column[at(k)] += 1.0;
        }
        return factorise();
    }

    void step(const Pair<Responder>& side, Pair<CourseMixture>& play) const {
        CourseMixture d0;
        CourseMixture d1;
        for (int a = 0; a < n0_; ++a) d0[at(a)] = side[0].answer[at(a)] - play[0][at(a)];
        for (int b = 0; b < n1_; ++b) d1[at(b)] = side[1].answer[at(b)] - play[1][at(b)];
        accumulate(j0_, d1, n1_, d0, n0_);
        solve(d0);
        accumulate(j1_, d0, n0_, d1, n1_);
        for (int a = 0; a < n0_; ++a) play[0][at(a)] += d0[at(a)];
        for (int b = 0; b < n1_; ++b) play[1][at(b)] += d1[at(b)];
        project_on_simplex(play[0], n0_);
        project_on_simplex(play[1], n1_);
    }

  private:
    // to += jacobian * from
    static void accumulate(const CourseMatrix& jacobian, const CourseMixture& from, int n, CourseMixture& to,
                           int size) {
        for (int k = size; k < padded(size); ++k) to[at(k)] = 0.0;
        for (int a = 0; a < size; a += kLane) {
            Lane sum = lane(&to[at(a)]);
            for (int b = 0; b < n; ++b) sum += from[at(b)] * lane(&jacobian[at(b)][at(a)]);
            lane(&to[at(a)]) = sum;
        }
    }

    // Gaussian elimination by columns with partial pivoting; false where the matrix is singular. Works on
    // whole lanes: the multipliers of rows that are done with are 0.
    bool factorise() {
        const int stride = padded(n0_);
        for (int k = 0; k < n0_; ++k) {
            CourseMixture& pivots = upper_[at(k)];
            int p = k;
            for (int r = k + 1; r < n0_; ++r) {
                if (std::abs(pivots[at(r)]) > std::abs(pivots[at(p)])) p = r;
            }
            if (std::abs(pivots[at(p)]) < 1e-12) return false;
            pivot_[at(k)] = p;
            if (p != k) {
                for (int col = k; col < n0_; ++col) std::swap(upper_[at(col)][at(k)], upper_[at(col)][at(p)]);
                for (int col = 0; col < k; ++col) std::swap(lower_[at(col)][at(k)], lower_[at(col)][at(p)]);
            }
            inverse_[at(k)] = 1.0 / pivots[at(k)];
            CourseMixture& multiplier = lower_[at(k)];
            for (int a = 0; a < stride; a += kLane) {
                lane(&multiplier[at(a)]) = inverse_[at(k)] * lane(&pivots[at(a)]);
            }
            for (int r = 0; r <= k; ++r) multiplier[at(r)] = 0.0;
            for (int col = k + 1; col < n0_; ++col) {
                CourseMixture& column = upper_[at(col)];
                const double factor = column[at(k)];
                for (int a = k / kLane * kLane; a < stride; a += kLane) {
                    lane(&column[at(a)]) -= factor * lane(&multiplier[at(a)]);
                }
            }
        }
        return true;
    }

    void solve(CourseMixture& x) const {
        const int stride = padded(n0_);
        for (int k = 0; k < n0_; ++k) std::swap(x[at(k)], x[at(pivot_[at(k)])]);
        for (int k = 0; k < n0_; ++k) {
            const double factor = x[at(k)];
            for (int a = k / kLane * kLane; a < stride; a += kLane) {
                lane(&x[at(a)]) -= factor * lane(&lower_[at(k)][at(a)]);
            }
        }
        for (int k = n0_ - 1; k >= 0; --k) {
            const double found = x[at(k)] * inverse_[at(k)];
            for (int r = 0; r < k; ++r) x[at(r)] -= found * upper_[at(k)][at(r)];
            x[at(k)] = found;
        }
    }

    int n0_ = 0;
    int n1_ = 0;
    CourseMatrix j0_;
    CourseMatrix j1_;
    CourseMatrix upper_;  // the factors of 1 - J0 J1, by columns
    CourseMatrix lower_;
    CourseMixture inverse_;  // of the pivots
    std::array<int, kMaxActions> pivot_;
};

// Worth to an actor of its courses against a mixture over the rival's: means, or certainty equivalents under
// risk aversion.
CourseMixture worth_of_courses(const CrisisContext& c, const StageGame& game, int i, int type,
                               const CourseMixture& rival) {
    CourseMixture worth;
    const double risk_aversion = c.model->actors[at(i)].risk_aversion;
    for (int a = 0; a < game.courses[at(i)].size; ++a) {
        Lottery lottery(risk_aversion);
        for (int b = 0; b < game.courses[at(other(i))].size; ++b) {
            lottery.add(rival[at(b)], game.payoff(i, type, a, b));
        }
        worth[at(a)] = lottery.value();
    }
    return worth;
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
        const CourseMixture worth = worth_of_courses(c, game, i, type, rival);
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
    Pair<Responder> side = {Responder(c, game, belief[0], 0), Responder(c, game, belief[1], 1)};
    Pair<CourseMixture> play = {uniform_play(game, 0), uniform_play(game, 1)};
    Newton newton;
    FixedPoint result{HUGE_VAL, 0};
    bool derivatives = false;
    while (result.iterations < kPlayIterations) {
        const double previous = result.residual;
        const double residual0 = side[0].respond(play[1], play[0]);
        const double residual1 = side[1].respond(play[0], play[1]);
        result.residual = std::max(residual0, residual1);
        ++result.iterations;
        if (result.residual <= kPlayTolerance) break;
        if (result.iterations <= kWarmup) {
            play = {side[0].answer, side[1].answer};
            continue;
        }
        if (!derivatives || result.residual > kChord * previous) {
            derivatives = newton.differentiate(side);
            ++stats.jacobians;
        }
        newton.step(side, play);
    }
    stats.add(result, side);
    for (int i = 0; i < kActors; ++i) {
        side[at(i)].fill(game.moves[at(i)], game.courses[at(i)], strategies[at(i)]);
    }
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
            const CourseMixture worth = worth_of_courses(c, game, i, type, rival);
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
