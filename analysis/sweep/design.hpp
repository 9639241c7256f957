// At which points of the factors' space a sweep simulates.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/sensitivity/morris.hpp"
#include "analysis/sensitivity/saltelli_design.hpp"
#include "analysis/sweep/factor.hpp"

namespace offramp {

enum class DesignKind {
    kFactorial,       ///< every combination of the factors' levels; the last factor changes fastest
    kOneAtATime,      ///< the scenario itself, then each level of each factor with all else as it is there
    kList,            ///< point k has level k of every factor
    kLatinHypercube,  ///< one point in each of `points` equally likely slices of every factor (McKay et al.
                      ///< 1979)
    kSobol,           ///< the first points of Sobol's sequence (Joe, Kuo 2008), the origin left out
    kRandom,          ///< independent points
    kSaltelli,        ///< blocks for Sobol' indices; see SaltelliDesign
    kMorris,          ///< trajectories of elementary effects; see MorrisDesign
};

inline constexpr std::array kDesignKinds = {
    DesignKind::kFactorial, DesignKind::kOneAtATime, DesignKind::kList,     DesignKind::kLatinHypercube,
    DesignKind::kSobol,     DesignKind::kRandom,     DesignKind::kSaltelli, DesignKind::kMorris};

constexpr bool is_sampled(DesignKind kind) {
    return kind >= DesignKind::kLatinHypercube;
}

/// Whether the points come in blocks (base rows, trajectories) that an analysis takes apart.
constexpr bool has_blocks(DesignKind kind) {
    return kind >= DesignKind::kSaltelli;
}

std::string_view to_string(DesignKind kind);  ///< as in a sweep file

struct DesignSettings {
    DesignKind kind = DesignKind::kFactorial;
    std::uint64_t points = 0;  ///< of designs that sample; with blocks: how many of these
    std::uint64_t seed = 0;    ///< of the Latin hypercube, of random points and of Morris's trajectories
    std::uint64_t replications = 1;  ///< with blocks: of each, on campaigns of its own
    std::uint64_t levels = 4;        ///< of Morris's grid, even
    bool second_order = false;       ///< of Saltelli's design

    friend bool operator==(const DesignSettings&, const DesignSettings&) = default;
};

inline constexpr std::uint64_t kMaxPoints = 1'000'000;
inline constexpr std::size_t kMaxFactors = 1000;

/// The designs behind the points of a sweep with blocks, as the estimators take them. Levels of Morris's grid
/// are the middles of equally likely slices, so that a step is always half of what a factor may be.
SaltelliDesign saltelli_design(const DesignSettings& settings, std::size_t factors);
MorrisDesign morris_design(const DesignSettings& settings, std::size_t factors);

/// points x factors numbers in (0, 1), point by point. Draws of a Latin hypercube and of random points are
/// keyed by seed, point and the factor's name: another factor more changes none of the others.
std::vector<double> sampled_design(const DesignSettings& settings, std::span<const std::string> factors);

class Design {
  public:
    Design() = default;

    /// Factors of enumerating designs have levels; there are at most kMaxPoints.
    Design(const DesignSettings& settings, const std::vector<Factor>& factors);

    std::uint64_t size() const { return size_; }

    /// Points of the same number simulate the same campaigns, of different numbers different ones. Without
    /// blocks 0: all simulate the same. With blocks: its points share theirs, in each replication; point
    /// number p is replication p modulo their number of row p / their number of the design.
    std::uint64_t campaign_set(std::uint64_t number) const;

    /// The values of the factors, in their order, at a point.
    std::vector<FactorValue> point(const std::vector<Factor>& factors, std::uint64_t number) const;

  private:
    DesignSettings settings_;
    std::uint64_t size_ = 0;
    std::uint64_t block_ = 0;     // rows of a block
    std::vector<double> sample_;  // of designs that sample; a row serves all replications
};

/// How many points the design has; more than kMaxPoints where the number does not fit.
std::uint64_t design_size(const DesignSettings& settings, const std::vector<Factor>& factors);

}  // namespace offramp
