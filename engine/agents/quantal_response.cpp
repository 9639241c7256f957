#include "engine/agents/quantal_response.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/agents/lane.hpp"
#include "engine/agents/principal_branch.hpp"
#include "engine/agents/responder.hpp"

namespace offramp {

namespace {

// Fixed-point iterations before the first derivative is taken.
constexpr int kWarmup = 1;
// A derivative serves as long as each step leaves less than this share of the residual.
constexpr double kContraction = 0.1;
// Where Newton's method has not arrived by then it will not: the principal branch is traced instead.
constexpr int kNewtonIterations = 12;

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
    const auto residual = [&] {
        return std::max(side[0].respond(play[1], play[0]), side[1].respond(play[0], play[1]));
    };
    FixedPoint result{residual(), 1};
    Newton newton;
    double previous = 0.0;  // residual before the last Newton step; 0: none yet
    while (result.residual > kPlayTolerance && result.iterations < kNewtonIterations) {
        if (result.iterations <= kWarmup) {
            play = {side[0].answer, side[1].answer};
        } else {
            if (result.residual > kContraction * previous && !newton.differentiate(side)) break;
            previous = result.residual;
            newton.step(side, play);
        }
        result.residual = residual();
        ++result.iterations;
    }
    if (!(result.residual <= kPlayTolerance)) {
        play = {uniform_play(game, 0), uniform_play(game, 1)};
        result.iterations += trace_principal_branch(c, belief, game, play);
        result.residual = residual();
    }
    for (int i = 0; i < kActors; ++i) {
        side[at(i)].fill(strategies[at(i)]);
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
