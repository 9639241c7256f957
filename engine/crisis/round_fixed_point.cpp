// SPDX-License-Identifier: Apache-2.0
// How a round of the solved crisis game is solved: strategies, the beliefs that follow from them, what these
// make play worth, and the responses to that, in turns until nothing changes.
#include <algorithm>

#include "engine/base/elementary.hpp"
#include "engine/crisis/round_game.hpp"
#include "engine/game/branch.hpp"

namespace offramp {

namespace {

constexpr std::array<Attempt, 5> kAttempts = {{{.responses = 40, .uniform = false},
                                               {.responses = 40},
                                               {.responses = 150, .share = 0.5},
                                               {.responses = 1000, .share = 0.15},
                                               {.responses = 10'000, .share = 0.01, .alone = true}}};
constexpr std::size_t kQuickAttempts = 3;
// From where the principal branch ends, or got lost: near an answer, as a rule.
constexpr std::array<Attempt, 2> kLastAttempts = {
    {{.responses = 1000, .uniform = false, .alone = true},
     {.responses = 5000, .uniform = false, .share = 0.1, .alone = true}}};
// A derivative serves as long as each step leaves less than this share of the residual.
constexpr double kGoodContraction = 0.3;
// Moves that every type makes more seldom tell nothing.
constexpr double kNeverMade = 1e-100;

}  // namespace

// Where the belief about actor i stays whatever it lets be known.
void RoundGame::keep_belief(int i) {
    ActorRound& r = round_[at(i)];
    const auto keep = [&](Tell& tell) {
        tell.reading.size = 1;
        tell.reading.point[0] = point_[at(i)];
        tell.reading.weight[0] = 1.0;
    };
    for (int s = 0; s < r.signals; ++s) keep(r.signal[at(s)]);
    for (int k = 0; k < game_.talks[at(i)].size; ++k) keep(r.talk[at(k)]);
}

// Where the belief about actor i goes on what it lets be known.
void RoundGame::update_beliefs(int i) {
    ActorRound& r = round_[at(i)];
    const int types = m_.actors[at(i)].types;
    std::array<GridWeights, 3 * kMaxMoves> place;
    for (int k = 0; k < r.sights; ++k) {
        const CourseMixture& share = r.sight[at(k)].by_course;
        std::array<double, kMaxTypes> likelihood{};
        for (int type = 0; type < types; ++type) {
            Lane sum = Lane::Zero();
            for (int a = 0; a < game_.stride(i); a += kLane) {
                sum += lane(&share[at(a)]) * lane(&r.strategy[at(type)][at(a)]);
            }
            likelihood[at(type)] = sum.sum();
        }
        grids_[at(i)].locate(updated_belief(state_.belief[at(i)], likelihood, types), place[at(k)]);
    }
    const auto collect = [&](Tell& tell) {
        Reading& reading = tell.reading;
        reading.size = 0;
        for (int n = 0; n < tell.sights; ++n) {
            const GridWeights& w = place[at(tell.sight[at(n)])];
            for (int k = 0; k < w.size; ++k) {
                int known = 0;
                while (known < reading.size && reading.point[at(known)] != w.point[at(k)]) ++known;
                if (known == reading.size) {
                    reading.point[at(reading.size)] = w.point[at(k)];
                    reading.weight[at(reading.size++)] = 0.0;
                }
                reading.weight[at(known)] += tell.probability[at(n)] * w.weight[at(k)];
            }
        }
    };
    for (int s = 0; s < r.signals; ++s) collect(r.signal[at(s)]);
    for (int k = 0; k < game_.talks[at(i)].size; ++k) collect(r.talk[at(k)]);
}

// What follows on a pair of stands, with the beliefs that two readings lead to.
void RoundGame::value(const Reading& first, const Reading& second, int s0, int s1, TypeValues& worth) const {
    const double* plane = &planes_[game_.pair_of_stands(s0, s1) * at(points_ * lanes_)];
    const auto row = [&](int j) { return plane + first.point[at(j)] * grids_[1].size() * lanes_; };
    std::array<double, padded(2 * kMaxTypes)> expected;
    for (int l = 0; l < lanes_; l += kLane) {
        if (averse_) {
            Lottery<Lane> lottery(lane(&risk_aversion_[at(l)]));
            for (int j = 0; j < first.size; ++j) {
                for (int k = 0; k < second.size; ++k) {
                    lottery.add(Lane::Constant(first.weight[at(j)] * second.weight[at(k)]),
                                lane(row(j) + second.point[at(k)] * lanes_ + l));
                }
            }
            lane(&expected[at(l)]) = lottery.value();
            continue;
        }
        Lane total = Lane::Zero();
        for (int j = 0; j < first.size; ++j) {
            Lane part = Lane::Zero();
            for (int k = 0; k < second.size; ++k) {
                part += second.weight[at(k)] * lane(row(j) + second.point[at(k)] * lanes_ + l);
            }
            total += first.weight[at(j)] * part;
        }
        lane(&expected[at(l)]) = total;
    }
    take(expected.data(), worth);
}

void RoundGame::take(const double* values, TypeValues& worth) const {
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < m_.actors[at(i)].types; ++type) worth[at(i)][at(type)] = *values++;
    }
}

void RoundGame::sum_courses(int i, const Strategy& strategy,
                            std::array<CourseMixture, kMaxTypes>& courses) const {
    for (int type = 0; type < m_.actors[at(i)].types; ++type) {
        courses[at(type)].fill(0.0);
        for (int k = 0; k < game_.moves[at(i)].size; ++k) {
            courses[at(type)][at(game_.courses[at(i)].of_move[at(k)])] += strategy[at(type)][at(k)];
        }
    }
}

void RoundGame::start_from(int i, const Strategy& strategy) {
    sum_courses(i, strategy, round_[at(i)].strategy);
}

void RoundGame::misread_as(int i, const Strategy& strategy) {
    Misreading& m = misreading_[at(i)];
    sum_courses(i, strategy, m.of_type);
    m.expected.fill(0.0);
    for (int type = 0; type < m_.actors[at(i)].types; ++type) {
        for (int a = 0; a < game_.courses[at(i)].size; ++a) {
            m.expected[at(a)] += state_.belief[at(i)][at(type)] * m.of_type[at(type)][at(a)];
        }
    }
}

void RoundGame::value_stands() {
    if (!learning()) {
        const double* at_beliefs = &planes_[at((point_[0] * grids_[1].size() + point_[1]) * lanes_)];
        for (TypeValues& worth : game_.onward) {
            take(at_beliefs, worth);
            at_beliefs += points_ * lanes_;
        }
        return;
    }
    for (int s0 = 0; s0 < game_.stands[0].size; ++s0) {
        const Reading& first = round_[0].signal[at(round_[0].signal_of_stand[at(s0)])].reading;
        for (int s1 = 0; s1 < game_.stands[1].size; ++s1) {
            const Reading& second = round_[1].signal[at(round_[1].signal_of_stand[at(s1)])].reading;
            value(first, second, s0, s1, game_.onward[game_.pair_of_stands(s0, s1)]);
        }
    }
}

// What going on is worth to each type once terms have been heard, and so how likely it is to accept them.
void RoundGame::value_talks(int i) {
    const int j = other(i);
    const Talks& talks = game_.talks[at(i)];
    const Stands& stands = game_.stands[at(j)];
    for (int k = 0; k < talks.size; ++k) {
        const int stand = talks.stand[at(k)];
        const Reading& own = round_[at(i)].talk[at(k)].reading;
        for (int s = 0; s < stands.size; ++s) {
            if (stands.of[at(s)].climbs) continue;  // and hears nothing
            const Reading& rival = round_[at(j)].signal[at(round_[at(j)].signal_of_stand[at(s)])].reading;
            TalkWorth& talk = game_.talk[at(i)][game_.talk_at(i, k, s)];
            if (!learning()) {
                talk.on =
                    game_.onward[i == 0 ? game_.pair_of_stands(stand, s) : game_.pair_of_stands(s, stand)];
            } else if (i == 0) {
                value(own, rival, stand, s, talk.on);
            } else {
                value(rival, own, s, stand, talk.on);
            }
            weigh_terms(c_, i, talk);
        }
    }
}

// How likely terms are to be accepted: by the types that take a course, as known from their strategies, or
// where nothing is learned by those that are believed in.
void RoundGame::expect_acceptance(int i) {
    const int j = other(i);
    const int types = m_.actors[at(j)].types;
    const Courses& courses = game_.courses[at(j)];
    const Stands& stands = game_.stands[at(j)];
    const Belief& belief = state_.belief[at(j)];
    const double error = misreading_[at(j)].probability;
    for (int b = 0; b < courses.size; ++b) {
        if (courses.of[at(b)].climbs) continue;
        std::array<double, kMaxTypes> who{};
        double all = 0.0;
        for (int type = 0; type < types; ++type) {
            const double chosen = learns_[at(j)] ? (1.0 - error) * round_[at(j)].strategy[at(type)][at(b)] +
                                                       error * misreading_[at(j)].of_type[at(type)][at(b)]
                                                 : 1.0;
            all += who[at(type)] = belief[at(type)] * chosen;
        }
        if (all <= 0.0) all = who[0] = 1.0;
        for (int k = 0; k < game_.talks[at(i)].size; ++k) {
            const TalkWorth& talk = game_.talk[at(i)][game_.talk_at(i, k, stands.of_course[at(b)])];
            double yes = 0.0;
            for (int type = 0; type < types; ++type) yes += who[at(type)] * talk.accepted[at(type)];
            round_[at(i)].accepted[at(k)][at(b)] = yes / all;
        }
    }
}

// One round of updating, valuing and responding; the residual of the strategies that it started from.
double RoundGame::respond() {
    for (int i = 0; i < kActors; ++i) {
        if (learns_[at(i)]) update_beliefs(i);
    }
    // Where nobody learns, what play is worth stays as it is.
    if (learning() || !valued_) {
        value_stands();
        for (int i = 0; i < kActors; ++i) value_talks(i);
        for (int i = 0; i < kActors; ++i) {
            expect_acceptance(i);
            fill_payoffs(c_, i, round_[at(i)].accepted, game_);
        }
        valued_ = true;
    }
    const double difference =
        std::max(side_[0].respond(play_[1], play_[0]), side_[1].respond(play_[0], play_[1]));
    return learning() ? std::max(difference, change()) : difference;
}

// Strategies are the last responses, those of types that nobody believes in too.
void RoundGame::end_with_responses() {
    for (int i = 0; i < kActors; ++i) {
        side_[at(i)].respond_unexpected(play_[at(other(i))]);
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            round_[at(i)].strategy[at(type)] = side_[at(i)].of_type(type);
        }
    }
}

// How far responses are from strategies. Beliefs hang on how much likelier one type makes a move than
// another, however seldom it is made: the difference counts in relation to the type that makes it most.
double RoundGame::change() const {
    Lane largest = Lane::Zero();
    for (int i = 0; i < kActors; ++i) {
        const int types = m_.actors[at(i)].types;
        for (int a = 0; a < game_.stride(i); a += kLane) {
            Lane apart = Lane::Zero();
            Lane most = Lane::Constant(types == 1 ? 1.0 : kNeverMade);
            for (int type = 0; type < types; ++type) {
                if (state_.belief[at(i)][at(type)] == 0.0) continue;
                const Lane p = lane(&side_[at(i)].of_type(type)[at(a)]);
                const Lane q = lane(&round_[at(i)].strategy[at(type)][at(a)]);
                apart = apart.max((p - q).abs());
                most = most.max(p.max(q));
            }
            largest = largest.max(apart / most);
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

// A share of the way is one of logarithms, so that seldom moves get as near as others.
void RoundGame::follow_response(double share) {
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < m_.actors[at(i)].types; ++type) {
            if (state_.belief[at(i)][at(type)] == 0.0) continue;
            const CourseMixture& answer = side_[at(i)].of_type(type);
            CourseMixture& strategy = round_[at(i)].strategy[at(type)];
            if (share == 1.0) {
                for (int a = 0; a < game_.stride(i); a += kLane)
                    lane(&strategy[at(a)]) = lane(&answer[at(a)]);
                continue;
            }
            double sum = 0.0;
            for (int a = 0; a < game_.courses[at(i)].size; ++a) {
                double& p = strategy[at(a)];
                sum += p = elementary::pow(p, 1.0 - share) * elementary::pow(answer[at(a)], share);
            }
            for (int a = 0; a < game_.courses[at(i)].size; ++a) strategy[at(a)] /= sum;
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
// Both in logarithms: see change().
void RoundGame::evaluate(const Eigen::VectorXd& point, Eigen::VectorXd& difference) {
    for (Responder& side : side_) side.set_share(point[point.size() - 1]);
    for_each_entry([&](int i, int type, int a, Eigen::Index n) {
        round_[at(i)].strategy[at(type)][at(a)] = elementary::exp(point[n]);
    });
    set_out(false);
    respond();
    for (int i = 0; i < kActors; ++i) side_[at(i)].respond_unexpected(play_[at(other(i))]);
    for_each_entry([&](int i, int type, int a, Eigen::Index n) {
        difference[n] = elementary::log(side_[at(i)].of_type(type)[at(a)]) - point[n];
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
    for_each_entry([&](int i, int type, int a, Eigen::Index n) {
        start[n] = elementary::log(round_[at(i)].strategy[at(type)][at(a)]);
    });
    const BranchOptions options{
        .first_step = 0.02, .least_step = 1e-7, .tolerance = 1e-9, .most_steps = 2000};
    FirstCrossing end = first_crossing(equations, start, 1.0, options);
    end.point[size] = 1.0;
    Eigen::VectorXd difference(size);
    evaluate(end.point, difference);
    result.residual = difference.cwiseAbs().maxCoeff();
    return result;
}

FixedPoint RoundGame::solve(int point0, int point1, const Pair<const Strategy*>& misread, double tolerance,
                            bool start, bool thorough) {
    point_ = {point0, point1};
    valued_ = false;
    for (int i = 0; i < kActors; ++i) {
        state_.belief[at(i)] = grids_[at(i)][point_[at(i)]];
        learns_[at(i)] = learns_at(i, point_[at(i)]);
    }
    for (int i = 0; i < kActors; ++i) {
        if (learning() && !learns_[at(i)]) keep_belief(i);
    }
    for (int i = 0; i < kActors; ++i) {
        if (can_misread(i)) misread_as(i, *misread[at(i)]);
    }
    const std::span attempts = std::span(kAttempts).first(thorough ? kAttempts.size() : kQuickAttempts);
    FixedPoint found = follow_responses(attempts.subspan(start ? 0 : 1), tolerance);
    if (thorough && !(found.residual <= tolerance)) {
        const Pair<decltype(round_[0].strategy)> followed = {round_[0].strategy, round_[1].strategy};
        const FixedPoint traced = trace_branch();
        if (!(traced.residual < found.residual)) {  // lost on the way, or not a number
            for (int i = 0; i < kActors; ++i) round_[at(i)].strategy = followed[at(i)];
        }
        const int before = found.iterations + traced.iterations;
        found = follow_responses(kLastAttempts, tolerance);
        found.iterations += before;
    }
    end_with_responses();
    return found;
}

// Strategies follow the responses to them, if beliefs hang on them; what each side expects goes ahead by
// Newton's method.
FixedPoint RoundGame::follow_responses(std::span<const Attempt> attempts, double tolerance) {
    return find_fixed_point(
        attempts, tolerance,
        [&](const Attempt& attempt) {
            set_out(attempt.uniform);
            newton_.set_out();
        },
        [&] { return respond(); },
        [&](const Attempt& attempt, int, double residual) {
            if (learning() || attempt.alone) follow_response(attempt.share);
            if (!attempt.alone) return newton_.follow(side_, residual, kGoodContraction, play_);
            set_out(false);
            return true;
        });
}

}  // namespace offramp
