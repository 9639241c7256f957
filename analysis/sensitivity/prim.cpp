// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/prim.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Where to cut off about `share` of the sorted values from below, or from above: halfway between two
/// different values. Empty where all are equal from there on.
std::optional<double> cut(const std::vector<double>& sorted, double share, bool upper) {
    const double place = static_cast<double>(sorted.size() - 1) * (upper ? 1.0 - share : share);
    auto below = static_cast<std::size_t>(std::floor(place));
    auto above = static_cast<std::size_t>(std::ceil(place));
    if (upper) {
        while (sorted[below] == sorted[above] && below > 0) --below;
    } else {
        while (sorted[below] == sorted[above] && above + 1 < sorted.size()) ++above;
    }
    if (sorted[below] == sorted[above]) return std::nullopt;
    return 0.5 * (sorted[below] + sorted[above]);
}

class Peeling {
  public:
    Peeling(const Table& points, std::span<const char> of_interest, const PrimOptions& options)
        : points_(points), of_interest_(of_interest), options_(options) {}

    std::vector<PrimStep> run() {
        Box box = whole_space(points_.columns);
        std::vector<PrimStep> steps = {{box, score(box, points_, of_interest_)}};
        while (std::optional<PrimStep> next = peeled(steps.back())) steps.push_back(std::move(*next));
        while (std::optional<PrimStep> next = pasted(steps.back())) steps.push_back(std::move(*next));
        return steps;
    }

  private:
    std::vector<double> sorted_inside(const Box& box, std::size_t input) const {
        std::vector<double> values;
        for (std::size_t r = 0; r < points_.rows; ++r) {
            if (inside(box, points_.row(r))) values.push_back(points_(r, input));
        }
        std::sort(values.begin(), values.end());
        return values;
    }

    double worth(const BoxScore& before, const BoxScore& after) const {
        if (options_.objective == PeelObjective::kDensity) return after.density;
        return (after.density - before.density) / static_cast<double>(before.points - after.points);
    }

    std::optional<PrimStep> peeled(const PrimStep& from) const {
        std::optional<PrimStep> best;
        std::pair<double, int> best_rank;
        for (std::size_t i = 0; i < points_.columns; ++i) {
            const std::vector<double> values = sorted_inside(from.box, i);
            for (const bool upper : {true, false}) {
                const std::optional<double> limit = cut(values, options_.peel, upper);
                if (!limit) continue;
                PrimStep step{from.box, {}};
                (upper ? step.box.high : step.box.low)[i] = *limit;
                step.score = score(step.box, points_, of_interest_);
                if (step.score.mass < options_.least_mass || step.score.points == from.score.points) continue;
                const std::pair rank(worth(from.score, step.score), -step.score.restricted);
                if (best && rank <= best_rank) continue;
                best_rank = rank;
                best = std::move(step);
            }
        }
        return best;
    }

    // One limit moved outwards so far that about `paste` of the points in the box come in.
    std::optional<PrimStep> pasted(const PrimStep& from) const {
        if (options_.paste <= 0.0) return std::nullopt;
        const auto wanted =
            static_cast<std::size_t>(std::ceil(options_.paste * static_cast<double>(from.score.points)));
        std::optional<PrimStep> best;
        for (std::size_t i = 0; i < points_.columns; ++i) {
            for (const bool upper : {true, false}) {
                if (std::isinf((upper ? from.box.high : from.box.low)[i])) continue;
                PrimStep step{from.box, {}};
                double& limit = (upper ? step.box.high : step.box.low)[i];
                limit = widened(from.box, i, upper, wanted);
                step.score = score(step.box, points_, of_interest_);
                const auto rank = [](const PrimStep& s) {
                    return std::pair(s.score.density, s.score.points);
                };
                if (rank(step) > rank(best ? *best : from)) best = std::move(step);
            }
        }
        return best;
    }

    double widened(const Box& box, std::size_t input, bool upper, std::size_t wanted) const {
        Box wider = box;
        const double unlimited = std::numeric_limits<double>::infinity();
        (upper ? wider.high : wider.low)[input] = upper ? unlimited : -unlimited;
        const double limit = upper ? box.high[input] : box.low[input];
        std::vector<double> outside;  // distances beyond the limit
        for (std::size_t r = 0; r < points_.rows; ++r) {
            const double beyond = upper ? points_(r, input) - limit : limit - points_(r, input);
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
};

}  // namespace

std::vector<PrimStep> prim_trajectory(const Table& points, std::span<const char> of_interest,
                                      const PrimOptions& options) {
    ensure(points.rows == of_interest.size() && points.rows > 0, "a label for every future");
    ensure(options.peel > 0.0 && options.peel < 0.5, "a peel takes a share below a half");
    return Peeling(points, of_interest, options).run();
}

const PrimStep& choose_step(std::span<const PrimStep> trajectory, double least_density) {
    ensure(!trajectory.empty(), "a trajectory has a first box");
    const auto rank = [&](const PrimStep& step) {
        const bool dense = step.score.density >= least_density;
        return std::tuple(dense, dense ? step.score.coverage : step.score.density, step.score.density);
    };
    return *std::ranges::max_element(trajectory, {}, rank);
}

std::vector<PrimStep> prim_boxes(const Table& points, std::span<const char> of_interest, double least_density,
                                 std::size_t boxes, const PrimOptions& options) {
    std::vector<PrimStep> found;
    Labelled left{points, {of_interest.begin(), of_interest.end()}};
    while (found.size() < boxes &&
           std::ranges::any_of(left.of_interest, [](char label) { return label != 0; })) {
        const std::vector<PrimStep> steps = prim_trajectory(left.points, left.of_interest, options);
        const PrimStep& chosen = choose_step(steps, least_density);
        if (chosen.score.density <= steps.front().score.density) break;
        found.push_back({chosen.box, score(chosen.box, points, of_interest)});
        left = outside(left, chosen.box);
    }
    return found;
}

}  // namespace offramp
