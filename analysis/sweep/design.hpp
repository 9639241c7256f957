// At which points of the factors' space a sweep simulates.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
};

constexpr bool is_sampled(DesignKind kind) {
    return kind >= DesignKind::kLatinHypercube;
}

std::string_view to_string(DesignKind kind);  ///< as in a sweep file

struct DesignSettings {
    DesignKind kind = DesignKind::kFactorial;
    std::uint64_t points = 0;  ///< of designs that sample
    std::uint64_t seed = 0;    ///< of the Latin hypercube and of random points
};

inline constexpr std::uint64_t kMaxPoints = 1'000'000;
inline constexpr std::size_t kMaxFactors = 1000;

/// points x factors numbers in (0, 1), point by point. Draws are keyed by seed, point and the factor's name:
/// another factor more changes none of the others.
std::vector<double> sampled_design(const DesignSettings& settings, std::span<const std::string> factors);

class Design {
  public:
    Design() = default;

    /// Factors of enumerating designs have levels; there are at most kMaxPoints.
    Design(const DesignSettings& settings, const std::vector<Factor>& factors);

    std::uint64_t size() const { return size_; }

    /// The values of the factors, in their order, at a point.
    std::vector<FactorValue> point(const std::vector<Factor>& factors, std::uint64_t number) const;

  private:
    DesignSettings settings_;
    std::uint64_t size_ = 0;
    std::vector<double> sample_;  // of designs that sample
};

/// How many points the design has; more than kMaxPoints where the number does not fit.
std::uint64_t design_size(const DesignSettings& settings, const std::vector<Factor>& factors);

}  // namespace offramp
