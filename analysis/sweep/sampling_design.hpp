// SPDX-License-Identifier: Apache-2.0
// The designs by which a sweep can choose its points: each with its name, its settings and what makes its
// points.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analysis/sensitivity/morris.hpp"
#include "analysis/sensitivity/saltelli_design.hpp"
#include "analysis/sweep/factor.hpp"
#include "engine/scenario/field.hpp"

namespace offramp {

/// A setting of a design, in a sweep file and in the definition of a sweep (design.hpp). A design
/// describes its settings as structs of a scenario do: describe(v, design) calls v(DesignKey, member) for
/// each.
struct DesignKey {
    std::string_view key;
    std::uint64_t low = 0;         ///< the least number that it may be
    std::string_view example{};    ///< not empty: it must be given, for example so
    std::string_view stored{key};  ///< in the definition
};

// Every design has a name, as in a sweep file, and says whether it `fills_space`: spreads its points over all
// that factors may be, as boxes and shares of variance need. What else it has depends on its sort.

/// Makes its points: sample() gives numbers in (0, 1), point by point.
template <class D>
concept SampledDesign = requires(const D& design, std::span<const std::string> factors) {
    design.sample(factors);
};

/// Its points come in `blocks` (base rows, trajectories) that an analysis takes apart: block() in each, of
/// which the first `independent` are not made of others. Every block has `replications` on campaigns of their
/// own.
template <class D>
concept BlockDesign = SampledDesign<D> && requires(const D& design) {
    design.block(std::size_t{});
};

/// Goes through the levels of the factors: has a size(), up to kMaxPoints + 1, every point(), and one
/// point_with() each level of factor f. With `ties_policies`, policies dealt out over the points would go
/// with the levels of some factor.
template <class D>
concept EnumeratedDesign = requires {
    D::ties_policies;
};

template <EnumeratedDesign D>
void describe(auto&, D&) {}  // all follows from the factors

inline constexpr std::uint64_t kMaxPoints = 1'000'000;
inline constexpr std::size_t kMaxFactors = 1000;

/// Every combination of the factors' levels; the last factor changes fastest.
struct Factorial {
    static constexpr std::string_view name = "factorial";
    static constexpr bool fills_space = true;
    static constexpr bool ties_policies = true;

    std::uint64_t size(const std::vector<Factor>& factors) const;
    std::vector<FactorValue> point(const std::vector<Factor>& factors, std::uint64_t number) const;
    std::uint64_t point_with(const std::vector<Factor>& factors, std::size_t f, std::uint64_t level) const;
};

/// The scenario itself, then each level of each factor with all else as it is there.
struct OneAtATime {
    static constexpr std::string_view name = "one_at_a_time";
    static constexpr bool fills_space = false;
    static constexpr bool ties_policies = true;

    std::uint64_t size(const std::vector<Factor>& factors) const;
    std::vector<FactorValue> point(const std::vector<Factor>& factors, std::uint64_t number) const;
    std::uint64_t point_with(const std::vector<Factor>& factors, std::size_t f, std::uint64_t level) const;
};

/// Point k has level k of every factor.
struct LevelList {
    static constexpr std::string_view name = "list";
    static constexpr bool fills_space = false;
    static constexpr bool ties_policies = false;

    std::uint64_t size(const std::vector<Factor>& factors) const;
    std::vector<FactorValue> point(const std::vector<Factor>& factors, std::uint64_t number) const;
    std::uint64_t point_with(const std::vector<Factor>& factors, std::size_t f, std::uint64_t level) const;
};

/// One point in each of `points` equally likely slices of every factor (McKay et al. 1979). Draws are keyed
/// by seed, point and the factor's name: another factor more changes none of the others.
struct LatinHypercube {
    static constexpr std::string_view name = "latin_hypercube";
    static constexpr bool fills_space = true;
    std::uint64_t points = 0;
    std::uint64_t seed = 0;

    std::vector<double> sample(std::span<const std::string> factors) const;
};

void describe(auto& v, Like<LatinHypercube> auto& x) {
    v(DesignKey{.key = "points", .low = 1, .example = "256"}, x.points);
    v(DesignKey{.key = "seed"}, x.seed);
}

/// The first points of Sobol's sequence (Joe, Kuo 2008), the origin left out.
struct SobolSequence {
    static constexpr std::string_view name = "sobol";
    static constexpr bool fills_space = true;
    std::uint64_t points = 0;

    std::vector<double> sample(std::span<const std::string> factors) const;
};

void describe(auto& v, Like<SobolSequence> auto& x) {
    v(DesignKey{.key = "points", .low = 1, .example = "256"}, x.points);
}

/// Independent points, their draws keyed like those of a Latin hypercube.
struct RandomPoints {
    static constexpr std::string_view name = "random";
    static constexpr bool fills_space = true;
    std::uint64_t points = 0;
    std::uint64_t seed = 0;

    std::vector<double> sample(std::span<const std::string> factors) const;
};

void describe(auto& v, Like<RandomPoints> auto& x) {
    v(DesignKey{.key = "points", .low = 1, .example = "256"}, x.points);
    v(DesignKey{.key = "seed"}, x.seed);
}

/// Two replications are enough to tell the effect of a factor from the simulator's noise.
inline constexpr std::uint64_t kUsualReplications = 2;

/// Blocks for Sobol' indices; see SaltelliDesign.
struct SaltelliBlocks {
    static constexpr std::string_view name = "saltelli";
    static constexpr bool fills_space = true;
    static constexpr std::string_view block_name = "base samples";
    static constexpr std::uint64_t independent = 2;
    std::uint64_t blocks = 0;
    std::uint64_t replications = kUsualReplications;
    bool second_order = false;

    SaltelliDesign design(std::size_t factors) const {
        return saltelli_design(blocks, factors, second_order);
    }
    std::uint64_t block(std::size_t factors) const;
    std::vector<double> sample(std::span<const std::string> factors) const;
};

void describe(auto& v, Like<SaltelliBlocks> auto& x) {
    v(DesignKey{.key = "points", .low = 2, .example = "256", .stored = "count"}, x.blocks);
    v(DesignKey{.key = "replications", .low = 1}, x.replications);
    v(DesignKey{.key = "second_order"}, x.second_order);
}

/// Trajectories of elementary effects; see MorrisDesign.
struct MorrisTrajectories {
    static constexpr std::string_view name = "morris";
    static constexpr bool fills_space = false;
    static constexpr std::string_view block_name = "trajectories";
    static constexpr std::uint64_t independent = 1;
    std::uint64_t blocks = 0;
    std::uint64_t replications = kUsualReplications;
    std::uint64_t levels = 4;  ///< of the grid, even
    std::uint64_t seed = 0;

    /// Levels are the middles of equally likely slices, so that a step is always half of what a factor may
    /// be.
    MorrisDesign design(std::size_t factors) const;
    std::uint64_t block(std::size_t factors) const { return factors + 1; }
    std::vector<double> sample(std::span<const std::string> factors) const;

    /// Names have no half to step over: in each trajectory such a factor goes from any name to any other,
    /// all pairs equally likely, keyed by seed, trajectory and the factor's name. Overwrites their columns of
    /// sample().
    void place_names(std::vector<double>& sample, const std::vector<Factor>& factors) const;

    /// Calls problem(key, message) for a setting that is wrong.
    void check(auto&& problem) const {
        if (levels % 2 == 0 && levels <= kMaxPoints) return;
        problem("levels", "the grid of a Morris design has an even number of levels, at most " +
                              std::to_string(kMaxPoints));
    }
};

void describe(auto& v, Like<MorrisTrajectories> auto& x) {
    v(DesignKey{.key = "trajectories", .low = 2, .example = "20", .stored = "count"}, x.blocks);
    v(DesignKey{.key = "replications", .low = 1}, x.replications);
    v(DesignKey{.key = "levels", .low = 2}, x.levels);
    v(DesignKey{.key = "seed"}, x.seed);
}

using SamplingDesign = std::variant<Factorial, OneAtATime, LevelList, LatinHypercube, SobolSequence,
                                    RandomPoints, SaltelliBlocks, MorrisTrajectories>;

/// As in a sweep file.
std::string_view to_string(const SamplingDesign& design);

/// Every design with its usual settings.
std::span<const SamplingDesign> usual_designs();

bool is_sampled(const SamplingDesign& design);
bool has_blocks(const SamplingDesign& design);
std::uint64_t replications_of(const SamplingDesign& design);  ///< 1 without blocks

/// Whether a row of the design is no point that its block makes of others.
bool is_independent(const SamplingDesign& design, std::uint64_t row, std::size_t factors);

/// How many points the design has; more than kMaxPoints where the number does not fit.
std::uint64_t design_size(const SamplingDesign& design, const std::vector<Factor>& factors);

}  // namespace offramp
