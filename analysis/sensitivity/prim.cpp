// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/prim.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// The points in a box by one of their coordinates.
struct Column {
    std::vector<double> values;       // ascending
    std::vector<std::size_t> before;  // cases among the first k of them

    std::size_t points() const { return values.size(); }
    std::size_t cases() const { return before.back(); }
};

/// How many of the values to cut off for about `share` of them, from below or from above, so that equal ones
/// stay together. 0 where all are equal from there on.
std::size_t cut(const std::vector<double>& sorted, double share, bool upper) {
    const double place = static_cast<double>(sorted.size() - 1) * (upper ? 1.0 - share : share);
    auto below = static_cast<std::size_t>(std::floor(place));
    auto above = static_cast<std::size_t>(std::ceil(place));
    if (upper) {
        while (sorted[below] == sorted[above] && below > 0) --below;
    } else {
        while (sorted[below] == sorted[above] && above + 1 < sorted.size()) ++above;
    }
    if (sorted[below] == sorted[above]) return 0;
    const auto first_above = std::ranges::upper_bound(sorted, sorted[below]) - sorted.begin();
    return upper ? sorted.size() - static_cast<std::size_t>(first_above)
                 : static_cast<std::size_t>(first_above);
}

void leave_out(Box& box, std::size_t input, double name) {
    std::vector<double>& names = box.left_out[input];
    names.insert(std::ranges::lower_bound(names, name), name);
}

class Peeling {
  public:
    Peeling(const Table& points, std::span<const char> of_interest, const PrimOptions& options)
        : points_(points),
          of_interest_(of_interest),
          options_(options),
          order_(points.columns),
          all_cases_(cases_among(of_interest)) {
        for (std::size_t i = 0; i < points.columns; ++i) {
            order_[i].resize(points.rows);
            std::iota(order_[i].begin(), order_[i].end(), std::size_t{0});
            std::ranges::stable_sort(order_[i], {}, [&](std::size_t r) { return points(r, i); });
        }
    }

    std::vector<PrimStep> run() {
        Box box = whole_space(points_.columns);
        std::vector<PrimStep> steps = {{box, score(box, points_, of_interest_)}};
        while (std::optional<PrimStep> next = peeled(steps.back())) steps.push_back(std::move(*next));
        while (std::optional<PrimStep> next = pasted(steps.back())) steps.push_back(std::move(*next));
        return steps;
    }

  private:
    Column column(const std::vector<char>& is_inside, std::size_t input) const {
        Column result{{}, {0}};
        for (const std::size_t r : order_[input]) {
            if (is_inside[r] == 0) continue;
            result.values.push_back(points_(r, input));
            result.before.push_back(result.before.back() + (of_interest_[r] != 0 ? 1 : 0));
        }
        return result;
    }

    double worth(const BoxScore& before, const BoxScore& after) const {
        if (options_.objective == PeelObjective::kDensity) return after.density;
        return (after.density - before.density) / static_cast<double>(before.points - after.points);
    }

    std::optional<PrimStep> peeled(const PrimStep& from) const {
        std::vector<char> is_inside(points_.rows);
        for (std::size_t r = 0; r < points_.rows; ++r)
            is_inside[r] = inside(from.box, points_.row(r)) ? 1 : 0;
        std::optional<PrimStep> best;
        std::pair<double, int> best_rank;
        // With so many points and cases gone.
        const auto consider = [&](Box box, std::size_t points, std::size_t cases) {
            PrimStep step{std::move(box), {}};
            step.score = score(step.box, from.score.cases - cases, from.score.points - points, all_cases_,
                               points_.rows);
            if (points == 0 || step.score.points == 0 || step.score.mass < options_.least_mass) return;
            const std::pair rank(worth(from.score, step.score), -step.score.restricted);
            if (best && rank <= best_rank) return;
            best_rank = rank;
            best = std::move(step);
        };
        for (std::size_t i = 0; i < points_.columns; ++i) {
            const Column inner = column(is_inside, i);
            if (inner.values.empty()) continue;
            if (is_nominal(options_, i)) {
                for (std::size_t begin = 0; begin < inner.points();) {
                    const double name = inner.values[begin];
                    std::size_t end = begin;
                    while (end < inner.points() && inner.values[end] == name) ++end;
                    Box box = from.box;
                    leave_out(box, i, name);
                    consider(std::move(box), end - begin, inner.before[end] - inner.before[begin]);
                    begin = end;
                }
                continue;
            }
            for (const bool upper : {true, false}) {
                const std::size_t gone = cut(inner.values, options_.peel, upper);
                if (gone == 0) continue;
                const std::size_t split = upper ? inner.points() - gone : gone;  // between this and the last
                Box box = from.box;
                (upper ? box.high : box.low)[i] = 0.5 * (inner.values[split - 1] + inner.values[split]);
                consider(std::move(box), gone,
                         upper ? inner.cases() - inner.before[split] : inner.before[split]);
            }
        }
        return best;
    }

    // One limit moved outwards so far that about `paste` of the points in the box come in, or a name let in.
    std::optional<PrimStep> pasted(const PrimStep& from) const {
        if (options_.paste <= 0.0) return std::nullopt;
        const auto wanted =
            static_cast<std::size_t>(std::ceil(options_.paste * static_cast<double>(from.score.points)));
        std::optional<PrimStep> best;
        const auto consider = [&](Box box) {
            PrimStep step{std::move(box), {}};
            step.score = score(step.box, points_, of_interest_);
            const auto rank = [](const PrimStep& s) { return std::pair(s.score.density, s.score.points); };
            if (rank(step) > rank(best ? *best : from)) best = std::move(step);
        };
        for (const Side& side : sides(from.box)) {
            Box box = from.box;
            if (side.kind == Side::Kind::kNames) {
                for (const double name : from.box.left_out[side.input]) {
                    std::erase(box.left_out[side.input], name);
                    consider(box);
                    box.left_out[side.input] = from.box.left_out[side.input];
                }
                continue;
            }
            const bool upper = side.kind == Side::Kind::kUpper;
            (upper ? box.high : box.low)[side.input] = moved_out(from.box, side, wanted);
            consider(std::move(box));
        }
        return best;
    }

    double moved_out(const Box& box, const Side& side, std::size_t wanted) const {
        const bool upper = side.kind == Side::Kind::kUpper;
        const Box wider = widened(box, side);
        const double unlimited = std::numeric_limits<double>::infinity();
        const double limit = upper ? box.high[side.input] : box.low[side.input];
        std::vector<double> outside;  // distances beyond the limit
        for (std::size_t r = 0; r < points_.rows; ++r) {
            const double beyond = upper ? points_(r, side.input) - limit : limit - points_(r, side.input);
            if (beyond > 0.0 && inside(wider, points_.row(r))) outside.push_back(beyond);
        }
        std::sort(outside.begin(), outside.end());
        std::size_t last = std::min(wanted, outside.size());
        if (last == 0) return limit;
        while (last < outside.size() && outside[last] == outside[last - 1]) ++last;
        if (last == outside.size()) return upper ? unlimited : -unlimited;
        const double distance = 0.5 * (outside[last - 1] + outside[last]);
        return upper ? limit + distance : limit - distance;
    }

    const Table& points_;
    std::span<const char> of_interest_;
    const PrimOptions& options_;
    std::vector<std::vector<std::size_t>> order_;  // of the points, by input
    std::size_t all_cases_;
};

}  // namespace

std::vector<PrimStep> prim_trajectory(const Table& points, std::span<const char> of_interest,
                                      const PrimOptions& options) {
    ensure(points.rows == of_interest.size() && points.rows > 0, "a label for every future");
    ensure(options.peel > 0.0 && options.peel < 0.5, "a peel takes a share below a half");
    return Peeling(points, of_interest, options).run();
}

}  // namespace offramp
