// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/box_search.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <tuple>

#include "analysis/sensitivity/bootstrap.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

class Search {
  public:
    Search(const Labelled& labelled, const BoxSearch& options)
        : points_(labelled.points),
          of_interest_(labelled.of_interest),
          options_(options),
          all_cases_(cases_among(labelled.of_interest)) {
        for (std::size_t k = 1; k <= points_.rows; ++k) {
            const auto x = static_cast<double>(k);
            x_log_x_.push_back(x * elementary::log(x));
        }
    }

    std::optional<Box> run() {
        if (all_cases_ == 0 || all_cases_ == points_.rows) return std::nullopt;
        for (const Aim aim : {Aim::kLikelihood, Aim::kDensity}) {
            aim_ = aim;
            seen_.clear();
            for (const Box& start : grown_starts()) take_pruned(start);
        }
        for (const Box& start : peeled_starts()) take_pruned(start);
        if (!best_) best_ = whole_space(points_.columns);
        while (climbed()) {
        }
        return sides(*best_).empty() ? std::nullopt : std::move(best_);
    }

  private:
    static constexpr std::size_t kSeeds = 3;
    using Rank = std::tuple<bool, double, double>;

    /// What a limit is fitted for: the highest likelihood ratio, or the highest among boxes of the density
    /// asked for. The first leads to boxes that are significant, the second to such that are dense.
    enum class Aim : std::uint8_t { kLikelihood, kDensity };

    bool is_dense(std::size_t cases, std::size_t points) const {
        return static_cast<double>(cases) >= options_.least_density * static_cast<double>(points);
    }
    /// log_likelihood_ratio() of a box, from the table: it is asked of every cut.
    double gain(std::size_t cases, std::size_t points) const {
        if (cases * points_.rows <= all_cases_ * points) return 0.0;
        const auto likelihood = [&](std::size_t hits, std::size_t trials) {
            return x_log_x_[hits] + x_log_x_[trials - hits] - x_log_x_[trials];
        };
        return likelihood(cases, points) + likelihood(all_cases_ - cases, points_.rows - points) -
               likelihood(all_cases_, points_.rows);
    }
    Rank rank_of(const BoxScore& score) const { return rank_of(score.cases, score.points); }
    Rank rank_of(std::size_t cases, std::size_t points) const {
        const bool dense = is_dense(cases, points);
        const auto share = [](std::size_t part, std::size_t whole) {
            return static_cast<double>(part) / static_cast<double>(whole);
        };
        return {dense, dense ? share(cases, all_cases_) : gain(cases, points), share(cases, points)};
    }

    /// Of each set of limits on the way of peeling and pasting the best box.
    std::vector<Box> peeled_starts() const {
        std::vector<Box> list;
        std::vector<Side> last;
        Rank last_rank;
        for (const PrimStep& step : prim_trajectory(points_, of_interest_, options_.prim)) {
            const std::vector<Side> limits = sides(step.box);
            if (limits.empty()) continue;
            const Rank rank = rank_of(step.score);
            if (limits != last) {
                list.push_back(step.box);
            } else if (rank > last_rank) {
                list.back() = step.box;
            } else {
                continue;
            }
            last = limits;
            last_rank = rank;
        }
        return list;
    }

    /// The boxes with one limit that fit best, and what they grow to limit by limit.
    std::vector<Box> grown_starts() const {
        std::vector<Box> list;
        for (Box& seed : single_limits()) {
            std::optional<Box> box = std::move(seed);
            while (box && std::ranges::find(list, *box) == list.end()) {
                list.push_back(*box);
                box = with_one_more(*box);
                if (box) box = refitted(std::move(*box));
            }
        }
        return list;
    }

    std::vector<Box> single_limits() const {
        std::vector<std::pair<Rank, Box>> list;
        const Box everywhere = whole_space(points_.columns);
        for (const Side& side : all_sides()) {
            Box box = with_fitted(everywhere, side);
            if (!sides(box).empty())
                list.emplace_back(fit_rank(score(box, points_, of_interest_)), std::move(box));
        }
        std::ranges::stable_sort(list, std::greater(), &std::pair<Rank, Box>::first);
        if (list.size() > kSeeds) list.resize(kSeeds);
        std::vector<Box> boxes;
        for (auto& [rank, box] : list) boxes.push_back(std::move(box));
        return boxes;
    }

    std::vector<Side> all_sides() const {
        std::vector<Side> list;
        for (std::size_t i = 0; i < points_.columns; ++i) {
            if (is_nominal(options_.prim, i)) {
                list.push_back({i, Side::Kind::kNames});
            } else {
                list.push_back({i, Side::Kind::kLower});
                list.push_back({i, Side::Kind::kUpper});
            }
        }
        return list;
    }

    /// The box with the limit that adds most, where that is significant.
    std::optional<Box> with_one_more(const Box& box) const {
        const std::vector<Side> there = sides(box);
        std::optional<Box> best;
        Rank best_rank = fit_rank(score(box, points_, of_interest_));
        for (const Side& side : all_sides()) {
            if (std::ranges::find(there, side) != there.end()) continue;
            Box fitted = with_fitted(box, side);
            const Rank rank = fit_rank(score(fitted, points_, of_interest_));
            if (rank <= best_rank) continue;
            best_rank = rank;
            best = std::move(fitted);
        }
        if (!best) return std::nullopt;
        for (const Restriction& limit : restrictions(*best, points_, of_interest_)) {
            const bool is_new = std::ranges::find(there, limit.side) == there.end();
            if (is_new && limit.quasi_p <= options_.accidental_above) return best;
        }
        return std::nullopt;
    }

    void take_pruned(Box box) {
        for (;;) {
            if (std::ranges::find(seen_, box) != seen_.end()) return;
            seen_.push_back(box);
            const std::vector<Restriction> limits = restrictions(box, points_, of_interest_);
            const auto worst = std::ranges::max_element(limits, {}, &Restriction::quasi_p);
            if (worst == limits.end()) return;
            if (worst->quasi_p <= options_.accidental_above) break;
            box = refitted(widened(std::move(box), worst->side));
        }
        const BoxScore found = score(box, points_, of_interest_);
        if (found.cases * points_.rows <= all_cases_ * found.points) return;
        if (best_ && rank_of(found) <= best_rank_) return;
        best_rank_ = rank_of(found);
        best_ = std::move(box);
    }

    /// Each limit moved to where it fits best, the others as they are, until none moves.
    Box refitted(Box box) const {
        constexpr int kRounds = 3;
        for (int round = 0; round < kRounds; ++round) {
            const Rank before = fit_rank(score(box, points_, of_interest_));
            for (const Side& side : sides(box)) box = with_fitted(std::move(box), side);
            if (fit_rank(score(box, points_, of_interest_)) <= before) break;
        }
        return box;
    }

    Rank fit_rank(const BoxScore& score) const { return fit_rank(score.cases, score.points); }
    Rank fit_rank(std::size_t cases, std::size_t points) const {
        return {aim_ == Aim::kDensity && is_dense(cases, points), gain(cases, points), 0.0};
    }

    bool is_allowed(std::size_t points) const {
        return points > 0 &&
               static_cast<double>(points) >= options_.prim.least_mass * static_cast<double>(points_.rows);
    }

    Box with_fitted(Box box, const Side& side) const {
        box = widened(std::move(box), side);
        const std::vector<Cut> all = cuts(box, side);
        const Cut* best = &all.front();
        for (const Cut& cut : all) {
            if (fit_rank(cut.cases, cut.points) > fit_rank(best->cases, best->points)) best = &cut;
        }
        apply(box, side, *best);
        return box;
    }

    /// One limit of the best box moved, dropped or put on so that a better one comes of it, all of whose
    /// limits are significant.
    bool climbed() {
        constexpr std::size_t kTried = 64;
        struct Move {
            Rank rank;
            Side side;
            Cut cut;
        };
        std::vector<Move> better;
        for (const Side& side : all_sides()) {
            // NOLINTNEXTLINE(bugprone-unchecked-optional-access)
            for (Cut& cut : cuts(widened(*best_, side), side)) {
                const Rank rank = rank_of(cut.cases, cut.points);
                if (rank > best_rank_) better.push_back({rank, side, std::move(cut)});
            }
        }
        std::ranges::stable_sort(better, std::greater(), &Move::rank);
        for (std::size_t k = 0; k < std::min(kTried, better.size()); ++k) {
            // NOLINTNEXTLINE(bugprone-unchecked-optional-access)
            Box box = widened(*best_, better[k].side);
            apply(box, better[k].side, better[k].cut);
            if (sides(box).empty() || !is_significant(box)) continue;
            best_rank_ = better[k].rank;
            best_ = std::move(box);
            return true;
        }
        return false;
    }

    bool is_significant(const Box& box) const {
        return std::ranges::all_of(restrictions(box, points_, of_interest_), [&](const Restriction& limit) {
            return limit.quasi_p <= options_.accidental_above;
        });
    }

    /// A limit on one side of a box, and what it leaves.
    struct Cut {
        std::size_t points = 0;
        std::size_t cases = 0;
        double limit = 0.0;                 // infinite: none
        std::vector<double> left_out = {};  // of names
    };

    static void apply(Box& box, const Side& side, const Cut& cut) {
        if (side.kind == Side::Kind::kNames) {
            box.left_out[side.input] = cut.left_out;
        } else {
            (side.kind == Side::Kind::kUpper ? box.high : box.low)[side.input] = cut.limit;
        }
    }

    /// All that can be put there, no limit first. `box` has none on this side.
    std::vector<Cut> cuts(const Box& box, const Side& side) const {
        std::vector<std::pair<double, bool>> column;  // value and label of each point inside
        for (std::size_t r = 0; r < points_.rows; ++r) {
            if (inside(box, points_.row(r)))
                column.emplace_back(points_(r, side.input), of_interest_[r] != 0);
        }
        std::ranges::sort(column);
        const bool upper = side.kind == Side::Kind::kUpper;
        if (upper) std::ranges::reverse(column);
        const double none = (upper ? box.high : box.low)[side.input];
        std::vector<Cut> list = {{column.size(), cases_in(column), none}};
        if (side.kind == Side::Kind::kNames) {
            add_names(list, column);
            return list;
        }
        std::size_t cases = list.front().cases;
        for (std::size_t gone = 1; gone < column.size(); ++gone) {
            cases -= column[gone - 1].second ? 1 : 0;
            if (column[gone].first == column[gone - 1].first) continue;
            const std::size_t points = column.size() - gone;
            if (!is_allowed(points)) break;
            list.push_back({points, cases, 0.5 * (column[gone - 1].first + column[gone].first)});
        }
        return list;
    }

    /// The sparsest names left out one after another: of any other set, one exchanged for a denser one would
    /// be better.
    void add_names(std::vector<Cut>& list, const std::vector<std::pair<double, bool>>& column) const {
        struct Name {
            double value = 0.0;
            std::size_t points = 0;
            std::size_t cases = 0;
        };
        std::vector<Name> names;
        for (const auto& [value, is_case] : column) {
            if (names.empty() || names.back().value != value) names.push_back({value});
            ++names.back().points;
            names.back().cases += is_case ? 1 : 0;
        }
        std::ranges::stable_sort(
            names, [](const Name& a, const Name& b) { return a.cases * b.points < b.cases * a.points; });
        Cut cut = list.front();
        for (std::size_t gone = 1; gone < names.size(); ++gone) {
            cut.points -= names[gone - 1].points;
            cut.cases -= names[gone - 1].cases;
            cut.left_out.push_back(names[gone - 1].value);
            if (!is_allowed(cut.points)) break;
            list.push_back(cut);
            std::ranges::sort(list.back().left_out);
        }
    }

    static std::size_t cases_in(const std::vector<std::pair<double, bool>>& column) {
        return static_cast<std::size_t>(std::ranges::count(column, true, &std::pair<double, bool>::second));
    }

    const Table& points_;
    std::span<const char> of_interest_;
    const BoxSearch& options_;
    std::size_t all_cases_;
    std::vector<double> x_log_x_ = {0.0};
    Aim aim_ = Aim::kLikelihood;
    std::vector<Box> seen_;  // all that were pruned with this aim
    std::optional<Box> best_;
    Rank best_rank_{false, 0.0, 0.0};
};

double gain_of(const Labelled& labelled, const std::optional<Box>& box) {
    if (!box) return 0.0;
    const BoxScore found = score(*box, labelled.points, labelled.of_interest);
    return log_likelihood_ratio(found.cases, found.points, cases_among(labelled.of_interest),
                                labelled.points.rows);
}

/// The first `count` of the items, drawn without replacement from all of them.
template <class T>
void draw_first(std::vector<T>& items, std::size_t count, std::mt19937_64& generator) {
    for (std::size_t k = 0; k < count; ++k)
        std::swap(items[k], items[k + draw_index(generator, items.size() - k)]);
}

Labelled rows_of(const Labelled& labelled, std::span<const std::size_t> rows) {
    Labelled part{Table(0, labelled.points.columns), {}};
    for (const std::size_t r : rows) {
        const auto row = labelled.points.row(r);
        part.points.values.insert(part.points.values.end(), row.begin(), row.end());
        part.of_interest.push_back(labelled.of_interest[r]);
    }
    part.points.rows = rows.size();
    return part;
}

}  // namespace

std::optional<Box> significant_box(const Labelled& labelled, const BoxSearch& search) {
    return Search(labelled, search).run();
}

BoxTrials box_trials(const Labelled& labelled, const Box& box, const BoxSearch& search,
                     const TrialProgress& progress, std::uint64_t seed) {
    const std::size_t size = std::max<std::size_t>(1, labelled.points.rows * labelled.points.columns);
    const std::size_t most_shuffles = std::clamp<std::size_t>(1'000'000 / size, 39, 199);
    BoxTrials trials;
    trials.subsamples = std::clamp<std::size_t>(300'000 / size, 20, 100);
    const auto tell = [&](std::size_t done) {
        if (progress) progress(done, most_shuffles + trials.subsamples);
    };

    // Once chance has done as well this often the probability is far above any level.
    constexpr std::size_t kEnough = 20;
    constexpr double kRounding = 1e-9;
    std::mt19937_64 generator(seed);
    const double found = gain_of(labelled, box) - kRounding;
    Labelled shuffled = labelled;
    std::size_t as_good = 0;
    while (trials.shuffles < most_shuffles && as_good < kEnough) {
        draw_first(shuffled.of_interest, shuffled.of_interest.size() - 1, generator);
        as_good += gain_of(shuffled, significant_box(shuffled, search)) >= found ? 1 : 0;
        tell(++trials.shuffles);
    }
    trials.chance = static_cast<double>(1 + as_good) / static_cast<double>(1 + trials.shuffles);

    const std::vector<Side> limits = sides(box);
    trials.found_again.assign(limits.size(), 0.0);
    std::vector<std::size_t> rows(labelled.points.rows);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const std::size_t part = (2 * rows.size() + 2) / 3;
    for (std::size_t k = 0; k < trials.subsamples; ++k) {
        tell(most_shuffles + k);
        draw_first(rows, part, generator);
        const std::optional<Box> again =
            significant_box(rows_of(labelled, std::span(rows).first(part)), search);
        if (!again) continue;
        const std::vector<Side> others = sides(*again);
        for (std::size_t i = 0; i < limits.size(); ++i) {
            if (std::ranges::find(others, limits[i]) != others.end())
                trials.found_again[i] += 1.0 / static_cast<double>(trials.subsamples);
        }
    }
    return trials;
}

}  // namespace offramp
