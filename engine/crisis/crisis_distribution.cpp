// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_distribution.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "engine/crisis/acceptance.hpp"
#include "engine/crisis/history_cells.hpp"
#include "engine/crisis/inference.hpp"

namespace offramp {

namespace {

constexpr double kImpossible = 1e-15;  // what is less likely is left out
constexpr double kFaint = 1e-8;        // what is less likely reaches a state at its mean belief
constexpr int kAnyBelief = -1;         // cell of what comes seldom

// Beliefs that a signal, with terms or without, can lead to, by how it is read.
struct Learnt {
    Observation observed;
    Belief belief{};
    int cell = 0;
};
struct Readings {
    int size = 0;
    std::array<int, 3> learnt{};
    std::array<double, 3> probability{};
    Belief mean{};
};

// One side of a round: what it does by type, and what the other side learns from it.
struct SideOfRound {
    Courses courses;
    Stands stands;
    Talks talks;
    std::array<CourseMixture, kMaxTypes> by_course;
    std::array<CourseMixture, kMaxTypes> by_stand;
    std::array<double, kMaxMoves> heard;  // by course
    std::vector<Learnt> learnt;
    std::array<Readings, kMaxMoves> of_stand;
    std::array<Readings, kMaxMoves> of_talk;
};

struct Mark {
    int mark = 0;
    int height = 0;
};

class CrisisWalk {
  public:
    /// @param origins  of histories that are told apart by where they began
    /// @param visit  of every state; may be empty
    CrisisWalk(const CrisisTable& table, const DistributionOptions& options, int origins,
               std::function<void(const StateOfPlay&)> visit = {})
        : table_(table),
          visit_(std::move(visit)),
          c_(table.context),
          m_(*table.context.model),
          seldom_(options.seldom),
          types_{m_.actors[0].types, m_.actors[1].types},
          pairs_(types_[0] * types_[1]),
          heights_(m_.war_rung + 1),
          marks_(origins * heights_),
          now_(pairs_ * marks_),
          then_(pairs_ * marks_),
          reached_(at(marks_)),
          belief_cells_{BeliefCells(options.belief_cells), BeliefCells(options.belief_cells)} {}

    CrisisDistribution run(std::span<const StateOdds> states) {
        for (const StateOdds& odds : states) begin(odds);
        gather();
        for (int round = states.empty() ? 0 : states.front().state.round; now_.size() > 0; ++round) {
            first_end_ = result_.ends.size();
            then_.clear();
            for (int n = 0; n < now_.size(); ++n) play(round, now_[n], now_.mass(n));
            gather();
        }
        for (int mark = 0; mark < marks_; ++mark) result_.highest[at(mark % heights_)] += reached_[at(mark)];
        return result_;
    }

    /// Probability that a rung is the highest, once it has been run.
    double reached(int origin, int rung) const { return reached_[at(origin * heights_ + rung)]; }

  private:
    void begin(const StateOdds& odds) {
        const CrisisState& s = odds.state;
        const double p = odds.probability;
        const Pair<int> cell = {belief_cells_[0].find(s.belief[0]), belief_cells_[1].find(s.belief[1])};
        double* mass = then_.add(table_.space.find(s), s.rungs, cell, s.belief, p);
        const int mark = odds.origin * heights_ + std::max(s.rungs[0], s.rungs[1]);
        for_each_pair([&](int t0, int t1, int pair) {
            mass[pair * marks_ + mark] += p * s.belief[0][at(t0)] * s.belief[1][at(t1)];
        });
    }

    // The next round begins with what this one came to.
    void gather() {
        now_.clear();
        for (int n = 0; n < then_.size(); ++n) {
            const HistoryCell& cell = then_[n];
            const bool seldom = cell.weight < seldom_;
            double* mass = now_.add(cell.configuration, cell.rungs,
                                    seldom ? Pair<int>{kAnyBelief, kAnyBelief} : cell.belief_cell,
                                    cell.belief(), cell.weight);
            for (int k = 0; k < pairs_ * marks_; ++k) mass[k] += then_.mass(n)[k];
        }
    }

    void for_each_pair(auto visit) const {
        int pair = 0;
        for (int t0 = 0; t0 < types_[0]; ++t0) {
            for (int t1 = 0; t1 < types_[1]; ++t1) visit(t0, t1, pair++);
        }
    }

    // Probability of what each pair of types does with some probability.
    double total(const double* given) const {
        double sum = 0.0;
        for (int pair = 0; pair < pairs_; ++pair) sum += given[pair] * of_pair_[at(pair)];
        return sum;
    }

    void play(int round, const HistoryCell& cell, const double* mass) {
        state_ = {};
        state_.round = round;
        state_.rungs = cell.rungs;
        state_.belief = cell.belief();
        configuration_ = cell.configuration;
        table_.space[configuration_].put_into(state_);
        mass_ = mass;
        of_pair_.fill(0.0);
        met_.clear();
        for (int mark = 0; mark < marks_; ++mark) {
            double of_mark = 0.0;
            for (int pair = 0; pair < pairs_; ++pair) {
                of_pair_[at(pair)] += mass[pair * marks_ + mark];
                of_mark += mass[pair * marks_ + mark];
            }
            if (of_mark > 0.0) met_.push_back({mark, mark % heights_});
        }
        for (int pair = 0; pair < pairs_; ++pair) result_.rounds += of_pair_[at(pair)];
        choose();
        if (visit_) show();
        for (int i = 0; i < kActors; ++i) lay_out_side(i);
        share_out();
        for (int a = 0; a < side_[0].stands.size; ++a) {
            for (int b = 0; b < side_[1].stands.size; ++b) stand(a, b);
        }
        for (int caller = 0; caller < kActors; ++caller) {
            for (int k = 0; k < side_[at(caller)].talks.size; ++k) {
                for (int b = 0; b < side_[at(other(caller))].stands.size; ++b) talk(caller, k, b);
            }
        }
    }

    // What is done: each side may answer a stand that it misreads.
    void choose() {
        table_.strategies(c_, state_, moves_, believed_);
        played_ = believed_;
        error_ = misperception_probability(c_, state_);
        for (int i = 0; i < kActors; ++i) {
            const CrisisState seen = misread(c_, state_, i);
            if (error_ <= 0.0 || seen.rungs == state_.rungs) continue;
            table_.strategies(c_, seen, imagined_moves_, imagined_);
            for (int type = 0; type < types_[at(i)]; ++type) {
                for (int a = 0; a < moves_[at(i)].size; ++a) {
                    double& p = played_[at(i)][at(type)][at(a)];
                    p += error_ * (imagined_[at(i)][at(type)][at(a)] - p);
                }
            }
        }
    }

    void show() const {
        StateOfPlay shown{.state = state_, .moves = moves_};
        for_each_pair([&](int t0, int t1, int pair) {
            const double p = of_pair_[at(pair)];
            shown.probability += p;
            for (int i = 0; i < kActors; ++i) {
                const auto& played = played_[at(i)][at(i == 0 ? t0 : t1)];
                for (int a = 0; a < moves_[at(i)].size; ++a) shown.chosen[at(i)][at(a)] += p * played[at(a)];
            }
        });
        if (shown.probability <= 0.0) return;
        for (auto& of_actor : shown.chosen) {
            for (double& p : of_actor) p /= shown.probability;
        }
        visit_(shown);
    }

    void lay_out_side(int i) {
        SideOfRound& side = side_[at(i)];
        const MoveList& moves = moves_[at(i)];
        const auto after = [&](const Move& move) {
            return table_.space.after(configuration_, i, move.action);
        };
        const auto same_future = [&](const Move& a, const Move& b) {
            return a.target == b.target && a.signal == b.signal && a.ends_incident == b.ends_incident &&
                   after(a) == after(b);
        };
        group_moves(moves, same_future, side.courses, side.stands, side.talks);
        for (int type = 0; type < types_[at(i)]; ++type) {
            side.by_course[at(type)].fill(0.0);
            side.by_stand[at(type)].fill(0.0);
            double of_type = 0.0;
            for_each_pair([&](int t0, int t1, int pair) {
                if ((i == 0 ? t0 : t1) == type) of_type += of_pair_[at(pair)];
            });
            for (int a = 0; a < moves.size; ++a) {
                const double p = played_[at(i)][at(type)][at(a)];
                const int course = side.courses.of_move[at(a)];
                side.by_course[at(type)][at(course)] += p;
                side.by_stand[at(type)][at(side.stands.of_course[at(course)])] += p;
                pay(i, round_payment(c_, moves[a], {}, i, type), of_type * p);
            }
        }
        for (int a = 0; a < side.courses.size; ++a) {
            side.heard[at(a)] = heard_probability(c_, state_, i, side.courses.of[at(a)].channel);
        }
        side.learnt.clear();
        for (int s = 0; s < side.stands.size; ++s) {
            side.of_stand[at(s)] = readings(i, side.stands.of[at(s)].signal, false, 0.0);
        }
        for (int k = 0; k < side.talks.size; ++k) {
            const int signal = side.stands.of[at(side.talks.stand[at(k)])].signal;
            side.of_talk[at(k)] = readings(i, signal, true, side.talks.terms[at(k)]);
        }
    }

    Readings readings(int i, int signal, bool talk, double terms) {
        Readings readings;
        for_each_reading(signal, error_, m_.war_rung, [&](int seen, double p) {
            const int known = learn(i, {seen, talk, terms});
            readings.learnt[at(readings.size)] = known;
            readings.probability[at(readings.size++)] = p;
            const Belief& belief = side_[at(i)].learnt[at(known)].belief;
            for (int type = 0; type < types_[at(i)]; ++type) readings.mean[at(type)] += p * belief[at(type)];
        });
        return readings;
    }

    int learn(int i, const Observation& observed) {
        std::vector<Learnt>& learnt = side_[at(i)].learnt;
        const auto same = [&](const Learnt& known) {
            return known.observed.seen == observed.seen && known.observed.talk == observed.talk &&
                   known.observed.terms == observed.terms;
        };
        const auto found = std::find_if(learnt.begin(), learnt.end(), same);
        if (found != learnt.end()) return static_cast<int>(found - learnt.begin());
        const Belief belief = belief_after(c_, state_, i, moves_[at(i)], believed_[at(i)], observed);
        learnt.push_back({observed, belief, belief_cells_[at(i)].find(belief)});
        return static_cast<int>(learnt.size()) - 1;
    }

    // Probabilities by pair of types: of pairs of stands without a talk, and of talks by caller.
    void share_out() {
        const int stands = side_[0].stands.size * side_[1].stands.size;
        silent_.assign(at(stands * pairs_), 0.0);
        for (int i = 0; i < kActors; ++i) {
            talks_[at(i)].assign(at(side_[at(i)].talks.size * side_[at(other(i))].stands.size * pairs_), 0.0);
        }
        for (int a = 0; a < side_[0].courses.size; ++a) {
            for (int b = 0; b < side_[1].courses.size; ++b) {
                const Pair<int> course = {a, b};
                const Pair<double> share =
                    talk_shares({side_[1].courses.of[at(b)].climbs ? 0.0 : side_[0].heard[at(a)],
                                 side_[0].courses.of[at(a)].climbs ? 0.0 : side_[1].heard[at(b)]});
                double* none = &silent_[at(
                    pair_of_stands(side_[0].stands.of_course[at(a)], side_[1].stands.of_course[at(b)]) *
                    pairs_)];
                for_each_pair([&](int t0, int t1, int pair) {
                    const double p = side_[0].by_course[at(t0)][at(a)] * side_[1].by_course[at(t1)][at(b)];
                    none[pair] += p * (1.0 - share[0] - share[1]);
                });
                for (int i = 0; i < kActors; ++i) {
                    if (share[at(i)] <= 0.0) continue;
                    const SideOfRound& rival = side_[at(other(i))];
                    double* talk = talk_at(i, side_[at(i)].talks.of_course[at(course[at(i)])],
                                           rival.stands.of_course[at(course[at(other(i))])]);
                    for_each_pair([&](int t0, int t1, int pair) {
                        talk[pair] += share[at(i)] * side_[0].by_course[at(t0)][at(a)] *
                                      side_[1].by_course[at(t1)][at(b)];
                    });
                }
            }
        }
    }

    int pair_of_stands(int a, int b) const { return a * side_[1].stands.size + b; }
    double* talk_at(int caller, int k, int stand) {
        return &talks_[at(caller)][at((k * side_[at(other(caller))].stands.size + stand) * pairs_)];
    }

    // Both sides have moved; there may be a talk, which costs nothing more.
    void stand(int a, int b) {
        std::array<double, kMaxTypes * kMaxTypes> chosen{};
        for_each_pair([&](int t0, int t1, int pair) {
            chosen[at(pair)] = side_[0].by_stand[at(t0)][at(a)] * side_[1].by_stand[at(t1)][at(b)];
        });
        const double p = total(chosen.data());
        if (p < kImpossible) return;
        const Round round = enter_round(c_, state_, {side_[0].stands.of[at(a)], side_[1].stands.of[at(b)]});
        for (int i = 0; i < kActors; ++i) {
            const StandingCost cost = standing_cost(c_, round.after.rungs, round.persists, i);
            pay(i, round_payment(c_, Move{}, cost, i, 0), p);
            result_.paid[at(PayoffPart::kCooperation)][at(i)] -= p * cost.cooperation;
        }
        go_on(round, {&side_[0].of_stand[at(a)], &side_[1].of_stand[at(b)]},
              &silent_[at(pair_of_stands(a, b) * pairs_)]);
    }

    // The terms of a side are heard: they are accepted, or not.
    void talk(int caller, int k, int b) {
        double* given = talk_at(caller, k, b);
        if (total(given) < kImpossible) return;
        const SideOfRound& own = side_[at(caller)];
        const SideOfRound& rival = side_[at(other(caller))];
        Pair<Move> move;
        move[at(caller)] = own.courses.of[at(course_of_talk(own, k))];
        move[at(other(caller))] = rival.stands.of[at(b)];
        move[at(other(caller))].channel = -1;
        const Round round = enter_round(c_, state_, move);
        Pair<const Readings*> read;
        read[at(caller)] = &own.of_talk[at(k)];
        read[at(other(caller))] = &rival.of_stand[at(b)];
        Pair<LearntBeliefs> learnt;
        for (std::size_t i = 0; i < kActors; ++i) {
            for (int n = 0; n < read[i]->size; ++n) {
                learnt[i].add(read[i]->probability[at(n)],
                              side_[i].learnt[at(read[i]->learnt[at(n)])].belief);
            }
        }
        const AcceptanceByType accepted = acceptance(table_, c_, round, caller, learnt);
        std::array<double, kMaxTypes * kMaxTypes> agreed{};
        for_each_pair([&](int t0, int t1, int pair) {
            agreed[at(pair)] = given[pair] * accepted[at(caller == 0 ? t1 : t0)];
            given[pair] -= agreed[at(pair)];
        });
        end(agreement(round, caller), round.agreed, agreed.data());
        go_on(round, read, given);
    }

    static int course_of_talk(const SideOfRound& side, int k) {
        const auto& talks = side.talks.of_course;
        return static_cast<int>(std::find(talks.begin(), talks.begin() + side.courses.size, k) -
                                talks.begin());
    }

    // Chance decides a round in which no terms were agreed on.
    void go_on(const Round& round, const Pair<const Readings*>& read, const double* given) {
        if (total(given) < kImpossible) return;
        std::array<double, kMaxTypes * kMaxTypes> share{};
        for_each_outcome(c_, round, [&](const RoundOutcome& o, bool hurt, double p, const CrisisState& next) {
            for (int pair = 0; pair < pairs_; ++pair) share[at(pair)] = p * given[pair];
            const double sum = total(share.data());
            if (hurt) {
                result_.harms += sum;
                for (std::size_t i = 0; i < kActors; ++i) {
                    result_.paid[at(PayoffPart::kAccidents)][i] -= sum * c_.incident->harm_cost[i];
                }
            }
            if (o.end.ending != Ending::kNone) {
                end(o.end, next, share.data());
            } else if (sum >= kImpossible) {
                come_to(next, read, share.data(), sum);
            }
        });
    }

    void come_to(const CrisisState& next, const Pair<const Readings*>& read, const double* share,
                 double sum) {
        const int configuration = table_.space.find(next);
        const int height = std::max(next.rungs[0], next.rungs[1]);
        if (sum < kFaint) {
            add(then_.add(configuration, next.rungs, {kAnyBelief, kAnyBelief}, {read[0]->mean, read[1]->mean},
                          sum),
                share, 1.0, height);
            return;
        }
        for (int a = 0; a < read[0]->size; ++a) {
            const Learnt& first = side_[0].learnt[at(read[0]->learnt[at(a)])];
            for (int b = 0; b < read[1]->size; ++b) {
                const Learnt& second = side_[1].learnt[at(read[1]->learnt[at(b)])];
                const double p = read[0]->probability[at(a)] * read[1]->probability[at(b)];
                add(then_.add(configuration, next.rungs, {first.cell, second.cell},
                              {first.belief, second.belief}, p * sum),
                    share, p, height);
            }
        }
    }

    // Adds what comes to a cell, by pair of types and mark.
    void add(double* to, const double* share, double p, int height) const {
        for (int pair = 0; pair < pairs_; ++pair) {
            const double* from = mass_ + pair * marks_;
            double* into = to + pair * marks_;
            for (const Mark& met : met_) {
                into[met.mark + std::max(height - met.height, 0)] += p * share[pair] * from[met.mark];
            }
        }
    }

    void end(const End& end, const CrisisState& s, const double* share) {
        const int height = std::max(s.rungs[0], s.rungs[1]);
        double sum = 0.0;
        for_each_pair([&](int t0, int t1, int pair) {
            const double p = share[pair] * of_pair_[at(pair)];
            sum += p;
            const Pair<int> type = {t0, t1};
            for (int i = 0; i < kActors; ++i) pay(i, ending_payment(c_, end, s, i, type[at(i)]), p);
            for (const Mark& met : met_) {
                reached_[at(met.mark + std::max(height - met.height, 0))] +=
                    share[pair] * mass_[pair * marks_ + met.mark];
            }
        });
        const auto known = std::find_if(result_.ends.begin() + static_cast<std::ptrdiff_t>(first_end_),
                                        result_.ends.end(), [&](const EndOdds& odds) {
                                            return odds.end.ending == end.ending && odds.end.by == end.by &&
                                                   odds.end.terms == end.terms;
                                        });
        if (known != result_.ends.end()) {
            known->probability += sum;
        } else {
            result_.ends.push_back({s.round, end, sum});
        }
    }

    void pay(int i, const Payment& payment, double p) {
        for (int k = 0; k < payment.size; ++k) {
            const auto& [part, amount] = payment.parts[at(k)];
            result_.paid[at(part)][at(i)] += p * amount;
        }
    }

    const CrisisTable& table_;
    std::function<void(const StateOfPlay&)> visit_;
    const CrisisContext& c_;
    const Model& m_;
    double seldom_;
    Pair<int> types_;
    int pairs_;    // of types, that of actor 1 counting fastest
    int heights_;  // that can be the highest rung
    int marks_;    // where a history began, and its highest rung so far, which counts fastest
    HistoryCells now_;
    HistoryCells then_;
    std::vector<double> reached_;  // by mark: histories that have ended
    Pair<BeliefCells> belief_cells_;
    CrisisDistribution result_;
    std::size_t first_end_ = 0;  // of this round

    // Of the state being played.
    CrisisState state_;
    int configuration_ = 0;
    const double* mass_ = nullptr;  // by pair of types and mark
    std::vector<Mark> met_;         // that some of it bears
    std::array<double, kMaxTypes * kMaxTypes> of_pair_{};
    double error_ = 0.0;
    Pair<MoveList> moves_;
    Pair<Strategy> believed_;  // what beliefs are updated from
    Pair<Strategy> played_;
    Pair<MoveList> imagined_moves_;
    Pair<Strategy> imagined_;
    Pair<SideOfRound> side_;
    std::vector<double> silent_;
    Pair<std::vector<double>> talks_;
};

}  // namespace

double CrisisDistribution::value(int actor) const {
    double sum = 0.0;
    for (const auto& part : paid) sum += part[at(actor)];
    return sum;
}

CrisisDistribution distribution_of(const CrisisTable& table, const CrisisState& opening,
                                   const DistributionOptions& options) {
    return CrisisWalk(table, options, 1).run(std::array{StateOdds{1.0, opening}});
}

std::vector<std::array<double, kMaxRungs>> highest_rungs(const CrisisTable& table,
                                                         std::span<const StateOdds> states, int origins,
                                                         const DistributionOptions& options) {
    CrisisWalk walk(table, options, origins);
    walk.run(states);
    std::vector<std::array<double, kMaxRungs>> highest(at(origins));
    for (int origin = 0; origin < origins; ++origin) {
        for (int rung = 0; rung <= table.context.model->war_rung; ++rung)
            highest[at(origin)][at(rung)] = walk.reached(origin, rung);
    }
    return highest;
}

void for_each_state(const CrisisTable& table, const CrisisState& opening, const DistributionOptions& options,
                    const std::function<void(const StateOfPlay&)>& visit) {
    CrisisWalk(table, options, 1, visit).run(std::array{StateOdds{1.0, opening}});
}

std::vector<EndOdds> ends_in_all(const CrisisDistribution& distribution) {
    std::vector<EndOdds> all;
    const auto kind = [](const End& end) { return std::tuple(end.ending, end.by, end.terms); };
    for (const EndOdds& odds : distribution.ends) {
        const auto same = [&](const EndOdds& known) { return kind(known.end) == kind(odds.end); };
        const auto found = std::find_if(all.begin(), all.end(), same);
        if (found == all.end()) {
            all.push_back(odds);
        } else {
            found->probability += odds.probability;
        }
    }
    std::sort(all.begin(), all.end(),
              [&](const EndOdds& a, const EndOdds& b) { return kind(a.end) < kind(b.end); });
    return all;
}

double share_moved(const CrisisContext& c, const CrisisDistribution& distribution, int actor) {
    double sum = 0.0;
    for (const EndOdds& odds : distribution.ends) sum += odds.probability * share_moved(c, odds.end, actor);
    return sum;
}

}  // namespace offramp
