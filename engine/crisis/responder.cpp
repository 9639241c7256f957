// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/responder.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/crisis/lane_lottery.hpp"
#include "engine/game/fixed_point.hpp"

namespace offramp {

namespace {

// Odds beyond e^300 are cut off: they make no difference, and their squares stay clear of denormal numbers,
// which are slow.
constexpr double kLeastExponent = -300.0;
constexpr double kNever = -1e300;

}  // namespace

Responder::Responder(const CrisisContext& c, const StageGame& game, const Belief& belief, int i, double share)
    : own(game.courses[at(i)].size),
      rival(game.courses[at(other(i))].size),
      game_(game),
      actor_(i),
      belief_(belief),
      moves_(game.moves[at(i)]),
      courses_(game.courses[at(i)]),
      stride_(game.stride(i)),
      types_(c.model->actors[at(i)].types),
      rationality_(c.rationality[at(i)]),
      lambda_(share * rationality_),
      risk_aversion_(c.model->actors[at(i)].risk_aversion) {
    weigh_moves();
}

// A course attracts by the logit weights of its moves together; within it they share as their costs say.
void Responder::weigh_moves() {
    CourseMixture cheapest;
    cheapest.fill(HUGE_VAL);
    CourseMixture sum{};
    for (int k = 0; k < moves_.size; ++k) {
        double& least = cheapest[at(courses_.of_move[at(k)])];
        least = std::min(least, moves_[k].cost);
    }
    for (int k = 0; k < moves_.size; ++k) {
        const std::size_t course = at(courses_.of_move[at(k)]);
        const double dearer = moves_[k].cost - cheapest[course];
        sum[course] += share_of_course_[at(k)] = dearer == 0.0 ? 1.0 : elementary::exp(-lambda_ * dearer);
    }
    for (int a = 0; a < stride_; ++a) log_weight_[at(a)] = kNever;
    for (int a = 0; a < own; ++a) {
        log_weight_[at(a)] =
            -lambda_ * cheapest[at(a)] + (sum[at(a)] == 1.0 ? 0.0 : elementary::log(sum[at(a)]));
    }
    for (int k = 0; k < moves_.size; ++k) share_of_course_[at(k)] /= sum[at(courses_.of_move[at(k)])];
}

CourseMixture Responder::faced(const CourseMixture& play) const {
    CourseMixture mixture = play;
    if (rival_misreading_ == nullptr || rival_misreading_->probability == 0.0) return mixture;
    const double p = rival_misreading_->probability;
    for (int b = 0; b < rival; ++b) {
        mixture[at(b)] = (1.0 - p) * play[at(b)] + p * rival_misreading_->expected[at(b)];
    }
    return mixture;
}

void Responder::respond_as(int type, const CourseMixture& faced) {
    CourseMixture& p = of_type_[at(type)];
    Lane highest = Lane::Constant(-HUGE_VAL);
    for (int a = 0; a < stride_; a += kLane) {
        const double* row = game_.payoffs(actor_, type, 0) + a;
        Lane worth = Lane::Zero();
        if (risk_aversion_ == 0.0) {
            for (int b = 0; b < rival; ++b, row += stride_) worth += faced[at(b)] * lane(row);
        } else {
            Lottery<Lane> lottery(Lane::Constant(risk_aversion_));
            for (int b = 0; b < rival; ++b, row += stride_) {
                lottery.add(Lane::Constant(faced[at(b)]), lane(row));
            }
            worth = lottery.value();
        }
        lane(&worth_[at(type)][at(a)]) = worth;
        const Lane exponent = lane(&log_weight_[at(a)]) + lambda_ * worth;
        highest = highest.max(exponent);
        lane(&p[at(a)]) = exponent;
    }
    const double best = highest.maxCoeff();
    Lane total = Lane::Zero();
    for (int a = 0; a < stride_; a += kLane) {
        const Lane weight = exp_in_range((lane(&p[at(a)]) - best).max(kLeastExponent));
        total += weight;
        lane(&p[at(a)]) = weight;
    }
    const double scale = 1.0 / total.sum();
    for (int a = 0; a < stride_; a += kLane) lane(&p[at(a)]) *= scale;
}

double Responder::respond(const CourseMixture& play, const CourseMixture& expected) {
    const CourseMixture mixture = faced(play);
    for (int a = 0; a < stride_; a += kLane) lane(&answer[at(a)]).setZero();
    for (int type = 0; type < types_; ++type) {
        if (belief_[at(type)] == 0.0) continue;
        respond_as(type, mixture);
        for (int a = 0; a < stride_; a += kLane) {
            lane(&answer[at(a)]) += belief_[at(type)] * lane(&of_type_[at(type)][at(a)]);
        }
    }
    double difference = 0.0;
    for (int a = 0; a < own; ++a) {
        difference = larger_gap(difference, std::abs(answer[at(a)] - expected[at(a)]));
    }
    return difference;
}

void Responder::respond_unexpected(const CourseMixture& play) {
    const CourseMixture mixture = faced(play);
    for (int type = 0; type < types_; ++type) {
        if (belief_[at(type)] == 0.0) respond_as(type, mixture);
    }
}

// Of certainty equivalents, but for a term that is the same for all courses of the rival.
void Responder::differentiate_worth(int type, const double* payoffs, CourseMixture& slope) const {
    for (int a = 0; a < stride_; a += kLane) {
        const Lane exponent = -risk_aversion_ * (lane(payoffs + a) - lane(&worth_[at(type)][at(a)]));
        const Lane bounded = exponent.max(kLeastExponent).min(-kLeastExponent);
        lane(&slope[at(a)]) = SplitExponential<Lane>(bounded).expm1() / -risk_aversion_;
    }
}

void Responder::differentiate(CourseMatrix& jacobian) const {
    const double share = rival_misreading_ == nullptr ? 1.0 : 1.0 - rival_misreading_->probability;
    for (int b = 0; b < rival; ++b) {
        for (int a = 0; a < stride_; a += kLane) lane(&jacobian[at(b)][at(a)]).setZero();
    }
    for (int type = 0; type < types_; ++type) {
        if (belief_[at(type)] == 0.0) continue;
        const CourseMixture& p = of_type_[at(type)];
        CourseMixture gain;  // p * d(exponent) / d(worth)
        CourseMixture part;
        for (int a = 0; a < stride_; a += kLane) {
            lane(&part[at(a)]) = belief_[at(type)] * lane(&p[at(a)]);
            lane(&gain[at(a)]) = share * lambda_ * lane(&p[at(a)]);
        }
        const double* row = game_.payoffs(actor_, type, 0);
        CourseMixture slopes;
        for (int b = 0; b < rival; ++b, row += stride_) {
            const double* slope = row;  // of what own courses are worth, by how likely the rival's course is
            if (risk_aversion_ != 0.0) {
                differentiate_worth(type, row, slopes);
                slope = slopes.data();
            }
            Lane sum = Lane::Zero();
            for (int a = 0; a < stride_; a += kLane) sum += lane(&gain[at(a)]) * lane(slope + a);
            const double mean = sum.sum();
            for (int a = 0; a < stride_; a += kLane) {
                lane(&jacobian[at(b)][at(a)]) +=
                    belief_[at(type)] * lane(&gain[at(a)]) * lane(slope + a) - mean * lane(&part[at(a)]);
            }
        }
    }
}

CourseMixture Responder::differentiate_by_share() const {
    CourseMixture mean_cost{};
    for (int k = 0; k < moves_.size; ++k) {
        mean_cost[at(courses_.of_move[at(k)])] += share_of_course_[at(k)] * moves_[k].cost;
    }
    CourseMixture derivative{};
    for (int type = 0; type < types_; ++type) {
        if (belief_[at(type)] == 0.0) continue;
        const CourseMixture& p = of_type_[at(type)];
        CourseMixture slope;  // d exponent / d share
        double mean = 0.0;
        for (int a = 0; a < own; ++a) {
            slope[at(a)] = rationality_ * (worth_[at(type)][at(a)] - mean_cost[at(a)]);
            mean += p[at(a)] * slope[at(a)];
        }
        for (int a = 0; a < own; ++a)
            derivative[at(a)] += belief_[at(type)] * p[at(a)] * (slope[at(a)] - mean);
    }
    return derivative;
}

void Responder::expect(std::array<double, kMaxTypes>& value) const {
    const double error = own_misreading_ == nullptr ? 0.0 : own_misreading_->probability;
    for (int type = 0; type < types_; ++type) {
        CourseMixture chosen = of_type_[at(type)];
        if (error > 0.0) {
            for (int a = 0; a < own; ++a) {
                chosen[at(a)] += error * (own_misreading_->of_type[at(type)][at(a)] - chosen[at(a)]);
            }
        }
        Lottery<double> lottery(risk_aversion_);
        for (int k = 0; k < moves_.size; ++k) {
            const std::size_t a = at(courses_.of_move[at(k)]);
            lottery.add(chosen[a] * share_of_course_[at(k)], worth_[at(type)][a] - moves_[k].cost);
        }
        value[at(type)] = lottery.value();
    }
}

void Responder::fill(Strategy& strategy) const {
    for (int type = 0; type < types_; ++type) {
        for (int k = 0; k < moves_.size; ++k) {
            strategy[at(type)][at(k)] =
                of_type_[at(type)][at(courses_.of_move[at(k)])] * share_of_course_[at(k)];
        }
    }
}

}  // namespace offramp
