// One round of the crisis game as a two-player game with private types, given what lies beyond it.
#pragma once

#include <array>

#include "engine/model/crisis.hpp"

namespace offramp {

/// A number for each actor and type.
using TypeValues = Pair<std::array<double, kMaxTypes>>;

/// What play from a later round on is worth to each actor and type, as judged by whoever looks ahead.
class Continuation {
  public:
    virtual ~Continuation() = default;
    /// @param next  the state in which the later round begins (its beliefs are those of the present round)
    virtual void evaluate(const CrisisState& next, TypeValues& value) = 0;
};

struct StageGame {
    Pair<MoveList> moves;

    /// Payoff to actor i of a type that makes its move `own` against `rival`, as a certainty equivalent over
    /// the chances within the round (constant absolute risk aversion).
    double& payoff(int i, int type, int own, int rival) {
        return payoffs_[index(i)][cell(i, type, own, rival)];
    }
    const double* payoffs(int i, int type, int own) const {
        return &payoffs_[index(i)][cell(i, type, own, 0)];
    }

  private:
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    std::size_t cell(int i, int type, int own, int rival) const {
        return index((type * moves[index(i)].size + own) * moves[index(other(i))].size + rival);
    }
    Pair<std::array<double, kMaxTypes * kMaxActions * kMaxActions>> payoffs_;
};

/// Certainty equivalent of a lottery under constant absolute risk aversion `a` (Pratt 1964); its mean at a =
/// 0.
class Lottery {
  public:
    Lottery() = default;
    explicit Lottery(double a) : a_(a) {}
    void add(double probability, double payoff);
    double value() const;

  private:
    double a_ = 0.0;
    double sum_ = 0.0;
};

/// Fills `game` for the round at `state`.
void build_stage_game(const CrisisContext& context, const CrisisState& state, Continuation& beyond,
                      StageGame& game);

}  // namespace offramp
