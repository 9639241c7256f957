// SPDX-License-Identifier: Apache-2.0
// What a lottery over payoffs is worth to a side that may be averse to risk.
#pragma once

#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/exponential.hpp"

namespace offramp {

/// What a lottery asks of the numbers that its payoffs are: here of one, in lane_lottery.hpp of a lane.
template <class Number>
struct LotteryArithmetic {
    static double constant(double value) { return value; }
    static bool all(bool condition) { return condition; }
    static double where(bool condition, double yes, double no) { return condition ? yes : no; }
    static double log(double x) { return elementary::log(x); }
    static double log1p(double x) { return elementary::log1p(x); }
};

/// Certainty equivalent of a lottery under constant absolute risk aversion a (Pratt 1964),
/// -log(E[exp(-a payoff)]) / a; its mean at a = 0. Below 0 risk is sought.
///
/// Worked out in logarithms, in relation to the payoff that weighs most: neither large payoffs nor a large a
/// leave the range of numbers, and a small a loses no digits. `Number` is double, or Lane for four lotteries
/// at once, each with its own risk aversion and payoffs.
template <class Number>
class Lottery {
    using Do = LotteryArithmetic<Number>;

  public:
    Lottery() : Lottery(Do::constant(0.0)) {}
    explicit Lottery(const Number& a) : a_(a), neutral_(Do::all(a == 0.0)) {}

    /// @param weight  at least 0; weights sum to 1
    void add(const Number& weight, const Number& payoff) {
        mean_ += weight * payoff;
        if (neutral_) return;
        const Number exponent = Do::where(weight > 0.0, Number(-a_ * payoff), top_);
        if (!Do::all(exponent <= top_)) raise_to(Do::where(exponent > top_, exponent, top_));
        const SplitExponential<Number> relative(cut(exponent - top_));
        sum_ += weight * relative.exp();
        excess_ += weight * relative.expm1();
        weight_ += weight;
    }

    Number value() const {
        if (neutral_) return mean_;
        return Do::where(a_ == 0.0, mean_, Number(-(top_ + log()) / a_));
    }

  private:
    // Of the sum. Near the payoff that weighs most it is the difference to it that has the digits.
    Number log() const {
        const auto near = sum_ > 0.5 * weight_;
        const Number excess = excess_ / weight_;
        const Number sum = sum_ / weight_;
        if (Do::all(near)) return Do::log1p(excess);
        return Do::where(near, Do::log1p(excess), Do::log(sum));
    }

    // e^-700 of what weighs most is nothing, and what SplitExponential goes down to.
    static Number cut(const Number& exponent) {
        return Do::where(exponent > -700.0, exponent, Do::constant(-700.0));
    }

    // Puts the sums in relation to a payoff that weighs more.
    void raise_to(const Number& top) {
        const SplitExponential<Number> lower(cut(top_ - top));
        sum_ *= lower.exp();
        excess_ = lower.exp() * excess_ + weight_ * lower.expm1();
        top_ = top;
    }

    Number a_;
    bool neutral_;
    Number mean_ = Do::constant(0.0);
    Number top_ = Do::constant(-HUGE_VAL);  // the largest exponent -a payoff
    Number weight_ = Do::constant(0.0);
    Number sum_ = Do::constant(0.0);     // of weight exp(exponent - top)
    Number excess_ = Do::constant(0.0);  // of weight (exp(exponent - top) - 1): at most 0
};

}  // namespace offramp
