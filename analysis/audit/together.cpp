// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/together.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"

namespace offramp {
namespace {

/// A number and what it can be moved to. `ends`: of elementary effects the low and the high one, of which an
/// empty one is the value that it has.
struct Mover {
    std::string path;
    std::vector<AuditTrial> ends;
    std::uint64_t differing = 0;  ///< campaigns, at the value that changes most of them
};

Mover mover_of(const Scenario& scenario, const AuditedNumber& number) {
    Mover mover{number.path, {}, 0};
    for (const TrialResult& trial : number.trials) {
        if (!trial.problem.empty()) continue;
        mover.ends.push_back(trial_of(scenario, number.path, trial.value));
        mover.differing = std::max(mover.differing, trial.differing);
    }
    return mover;
}

/// Whether two sets of overrides say something of the same number, as those of two priors of an actor do.
bool clash(const std::vector<Override>& overrides, const AuditTrial& other) {
    return std::ranges::any_of(other.overrides, [&](const Override& one) {
        return std::ranges::find(overrides, one.path, &Override::path) != overrides.end();
    });
}

void append(std::vector<Override>& overrides, const AuditTrial& trial) {
    overrides.insert(overrides.end(), trial.overrides.begin(), trial.overrides.end());
}

/// The same for the same overrides in any order.
std::string key_of(std::vector<Override> overrides, std::uint64_t first) {
    std::ranges::sort(overrides, {}, &Override::path);
    std::string text = fmt::format("{}", first);
    for (const Override& one : overrides) text += fmt::format("\n{}: {}", one.path, one.value);
    return fingerprint(text);
}

struct Combination {
    std::vector<Override> overrides;
    std::vector<std::string> refused;  ///< numbers that stay as they are
};

class Screening {
  public:
    Screening(const AuditRuns& runs, const Scenario& scenario, const Audit& audit,
              const AuditOptions& options, const AuditMemory& memory)
        : runs_(runs), scenario_(scenario), audit_(audit), options_(options), memory_(memory) {}

    std::optional<Together> run() {
        result_.wanted = options_.together;
        std::vector<Mover> idle = idle_numbers();
        std::vector<Mover> strong = strong_numbers();
        for (const AuditedNumber& number : audit_.numbers) done_ += number.trials.size();
        total_ = done_ + (idle.size() > 1 ? options_.together : 0) + options_.together * (strong.size() + 1);
        if (idle.size() > 1 && !settle(idle)) return std::nullopt;
        if (strong.size() > 1 && !effects(std::move(strong))) return std::nullopt;
        return std::move(result_);
    }

  private:
    // Those that change no campaign first: they are likely to do nothing together, too.
    std::vector<Mover> idle_numbers() const {
        std::vector<Mover> idle;
        for (const AuditedNumber& number : audit_.numbers) {
            if (bearing_of(audit_, number, options_.negligible) == Bearing::kNothing)
                idle.push_back(mover_of(scenario_, number));
        }
        std::ranges::stable_sort(idle, {}, &Mover::differing);
        return idle;
    }

    // By how far they reach in the last contrast, the difference of two policies.
    std::vector<Mover> strong_numbers() const {
        const std::size_t last = audit_.contrasts.size() - 1;
        std::vector<const AuditedNumber*> numbers;
        for (const AuditedNumber& number : audit_.numbers) {
            if (bearing_of(audit_, number, options_.negligible) == Bearing::kStrong)
                numbers.push_back(&number);
        }
        std::ranges::stable_sort(numbers, [&](const AuditedNumber* a, const AuditedNumber* b) {
            return reach_of(audit_, *a, last) > reach_of(audit_, *b, last);
        });
        if (numbers.size() > kMostTogether) numbers.resize(kMostTogether);
        std::vector<Mover> strong;
        for (const AuditedNumber* number : numbers) {
            strong.push_back(mover_of(scenario_, *number));
            std::vector<AuditTrial>& ends = strong.back().ends;
            if (ends.size() == 1) ends.insert(ends.begin(), AuditTrial{number->value, {}});
        }
        return strong;
    }

    /// Adds those that the rules allow with what is there, as many at a time as they do.
    void add_allowed(std::span<const std::pair<std::string, AuditTrial>> moves,
                     Combination& combination) const {
        if (moves.empty()) return;
        std::vector<Override> all = combination.overrides;
        for (const auto& [path, trial] : moves) append(all, trial);
        if (runs_.allow(all)) {
            combination.overrides = std::move(all);
        } else if (moves.size() == 1) {
            combination.refused.push_back(moves.front().first);
        } else {
            add_allowed(moves.first(moves.size() / 2), combination);
            add_allowed(moves.subspan(moves.size() / 2), combination);
        }
    }

    /// The number's end, and its place among those that clash, are drawn for each pair of combinations.
    Combination combination(std::span<const Mover> movers, std::uint64_t number) const {
        const auto draw = [&](const Mover& mover) {
            return checksum(fmt::format("{} {} {}", options_.seed, number / 2, mover.path));
        };
        std::vector<std::pair<std::uint64_t, const Mover*>> order;
        for (const Mover& mover : movers) order.emplace_back(draw(mover), &mover);
        std::ranges::sort(order, {}, [](const auto& one) { return std::pair(one.first, one.second->path); });
        Combination result;
        std::vector<std::pair<std::string, AuditTrial>> moves;
        std::vector<Override> taken;
        for (const auto& [drawn, mover] : order) {
            const AuditTrial& end = mover->ends[(drawn + number) % mover->ends.size()];
            if (clash(taken, end)) {
                result.refused.push_back(mover->path);
                continue;
            }
            append(taken, end);
            moves.emplace_back(mover->path, end);
        }
        add_allowed(moves, result);
        return result;
    }

    /// What was kept under the key, or else what `simulate` gives.
    std::optional<JointPoint> point(const std::string& key, const auto& simulate) {
        const JointPoint* before = memory_.point ? memory_.point(key) : nullptr;
        std::optional<JointPoint> found;
        if (before != nullptr) {
            found = *before;
        } else {
            found = simulate();
            if (found && memory_.keep_point) memory_.keep_point(key, *found);
        }
        if (found && options_.progress) options_.progress(++done_, total_);
        return found;
    }

    /// False where it was cancelled.
    bool settle(std::span<const Mover> movers) {
        const std::size_t place = result_.groups.size();
        std::optional<JointGroup> group = tried_together(movers);
        if (!group) return false;
        result_.groups.push_back(std::move(*group));
        if (result_.groups[place].bearing == Bearing::kNothing || movers.size() < 2) return true;
        // Numbers that change no campaign are parted from those that do; others in the middle.
        const auto changing = std::ranges::find_if(movers, [](const Mover& m) { return m.differing > 0; });
        auto first = static_cast<std::size_t>(changing - movers.begin());
        if (first == 0 || first == movers.size()) first = movers.size() / 2;
        result_.groups[place].is_parted = true;
        total_ += 2 * options_.together;
        return settle(movers.first(first)) && settle(movers.subspan(first));
    }

    std::optional<JointGroup> tried_together(std::span<const Mover> movers) {
        JointGroup group;
        for (const Mover& mover : movers) group.paths.push_back(mover.path);
        group.bearing = Bearing::kNothing;
        if (movers.size() == 1) return group;  // by itself, it was audited
        for (std::uint64_t k = 0; k < options_.together && group.bearing == Bearing::kNothing; ++k) {
            const Combination moved = combination(movers, k);
            std::optional<JointPoint> found =
                point(key_of(moved.overrides, 0), [&] { return changes_of(moved.overrides); });
            if (!found) return std::nullopt;
            AuditedNumber together;
            together.trials.push_back({"", found->changes, found->differing, found->problem});
            group.bearing = bearing_of(audit_, together, options_.negligible);
            group.problem = found->problem;
            group.differing += found->differing;
            group.most = std::max(group.most, farthest(audit_, found->changes));
            ++group.combinations;
            std::set<std::string> refused(moved.refused.begin(), moved.refused.end());
            if (k == 0) {
                group.refused.assign(refused.begin(), refused.end());
            } else {
                std::erase_if(group.refused,
                              [&](const std::string& path) { return !refused.contains(path); });
            }
        }
        return group;
    }

    std::optional<JointPoint> changes_of(const std::vector<Override>& overrides) const {
        std::optional<TrialResult> result = runs_.changes({"", overrides});
        if (!result) return std::nullopt;
        return JointPoint{result->differing, std::move(result->changes), {}, std::move(result->problem)};
    }

    static std::vector<Override> corner(std::span<const Mover> movers, std::span<const double> point) {
        std::vector<Override> overrides;
        for (std::size_t i = 0; i < movers.size(); ++i)
            append(overrides, movers[i].ends[point[i] < 0.5 ? 0 : 1]);
        return overrides;
    }

    /// Takes out the weakest that clash with stronger ones.
    void part_clashing(std::vector<Mover>& movers) {
        std::vector<Override> taken;
        std::erase_if(movers, [&](const Mover& mover) {
            const bool clashes =
                std::ranges::any_of(mover.ends, [&](const AuditTrial& end) { return clash(taken, end); });
            if (clashes) result_.apart.push_back(mover.path);
            for (const AuditTrial& end : mover.ends) {
                if (!clashes) append(taken, end);
            }
            return clashes;
        });
    }

    /// A design all of whose points the rules allow: the first number that they do not allow with stronger
    /// ones is left out, and another one drawn.
    std::optional<MorrisDesign> allowed_design(std::vector<Mover>& movers) {
        while (movers.size() > 1 && !options_.cancel.stop_requested()) {
            MorrisDesign design = morris_design(options_.together, movers.size(), 2, options_.seed);
            const std::optional<std::size_t> bad = refused_in(design, movers);
            if (!bad) return design;
            result_.apart.push_back(movers[*bad].path);
            movers.erase(movers.begin() + static_cast<std::ptrdiff_t>(*bad));
        }
        return std::nullopt;
    }

    std::optional<std::size_t> refused_in(const MorrisDesign& design, std::span<const Mover> movers) const {
        for (std::size_t row = 0; row < design.points.rows; ++row) {
            if (options_.cancel.stop_requested()) return std::nullopt;
            if (runs_.allow(corner(movers, design.points.row(row)))) continue;
            for (std::size_t count = 1; count <= movers.size(); ++count) {
                if (!runs_.allow(corner(movers.first(count), design.points.row(row)))) return count - 1;
            }
        }
        return std::nullopt;
    }

    /// False where it was cancelled.
    bool effects(std::vector<Mover> movers) {
        part_clashing(movers);
        const std::optional<MorrisDesign> design = allowed_design(movers);
        if (options_.cancel.stop_requested()) return false;
        if (!design) return true;
        total_ = done_ + design->points.rows;
        std::vector<JointPoint> points;
        const std::size_t length = movers.size() + 1;  // of a trajectory
        for (std::size_t row = 0; row < design->points.rows; ++row) {
            const std::vector<Override> overrides = corner(movers, design->points.row(row));
            const std::uint64_t first = options_.campaigns * (row / length);
            std::optional<JointPoint> found =
                point(key_of(overrides, first), [&] { return runs_.means(overrides, first); });
            if (!found) return false;
            points.push_back(std::move(*found));
        }
        const MorrisDesign whole = without_failures(*design, points);
        result_.trajectories = whole.trajectories;
        if (whole.trajectories < 2) return true;
        for (const Mover& mover : movers)
            result_.numbers.push_back({mover.path, mover.ends[0].value, mover.ends[1].value, {}});
        for (std::size_t k = 0; k < audit_.outcomes.size(); ++k) {
            for (JointNumber& number : result_.numbers) number.effects.emplace_back();
            for (std::size_t c = 0; c < audit_.contrasts.size(); ++c) {
                Table outcomes(points.size(), points.front().means[k][c].size());
                for (std::size_t row = 0; row < points.size(); ++row)
                    std::ranges::copy(points[row].means[k][c], outcomes.row(row).begin());
                const std::vector<ElementaryEffects> found = elementary_effects(whole, outcomes);
                for (std::size_t i = 0; i < movers.size(); ++i)
                    result_.numbers[i].effects[k].push_back(found[i]);
            }
        }
        return true;
    }

    /// The design without the trajectories that have a point whose campaigns fail; `points` likewise.
    static MorrisDesign without_failures(const MorrisDesign& design, std::vector<JointPoint>& points) {
        const std::size_t length = design.inputs + 1;
        MorrisDesign whole{0, design.inputs, Table(0, design.inputs), {}};
        std::vector<JointPoint> kept;
        for (std::size_t t = 0; t < design.trajectories; ++t) {
            const std::span<const JointPoint> ours(points.data() + t * length, length);
            if (std::ranges::any_of(ours, [](const JointPoint& p) { return !p.problem.empty(); })) continue;
            ++whole.trajectories;
            for (std::size_t row = t * length; row < (t + 1) * length; ++row) {
                const std::span<const double> point = design.points.row(row);
                whole.points.values.insert(whole.points.values.end(), point.begin(), point.end());
                ++whole.points.rows;
                kept.push_back(points[row]);
            }
            const auto moved = design.moved.begin() + static_cast<std::ptrdiff_t>(t * design.inputs);
            whole.moved.insert(whole.moved.end(), moved, moved + static_cast<std::ptrdiff_t>(design.inputs));
        }
        points = std::move(kept);
        return whole;
    }

    const AuditRuns& runs_;
    const Scenario& scenario_;
    const Audit& audit_;
    const AuditOptions& options_;
    const AuditMemory& memory_;
    Together result_;
    std::uint64_t done_ = 0;  // values of single numbers included
    std::uint64_t total_ = 0;
};

}  // namespace

std::optional<Together> move_together(const AuditRuns& runs, const Scenario& scenario, const Audit& audit,
                                      const AuditOptions& options, const AuditMemory& memory) {
    return Screening(runs, scenario, audit, options, memory).run();
}

}  // namespace offramp
