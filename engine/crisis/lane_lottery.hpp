// SPDX-License-Identifier: Apache-2.0
// Four lotteries at a time.
#pragma once

#include "engine/crisis/lane.hpp"
#include "engine/crisis/lottery.hpp"

namespace offramp {

template <>
struct LotteryArithmetic<Lane> {
    static Lane constant(double value) { return Lane::Constant(value); }
    template <class Condition>
    static bool all(const Eigen::ArrayBase<Condition>& condition) {
        return condition.all();
    }
    template <class Condition>
    static Lane where(const Eigen::ArrayBase<Condition>& condition, const Lane& yes, const Lane& no) {
        return condition.select(yes, no);
    }
    static Lane log(const Lane& x) { return x.unaryExpr(&elementary::log); }
    static Lane log1p(const Lane& x) { return x.unaryExpr(&elementary::log1p); }
};

}  // namespace offramp
