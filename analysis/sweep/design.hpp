// SPDX-License-Identifier: Apache-2.0
// At which points of the factors' space a sweep simulates.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "analysis/sweep/factor.hpp"
#include "analysis/sweep/sampling_design.hpp"

namespace offramp {

/// What a design with blocks is, besides its name.
nlohmann::ordered_json blocks_json(const SamplingDesign& design);

/// The design in a sweep's definition. Of one without blocks only the name and the number of points are kept.
/// Throws nlohmann::json::exception or InputError for what is none.
SamplingDesign design_in(const nlohmann::ordered_json& definition);

/// Points of the same number simulate the same campaigns, of different numbers different ones. Without
/// blocks 0: all simulate the same. With blocks: its points share theirs, in each replication; point
/// number p is replication p modulo their number of row p / their number of the design.
std::uint64_t campaign_set(const SamplingDesign& sampling, std::size_t factors, std::uint64_t point);

class Design {
  public:
    Design() = default;

    /// Factors of enumerating designs have levels; there are at most kMaxPoints.
    Design(const SamplingDesign& sampling, const std::vector<Factor>& factors);

    std::uint64_t size() const { return size_; }

    /// Points that between them have the lowest and the highest share of every factor of a design that
    /// samples, and every level of every factor of one that enumerates; ascending, without repeats. At most
    /// `most`.
    std::vector<std::uint64_t> telling_points(const std::vector<Factor>& factors, std::size_t most) const;

    /// The values of the factors, in their order, at a point.
    std::vector<FactorValue> point(const std::vector<Factor>& factors, std::uint64_t number) const;

  private:
    SamplingDesign sampling_;
    std::uint64_t size_ = 0;
    std::uint64_t replications_ = 1;
    std::vector<double> sample_;  // of designs that sample; a row serves all replications
};

}  // namespace offramp
