// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/sampling_design.hpp"

#include <algorithm>
#include <array>
#include <boost/random/sobol.hpp>
#include <numeric>
#include <utility>

#include "engine/base/key.hpp"
#include "engine/random/draws.hpp"

namespace offramp {
namespace {

Uniforms design_draw(std::uint64_t seed, std::uint64_t point, const std::string& factor) {
    return Draws(seed, point).uniforms(Stream::kDesign, name_key("factor", factor));
}

/// Points of one-at-a-time before those of factor f.
std::uint64_t levels_before(const std::vector<Factor>& factors, std::size_t f) {
    std::uint64_t count = 1;  // the scenario itself
    for (std::size_t i = 0; i < f; ++i) count += factors[i].levels.size();
    return count;
}

/// kMaxPoints + 1 where it is more than that.
std::uint64_t product_up_to_limit(const std::vector<std::uint64_t>& numbers) {
    std::uint64_t product = 1;
    for (const std::uint64_t n : numbers)
        product = std::min(product * std::min(n, kMaxPoints + 1), kMaxPoints + 1);
    return product;
}

}  // namespace

std::uint64_t Factorial::size(const std::vector<Factor>& factors) const {
    std::vector<std::uint64_t> levels;
    for (const Factor& factor : factors) levels.push_back(factor.levels.size());
    return product_up_to_limit(levels);
}

std::vector<FactorValue> Factorial::point(const std::vector<Factor>& factors, std::uint64_t number) const {
    std::vector<FactorValue> values(factors.size());
    for (std::size_t f = factors.size(); f-- > 0; number /= factors[f].levels.size())
        values[f] = level_value(factors[f], number % factors[f].levels.size());
    return values;
}

std::uint64_t Factorial::point_with(const std::vector<Factor>& factors, std::size_t f,
                                    std::uint64_t level) const {
    for (std::size_t later = f + 1; later < factors.size(); ++later) level *= factors[later].levels.size();
    return level;
}

std::uint64_t OneAtATime::size(const std::vector<Factor>& factors) const {
    return levels_before(factors, factors.size());
}

std::vector<FactorValue> OneAtATime::point(const std::vector<Factor>& factors, std::uint64_t number) const {
    std::vector<FactorValue> values(factors.size());
    for (std::size_t f = 0; f < factors.size(); ++f) {
        const std::uint64_t first = levels_before(factors, f);
        if (number >= first && number < first + factors[f].levels.size())
            values[f] = level_value(factors[f], number - first);
    }
    return values;
}

std::uint64_t OneAtATime::point_with(const std::vector<Factor>& factors, std::size_t f,
                                     std::uint64_t level) const {
    return levels_before(factors, f) + level;
}

std::uint64_t LevelList::size(const std::vector<Factor>& factors) const {
    return factors.empty() ? 1 : factors.front().levels.size();
}

std::vector<FactorValue> LevelList::point(const std::vector<Factor>& factors, std::uint64_t number) const {
    std::vector<FactorValue> values;
    for (const Factor& factor : factors) values.push_back(level_value(factor, number));
    return values;
}

std::uint64_t LevelList::point_with(const std::vector<Factor>& /*factors*/, std::size_t /*f*/,
                                    std::uint64_t level) const {
    return level;
}

std::vector<double> LatinHypercube::sample(std::span<const std::string> factors) const {
    std::vector<double> result(points * factors.size());
    std::vector<Uniforms> draws(points);
    std::vector<std::uint64_t> order(points);
    for (std::size_t f = 0; f < factors.size(); ++f) {
        for (std::uint64_t i = 0; i < points; ++i) draws[i] = design_draw(seed, i, factors[f]);
        std::iota(order.begin(), order.end(), std::uint64_t{0});
        std::ranges::stable_sort(order, {}, [&](std::uint64_t i) { return draws[i][0]; });
        for (std::uint64_t slice = 0; slice < points; ++slice) {
            const std::uint64_t i = order[slice];
            result[i * factors.size() + f] =
                (static_cast<double>(slice) + draws[i][1]) / static_cast<double>(points);
        }
    }
    return result;
}

std::vector<double> SobolSequence::sample(std::span<const std::string> factors) const {
    std::vector<double> result(points * factors.size());
    boost::random::sobol sequence(factors.size());
    // 64 binary digits, of which a million points use the first 20.
    for (double& x : result) x = static_cast<double>(sequence()) * 0x1p-64;
    return result;
}

std::vector<double> RandomPoints::sample(std::span<const std::string> factors) const {
    std::vector<double> result;
    for (std::uint64_t i = 0; i < points; ++i) {
        for (const std::string& factor : factors) result.push_back(design_draw(seed, i, factor)[0]);
    }
    return result;
}

std::uint64_t SaltelliBlocks::block(std::size_t factors) const {
    return SaltelliDesign{blocks, factors, second_order, {}}.block();
}

std::vector<double> SaltelliBlocks::sample(std::span<const std::string> factors) const {
    return design(factors.size()).points.values;
}

MorrisDesign MorrisTrajectories::design(std::size_t factors) const {
    MorrisDesign design = morris_design(blocks, factors, levels, seed);
    const auto number = static_cast<double>(levels);
    for (double& x : design.points.values) x = (x * (number - 1.0) + 0.5) / number;
    return design;
}

std::vector<double> MorrisTrajectories::sample(std::span<const std::string> factors) const {
    return design(factors.size()).points.values;
}

void MorrisTrajectories::place_names(std::vector<double>& sample, const std::vector<Factor>& factors) const {
    const std::size_t d = factors.size();
    const std::vector<std::size_t> moved = design(d).moved;
    for (std::size_t f = 0; f < d; ++f) {
        const std::size_t names = factors[f].levels.size();
        if (!is_nominal(factors[f]) || names < 2) continue;
        for (std::uint64_t t = 0; t < blocks; ++t) {
            const Uniforms draw = design_draw(seed, t, factors[f].name);
            const auto from = static_cast<std::size_t>(draw[0] * static_cast<double>(names));
            const auto further = 1 + static_cast<std::size_t>(draw[1] * static_cast<double>(names - 1));
            std::size_t name = from;
            for (std::size_t k = 0; k <= d; ++k) {
                if (k > 0 && moved[t * d + k - 1] == f) name = (from + further) % names;
                sample[(t * (d + 1) + k) * d + f] =
                    (static_cast<double>(name) + 0.5) / static_cast<double>(names);
            }
        }
    }
}

std::string_view to_string(const SamplingDesign& design) {
    return std::visit([]<class D>(const D&) { return D::name; }, design);
}

std::span<const SamplingDesign> usual_designs() {
    static const auto designs = []<std::size_t... i>(std::index_sequence<i...>) {
        return std::array{SamplingDesign(std::in_place_index<i>)...};
    }
    (std::make_index_sequence<std::variant_size_v<SamplingDesign>>());
    return designs;
}

bool is_sampled(const SamplingDesign& design) {
    return std::visit([]<class D>(const D&) { return SampledDesign<D>; }, design);
}

bool has_blocks(const SamplingDesign& design) {
    return std::visit([]<class D>(const D&) { return BlockDesign<D>; }, design);
}

std::uint64_t replications_of(const SamplingDesign& design) {
    return std::visit(
        []<class D>(const D& d) -> std::uint64_t {
            if constexpr (BlockDesign<D>) return d.replications;
            return 1;
        },
        design);
}

bool is_independent(const SamplingDesign& design, std::uint64_t row, std::size_t factors) {
    return std::visit(
        [&]<class D>(const D& d) {
            if constexpr (BlockDesign<D>) return row % d.block(factors) < D::independent;
            return true;
        },
        design);
}

std::uint64_t design_size(const SamplingDesign& design, const std::vector<Factor>& factors) {
    return std::visit(
        [&]<class D>(const D& d) {
            if constexpr (BlockDesign<D>) {
                return product_up_to_limit({d.blocks, d.block(factors.size()), d.replications});
            } else if constexpr (SampledDesign<D>) {
                return d.points;
            } else {
                return d.size(factors);
            }
        },
        design);
}

}  // namespace offramp
